import { asEfsReadsIt } from "../account/document";
import type { Subject } from "./subject";

const actions = {
    read: "elasticfilesystem:ClientMount",
    write: "elasticfilesystem:ClientWrite",
    root: "elasticfilesystem:ClientRootAccess",
} as const;

/** `unstated` is a request that does not say; a condition that only looks for `false` lets it through. */
const viaMountTarget = { yes: "true", no: "false", unstated: undefined } as const;

/** What an NFS client may do: the four condition keys that EFS honours for it, and no others. */
export const files: Subject = {
    title: "Files",
    dimensions: {
        access: Object.keys(actions),
        TLS: ["yes", "no"],
        "access point": ["an agent's", "an area's", "another", "none"],
        "mount target": Object.keys(viaMountTarget),
    },
    ask: (account) => {
        const { fileSystem, agents, areas, id } = account;
        const another = `${(agents[0]?.accessPointArn ?? fileSystem.arn).replace(/[^/]+$/, "")}fsap-00000000000000000`;
        const accessPoints = [
            ...agents.map(({ name, accessPointArn }) => ({
                value: "an agent's",
                about: `access point of ${name}`,
                whose: { owner: name },
                arn: accessPointArn,
            })),
            ...areas.map((area) => ({
                value: "an area's",
                about: `access point of area ${area.name}`,
                whose: { area },
                arn: area.accessPointArn,
            })),
            { value: "another", about: "an access point that the kit did not make", whose: {}, arn: another },
            { value: "none", about: "no access point", whose: {}, arn: undefined },
        ];
        return Object.entries(actions).flatMap(([access, action]) =>
            ["yes", "no"].flatMap((tls) =>
                accessPoints.flatMap(({ value, about, whose, arn }) =>
                    Object.entries(viaMountTarget).map(([mountTarget, stated]) => ({
                        facets: { access, TLS: tls, "access point": value, "mount target": mountTarget },
                        ...whose,
                        about,
                        request: {
                            action,
                            resource: fileSystem.arn,
                            account: id,
                            context: {
                                "aws:SecureTransport": String(tls === "yes"),
                                ...(arn && { "elasticfilesystem:AccessPointArn": arn }),
                                ...(stated && { "elasticfilesystem:AccessedViaMountTarget": stated }),
                            },
                            resourcePolicy: fileSystem.policy && asEfsReadsIt(fileSystem.policy),
                        },
                    })),
                ),
            ),
        );
    },
};
