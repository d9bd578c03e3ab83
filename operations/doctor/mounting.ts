import { DescribeFileSystemPolicyCommand, EFSClient } from "@aws-sdk/client-efs";
import { readAgent } from "../../proof/account/agent";
import { readArea } from "../../proof/account/area";
import { asEfsReadsIt, readDocument } from "../../proof/account/document";
import { Evaluator } from "../../proof/account/evaluate";
import type { Principal } from "../../proof/account/principal";
import { parseArn } from "../../state/arn";
import { componentTypes } from "../../state/components";
import { ownFileSystemsIn } from "../../state/environments";
import type { Graph } from "../../state/graph";
import { textOf } from "../../state/graph";
import { unlessMissing } from "../aws/answers";
import { askersIn, isAdministrator, mount } from "./askers";
import type { Check, Remark, Thing } from "./check";
import { fileSystemIn } from "./fileSystem";
import { type Authorizations, authorizations } from "./iam";

/** An access point, and the ARNs of the roles that may mount it. */
interface Mountable {
    readonly arn: string;
    readonly what: string;
    readonly meantFor: readonly string[];
}

interface Expected extends Thing {
    readonly id: string;
    readonly arn: string;
    readonly account: string;
    readonly accessPoints: readonly Mountable[];
}

interface Answer {
    /** Undefined where there is none: then everybody may mount, which another check tells. */
    readonly policy: string | undefined;
    readonly everybody: Authorizations;
}

type Faults = "could-mount" | "administrator" | "expected" | "unknown" | "anonymous" | "unjudged";

/** Who of the account could mount the file system, besides the agents. */
export const mounting: Check<Expected, Answer, Faults> = {
    name: "mounting",
    holds: "nobody in the account could mount but each agent its own access points",
    faults: {
        "could-mount": {
            severity: "critical",
            why: "it reads builds' files, and may write what other builds run",
            mend: "aws iam list-attached-{kind}-policies --{kind}-name {name} && aws iam list-{kind}-policies --{kind}-name {name}",
        },
        administrator: {
            severity: "note",
            why: "it may do everything, or all but some other services as PowerUserAccess has it, and could mount too where it reaches a mount target; connection-foreign-role rings when it does",
            mend: "aws iam list-attached-{kind}-policies --{kind}-name {name}",
        },
        expected: {
            severity: "note",
            why: "it is named by --expect: it may mount by intention",
            mend: "aws iam list-attached-{kind}-policies --{kind}-name {name} && aws iam list-{kind}-policies --{kind}-name {name}",
        },
        unknown: {
            severity: "warning",
            why: "it is named by --expect and matches nobody: leave it out, as whoever makes one of this name later is expected",
            mend: "aws iam get-{kind} --{kind}-name {name}",
        },
        unjudged: {
            severity: "warning",
            why: "its policies could not be judged, so nobody knows whether it could mount",
            mend: "aws iam list-attached-{kind}-policies --{kind}-name {name} && aws iam list-{kind}-policies --{kind}-name {name}",
        },
        anonymous: {
            severity: "critical",
            why: "whoever reaches a mount target reads all files",
            mend: "pulumi up --refresh --stack {stack}",
        },
    },
    expected: ({ graph }) =>
        ownFileSystemsIn(graph).map((resource) => {
            const arn = textOf(resource, "arn") ?? "";
            return {
                ...fileSystemIn(resource),
                account: parseArn(arn).account,
                accessPoints: mountablesIn(graph),
            };
        }),
    grants: ({ arn }) => [
        { actions: ["elasticfilesystem:DescribeFileSystemPolicy"], resources: [arn] },
        { actions: ["iam:GetAccountAuthorizationDetails"], resources: ["*"] },
    ],
    async ask(session, { id: FileSystemId, region }) {
        const client = session.client(EFSClient, region);
        const found = await unlessMissing(client.send(new DescribeFileSystemPolicyCommand({ FileSystemId })));
        return { policy: found?.Policy, everybody: await authorizations(session, region) };
    },
    async judge({ subject, arn, account, accessPoints }, { policy, everybody }, _at, intended) {
        const resourcePolicy =
            policy === undefined ? undefined : asEfsReadsIt(readDocument(`policy of ${subject}`, policy));
        const evaluator = new Evaluator();
        const could = async (principal: Principal, accessPoint: string | undefined): Promise<boolean> => {
            const { outcome } = await evaluator.decide(principal, {
                action: mount,
                resource: arn,
                account,
                context: {
                    "aws:SecureTransport": "true",
                    "elasticfilesystem:AccessedViaMountTarget": "true",
                    ...(accessPoint && { "elasticfilesystem:AccessPointArn": accessPoint }),
                },
                resourcePolicy,
            });
            return outcome === "yes";
        };
        // Of an access point that somebody makes tomorrow, and of a mount without one, too.
        const places: readonly (Omit<Mountable, "arn"> & { readonly arn: string | undefined })[] = [
            ...accessPoints,
            {
                arn: `${arn.split(":file-system/")[0]}:access-point/fsap-00000000000000000`,
                what: "any other access point",
                meantFor: [],
            },
            { arn: undefined, what: "the whole file system", meantFor: [] },
        ];
        const remarks: Remark<Faults>[] = unknownOf(intended, everybody);
        for (const { principal, kind, called } of askersIn(everybody, account)) {
            const where = `${principal.name} at ${subject}`;
            const values = { kind, name: called };
            const reached: string[] = [];
            try {
                for (const { arn: accessPoint, what, meantFor } of places)
                    if (!meantFor.includes(principal.id ?? "") && (await could(principal, accessPoint)))
                        reached.push(what);
            } catch (error) {
                // One policy that nobody can read keeps no other from being judged.
                const got = error instanceof Error ? error.message : String(error);
                remarks.push({ fault: "unjudged", where, got, wanted: "an answer", values });
                continue;
            }
            if (reached.length === 0) continue;
            const isAnonymous = principal.id === undefined;
            remarks.push({
                fault: isAnonymous
                    ? "anonymous"
                    : intended.includes(principal.id ?? "")
                      ? "expected"
                      : isAdministrator(principal)
                        ? "administrator"
                        : "could-mount",
                where,
                got: `may mount ${inFew(reached)}`,
                wanted: "no mount",
                values,
            });
        }
        return remarks;
    },
};

/** What is told of the names that nobody in the account has. */
function unknownOf(intended: readonly string[], { roles, users }: Authorizations): Remark<Faults>[] {
    const known = new Set([...roles, ...users].map(({ Arn }) => Arn));
    return intended
        .filter((name) => !known.has(name))
        .map((where) => {
            const [kind = "", ...path] = parseArn(where).resource.split("/");
            const values = { kind, name: path.at(-1) ?? "" };
            return { fault: "unknown", where, got: `no such ${kind}`, wanted: "one of the account", values };
        });
}

const inFew = (texts: readonly string[]): string =>
    texts.length <= 4 ? texts.join(", ") : `${texts.slice(0, 3).join(", ")} and ${texts.length - 3} more`;

/** The access points of the agents and areas, each with the roles it is made for. */
function mountablesIn(graph: Graph): readonly Mountable[] {
    const agents = graph.all(componentTypes.agent).map((component) => readAgent(graph, component));
    const areas = graph.all(componentTypes.sharedArea).map((component) => readArea(graph, component));
    return [
        ...agents.map(({ name, accessPointArn, role }) => ({
            arn: accessPointArn,
            what: `agent ${name}'s directory`,
            meantFor: [role.arn],
        })),
        ...areas.map(({ name, accessPointArn, writers, readers }) => ({
            arn: accessPointArn,
            what: `area ${name}`,
            meantFor: agents
                .filter(
                    (agent) =>
                        readers === "all" || readers.includes(agent.name) || writers.includes(agent.name),
                )
                .map(({ role }) => role.arn),
        })),
    ];
}
