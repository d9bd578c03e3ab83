import { kubernetes } from "../kernel/kubernetes";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import { tokens } from "../kernel/tokens";
import { holdsUnknown, items, keys, plain, present, see, show, text, UNKNOWN } from "../kernel/values";
import { volumesIn } from "../mounts/texts";
import { charts, judgeAddresses, judgeServer, serverTypes, valuesIn } from "./servers";

/** What else than a machine's user data mounts, with the properties that say how. */
const mounting: Readonly<Record<string, readonly string[]>> = {
    [tokens.taskDefinition]: ["volumes"],
    [tokens.jobDefinition]: ["containerProperties", "ecsProperties", "nodeProperties"],
    ...Object.fromEntries(Object.entries(charts).map(([type, property]) => [type, [property]])),
    // https://www.pulumi.com/registry/packages/docker/api-docs/volume/
    "docker:index/volume:Volume": ["driverOpts"],
    "docker:index/container:Container": ["mounts"],
    "docker:index/service:Service": ["taskSpec"],
    ...kubernetes,
};

const inside = (path: string, key: string | number): string =>
    typeof key === "number" ? `${path}[${key}]` : path === "" ? key : `${path}.${key}`;

export const volumesEncrypted = resourceRule({
    name: "efs-volumes-mount-with-tls",
    title: "Volumes of containers and transfers mount EFS with TLS and IAM",
    asserts:
        "EFS volumes of ECS and Batch have transitEncryption and iam ENABLED, DataSync locations TLS1_2 and a role, volumes of Kubernetes and of Helm's values use the driver for EFS with iam and without turning TLS off; none is plain NFS, by name or by address, and so none of CodeBuild's fileSystemLocations",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: { checkov: ["CKV_AWS_97"] },
    nist: { by: "this pack", controls: ["SC-8(1)", "AC-17(2)"] },
    fix: [
        'efsVolumeConfiguration: { fileSystemId: fs.id, transitEncryption: "ENABLED", authorizationConfig: { accessPointId: point.id, iam: "ENABLED" } }',
    ],
    types: [...Object.keys(mounting), tokens.dataSyncEfsLocation, ...serverTypes],
    check(resource, report) {
        if (resource.type === tokens.dataSyncEfsLocation) return judgeLocation(resource, report);
        if (serverTypes.includes(resource.type)) judgeServer(resource, report);
        if (!Object.hasOwn(mounting, resource.type)) return;
        const properties = mounting[resource.type] ?? [];
        const isClass = properties.includes("provisioner");
        const given = isClass
            ? [["", resource.props] as const]
            : properties.map((name) => [name, see(resource.props, name)] as const);
        const read = resource.type in charts ? valuesIn : parsed;
        for (const [property, value] of given.map(([name, each]) => [name, read(plain(each))] as const)) {
            if (holdsUnknown(value) && !serverTypes.includes(resource.type))
                report.wait(resource, "its volumes");
            for (const [name, volume] of configurations(value)) judgeVolume(resource, name, volume, report);
            for (const { where, type, options } of volumesIn(value, property, inside)) {
                // Any server may be meant; one of EFS is told by its name or address.
                if (type !== "efs" && serverTypes.includes(resource.type)) continue;
                for (const [fault, remedy] of type === "efs" ? missing(options) : plainNfs(resource, type))
                    report.violation(
                        resource,
                        `${where || "it"} ${fault}`,
                        "mount EFS with TLS and IAM",
                        remedy,
                    );
            }
        }
    },
    across: { trigger: tokens.mountTarget, check: judgeAddresses },
});

/** A fault, and what mends it. */
type Fault = readonly [fault: string, remedy: string];

const efsOptions =
    'Set mountOptions: ["tls", "iam"], which a volume, a storage class and a chart\'s class take';

function missing(options: readonly string[]): readonly Fault[] {
    const encrypted = options.includes("tls") && !options.includes("notls");
    return [
        ...(encrypted
            ? []
            : [
                  [
                      "is mounted without TLS, so in clear",
                      `${efsOptions}, and no encryptInTransit or notls`,
                  ] as const,
              ]),
        ...(options.includes("iam")
            ? []
            : [["is mounted without the option iam, so anonymously", efsOptions] as const]),
    ];
}

function plainNfs({ type }: Resource, fileSystem: string): readonly Fault[] {
    const remedy = type.startsWith("docker:")
        ? "Mount it on the host with mount -t efs -o tls,iam,accesspoint=fsap-ID fs-ID:/ PATH, and bind that path"
        : 'Use efsVolumeConfiguration: { fileSystemId: fs.id, transitEncryption: "ENABLED", authorizationConfig: { accessPointId: point.id, iam: "ENABLED" } }';
    return [[`is plain NFS (${fileSystem}), neither encrypted nor authenticated`, remedy]];
}

/** What stands in a text of JSON, as Batch and others take it. */
function parsed(value: unknown): unknown {
    if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
    try {
        return JSON.parse(value);
    } catch {
        // AWS refuses it too.
        return undefined;
    }
}

/** The EFS volumes anywhere in a value, each with its name. */
function configurations(value: unknown, depth = 0): readonly (readonly [name: string, volume: unknown])[] {
    if (depth > 24 || typeof value !== "object" || value === null) return [];
    const own = see(value, "efsVolumeConfiguration");
    const inner = Array.isArray(value) ? items(value) : keys(value).map((key) => see(value, key));
    return [
        ...(own === undefined || own === UNKNOWN
            ? []
            : [[text(see(value, "name")) ?? "without a name", own] as const]),
        ...inner.flatMap((each) => configurations(each, depth + 1)),
    ];
}

function judgeVolume(resource: Resource, called: string, volume: unknown, report: Report): void {
    const wanted = [
        [["transitEncryption"], "so NFS goes in clear"],
        [["authorizationConfig", "iam"], "so it mounts anonymously"],
    ] as const;
    for (const [path, why] of wanted) {
        const value = see(volume, ...path);
        if (value === UNKNOWN || text(value)?.toUpperCase() === "ENABLED") continue;
        const name = `efsVolumeConfiguration.${path.join(".")}`;
        report.violation(
            resource,
            `volume ${called}: ${name} is ${show(value)}, ${why}`,
            'be "ENABLED"',
            `Set ${name}: "ENABLED"`,
        );
    }
}

function judgeLocation(location: Resource, report: Report): void {
    const encryption = see(location.props, "inTransitEncryption");
    if (encryption === UNKNOWN) report.wait(location, "inTransitEncryption");
    else if (encryption !== "TLS1_2")
        report.violation(
            location,
            `inTransitEncryption is ${show(encryption)}, so NFS goes in clear`,
            'be "TLS1_2"',
            'Set inTransitEncryption: "TLS1_2"',
        );
    if (present(see(location.props, "fileSystemAccessRoleArn"))) return;
    report.violation(
        location,
        "fileSystemAccessRoleArn is absent, so it mounts anonymously",
        "name a role that may mount",
        "Set fileSystemAccessRoleArn to a role's ARN, and accessPointArn to the access point that it may use",
    );
}
