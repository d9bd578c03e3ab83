import { isIP } from "node:net";
import { parse } from "yaml";
import { kubernetes } from "../kernel/kubernetes";
import type { Report } from "../kernel/report";
import type { Resource } from "../kernel/rule";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { holdsUnknown, items, keys, plain, present, see, text, UNKNOWN } from "../kernel/values";

/**
 * Charts of Helm's that the provider or a controller in the cluster installs, so that no resource shows what it makes of
 * its values, with the property that holds them. `Chart` of the provider is a component, whose resources are judged.
 */
export const charts: Readonly<Record<string, string>> = {
    "kubernetes:helm.sh/v3:Release": "values",
    "kubernetes:argoproj.io/v1alpha1:Application": "spec",
    ...Object.fromEntries(
        ["v2", "v2beta1", "v2beta2"].map((version) => [
            `kubernetes:helm.toolkit.fluxcd.io/${version}:HelmRelease`,
            "spec",
        ]),
    ),
};

/** What knows plain NFS only, or is told a server of which it asks no more. */
export const serverTypes: readonly string[] = [
    tokens.dataSyncNfsLocation,
    tokens.build,
    ...Object.keys(charts),
    ...Object.keys(kubernetes),
];

/** The name of a file system or of a mount target, alone or with a path. */
const nameOfEfs =
    /^(?:nfs:\/\/)?(?:[\w-]+\.)?fs-[0-9a-f]+\.efs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?::?\/.*)?$/i;

/** A file system by its id, to the provisioner that mounted by NFS before there was a driver: `efs-provisioner`. */
const byProvisioner = /\.efsProvisioner\.efsFileSystemId$/;

const must = "mount EFS with TLS and IAM";

const plainly = "an EFS file system reached by plain NFS, neither encrypted nor authenticated";

/** How each of them is to reach EFS instead. */
const remedies: Readonly<Record<string, string>> = {
    [tokens.dataSyncNfsLocation]:
        'Use an aws.datasync.EfsLocation with inTransitEncryption: "TLS1_2" and fileSystemAccessRoleArn',
    [tokens.build]:
        "Take it out of fileSystemLocations, and let a build with environment.privilegedMode install amazon-efs-utils and mount with -t efs -o tls,iam,accesspoint=fsap-ID",
    volume: 'Use the driver: csi: { driver: "efs.csi.aws.com", volumeHandle: "fs-ID::fsap-ID" } with mountOptions: ["tls", "iam"] in a PersistentVolume, and its claim in pods',
    chart: 'Use the chart aws-efs-csi-driver with storageClasses: [{ name: "efs", mountOptions: ["tls", "iam"], parameters: { provisioningMode: "efs-ap", fileSystemId: fs.id, directoryPerms: "700" } }]',
};

/** Judges a resource by itself: names of EFS where plain NFS is meant. */
export function judgeServer(resource: Resource, report: Report): void {
    if (resource.type === tokens.build) {
        judgeBuild(resource, report);
        return;
    }
    for (const property of propertiesOf(resource))
        if (holdsUnknown(plain(see(resource.props, property)))) report.wait(resource, property);
    const places = placesOf(resource);
    const [named] = places.filter(({ path, value }) => nameOfEfs.test(value) || byProvisioner.test(path));
    if (named) refuse(resource, `${named.path} is ${named.value}`, report);
    for (const { path, value } of places)
        if (resource.type in kubernetes && /\bserver$/.test(path) && isIP(value) !== 0)
            report.unread(resource, `whether ${value}, ${path}, is a mount target of EFS`);
    const chart = text(see(resource.props, "chart")) ?? "";
    if (/nfs|efs/i.test(chart) && present(see(resource.props, "valueYamlFiles")))
        report.unread(resource, `what its valueYamlFiles tell the chart ${chart} to mount`);
}

/** Judges what is told the address of a mount target of the stack, or is fed by one before that is known. */
export function judgeAddresses(stack: Stack, report: Report): void {
    const targets = stack.of(tokens.mountTarget);
    for (const told of stack.of(...serverTypes.filter((type) => type !== tokens.build))) {
        const places = placesOf(told);
        if (places.some(({ value }) => nameOfEfs.test(value))) continue;
        const by = places.flatMap(({ path, value }) => {
            const target = targets.find(({ props }) =>
                ["ipAddress", "ipv6Address"].some((name) => see(props, name) === value),
            );
            return target ? [`${path} is ${value}, the address of ${target.name}`] : [];
        });
        // Of values of a chart and of specifications nobody can tell which of them it is.
        const isOpen =
            told.type === tokens.dataSyncNfsLocation && see(told.props, "serverHostname") === UNKNOWN;
        const [feeding] = isOpen
            ? stack.fed(told, "serverHostname", [tokens.mountTarget, tokens.fileSystem])
            : [];
        if (by[0] !== undefined) refuse(told, by[0], report);
        else if (feeding) refuse(told, `serverHostname comes from ${feeding.name}`, report);
    }
}

function refuse(on: Resource | Node, is: string, report: Report): void {
    const kind = on.type in charts ? "chart" : on.type in kubernetes ? "volume" : on.type;
    report.violation(on, `${is}: ${plainly}`, must, remedies[kind] ?? "");
}

/** https://docs.aws.amazon.com/codebuild/latest/APIReference/API_ProjectFileSystemLocation.html: NFS 4.1, whatever the options. */
function judgeBuild(build: Resource, report: Report): void {
    const locations = see(build.props, "fileSystemLocations");
    if (locations === UNKNOWN) report.wait(build, "fileSystemLocations");
    else if (items(locations).length === 0) report.notApplicable("It mounts no file system");
    for (const [index, location] of (locations === UNKNOWN ? [] : items(locations)).entries()) {
        const name = text(see(location, "identifier")) ?? index + 1;
        refuse(
            build,
            `fileSystemLocations ${name} is mounted by CodeBuild's own NFS client, without TLS`,
            report,
        );
    }
}

function propertiesOf({ type }: Resource | Node): readonly string[] {
    const chart = charts[type];
    return chart === undefined ? (kubernetes[type] ?? ["serverHostname"]) : [chart];
}

function placesOf(on: Resource | Node): readonly Place[] {
    return propertiesOf(on).flatMap((property) => {
        const given = plain(see(on.props, property));
        return placesIn(on.type in charts ? valuesIn(given) : given, property);
    });
}

/** The values of a chart, with what stands in texts of YAML, as Argo and Flux take them, in place of those. */
export function valuesIn(value: unknown, depth = 0): unknown {
    if (depth > 24) return value;
    if (Array.isArray(value)) return items(value).map((each) => valuesIn(each, depth + 1));
    if (typeof value === "string") return /^\s*[\w"'-]+:\s*(?:$|\S)/m.test(value) ? yamlOf(value) : value;
    const names = keys(value);
    return names.length === 0
        ? value
        : Object.fromEntries(names.map((name) => [name, valuesIn(see(value, name), depth + 1)]));
}

function yamlOf(written: string): unknown {
    if (!written.trim().includes("\n") && !/:\s/.test(written)) return written;
    try {
        return parse(written, { maxAliasCount: 100, logLevel: "silent" });
    } catch {
        // A text that only looks like it.
        return written;
    }
}

/** A text in a value, with the path to it. */
interface Place {
    readonly path: string;
    readonly value: string;
}

function placesIn(value: unknown, path: string): readonly Place[] {
    const own = text(value);
    if (own !== undefined) return [{ path, value: own }];
    return Array.isArray(value)
        ? items(value).flatMap((each, index) => placesIn(each, `${path}[${index}]`))
        : keys(value).flatMap((key) => placesIn(see(value, key), `${path}.${key}`));
}
