import type { Report } from "../kernel/report";
import type { Resource } from "../kernel/rule";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { holdsUnknown, items, keys, plain, present, see, text, UNKNOWN } from "../kernel/values";

/** A chart of Helm's that the provider installs itself, so that no resource shows what it makes of its values. */
export const helmRelease = "kubernetes:helm.sh/v3:Release";

/** What knows plain NFS only, or is told a server of which it asks no more. */
export const serverTypes: readonly string[] = [tokens.dataSyncNfsLocation, tokens.build, helmRelease];

/** The name of a file system or of a mount target, alone or with a path. */
const nameOfEfs =
    /^(?:nfs:\/\/)?(?:[\w-]+\.)?fs-[0-9a-f]+\.efs\.[a-z0-9-]+\.amazonaws\.com(?:\.cn)?(?::?\/.*)?$/;

const must = "mount EFS with TLS and IAM";

const plainly = "an EFS file system reached by plain NFS, neither encrypted nor authenticated";

/** How each of them is to reach EFS instead. */
const remedies: Readonly<Record<string, string>> = {
    [tokens.dataSyncNfsLocation]:
        'Use an aws.datasync.EfsLocation with inTransitEncryption: "TLS1_2" and fileSystemAccessRoleArn',
    [tokens.build]:
        "Take it out of fileSystemLocations, and let a build with environment.privilegedMode install amazon-efs-utils and mount with -t efs -o tls,iam,accesspoint=fsap-ID",
    [helmRelease]:
        'Use the chart aws-efs-csi-driver with storageClasses: [{ name: "efs", mountOptions: ["tls", "iam"], parameters: { provisioningMode: "efs-ap", fileSystemId: fs.id, directoryPerms: "700" } }]',
};

/** Judges a resource by itself: names of EFS where plain NFS is meant. */
export function judgeServer(resource: Resource, report: Report): void {
    if (resource.type === tokens.build) {
        judgeBuild(resource, report);
        return;
    }
    const property = propertyOf(resource);
    const given = plain(see(resource.props, property));
    if (holdsUnknown(given)) report.wait(resource, property);
    const [named] = placesIn(given, property).filter(({ value }) => nameOfEfs.test(value));
    if (named) refuse(resource, `${named.path} is ${named.value}`, report);
    const chart = text(see(resource.props, "chart")) ?? "";
    if (/nfs|efs/i.test(chart) && present(see(resource.props, "valueYamlFiles")))
        report.unread(resource, `what its valueYamlFiles tell the chart ${chart} to mount`);
}

/** Judges what is told the address of a mount target of the stack, or is fed by one before that is known. */
export function judgeAddresses(stack: Stack, report: Report): void {
    const targets = stack.of(tokens.mountTarget);
    for (const told of stack.of(tokens.dataSyncNfsLocation, helmRelease)) {
        const property = propertyOf(told);
        const places = placesIn(plain(see(told.props, property)), property);
        if (places.some(({ value }) => nameOfEfs.test(value))) continue;
        const by = places.flatMap(({ path, value }) => {
            const target = targets.find(({ props }) => see(props, "ipAddress") === value);
            return target ? [`${path} is ${value}, the address of ${target.name}`] : [];
        });
        // Of values of a chart nobody can tell which of them it is.
        const isOpen = told.type === tokens.dataSyncNfsLocation && see(told.props, property) === UNKNOWN;
        const [feeding] = isOpen ? stack.fed(told, property, [tokens.mountTarget, tokens.fileSystem]) : [];
        if (by[0] !== undefined) refuse(told, by[0], report);
        else if (feeding) refuse(told, `${property} comes from ${feeding.name}`, report);
    }
}

function refuse(on: Resource | Node, is: string, report: Report): void {
    report.violation(on, `${is}: ${plainly}`, must, remedies[on.type] ?? "");
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

function propertyOf({ type }: Resource | Node): string {
    return type === helmRelease ? "values" : "serverHostname";
}

/** The texts in a value, each with the path to it. */
function placesIn(
    value: unknown,
    path: string,
): readonly { readonly path: string; readonly value: string }[] {
    const own = text(value);
    if (own !== undefined) return [{ path, value: own }];
    return Array.isArray(value)
        ? items(value).flatMap((each, index) => placesIn(each, `${path}[${index}]`))
        : keys(value).flatMap((key) => placesIn(see(value, key), `${path}.${key}`));
}
