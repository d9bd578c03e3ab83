import { createHash } from "node:crypto";
import { invoke } from "../../rehearsal/providers/aws/invokes";
import { partitionOf } from "../../rehearsal/providers/aws/regions";
import { accountId } from "../../state/rehearsed";
import { accountOf, type Existing, home } from "./existing";

/** The id of an access point by its logical name, in the shape that AWS gives it. */
export const accessPointId = (name: string): string =>
    `fsap-${createHash("sha256").update(name).digest("hex").slice(0, 17)}`;

/** The id of what EFS replicates a file system to. */
export const replicaId = "fs-0fedcba9876543210";

/** The id of what the program registers. */
export function idOf(type: string, name: string): string {
    if (type === "aws:efs/fileSystem:FileSystem") return "fs-0123456789abcdef0";
    return type === "aws:efs/accessPoint:AccessPoint" ? accessPointId(name) : `${name}-id`;
}

/** The outputs of a resource that AWS has made of some inputs. */
export function computed(
    type: string,
    name: string,
    inputs: Record<string, unknown>,
    region = "us-east-1",
): Record<string, unknown> {
    const arnOf = `arn:${partitionOf(region).name}`;
    const id = idOf(type, name);
    const physical = inputs.name ?? `${name}-0123456`;
    const arns: Record<string, string> = {
        "aws:efs/fileSystem:FileSystem": `${arnOf}:elasticfilesystem:${region}:${accountId}:file-system/${id}`,
        "aws:efs/accessPoint:AccessPoint": `${arnOf}:elasticfilesystem:${region}:${accountId}:access-point/${id}`,
    };
    const arn = arns[type] ?? `${arnOf}:mock:${region}:${accountId}:${type.split(":")[2]}/${name}`;
    const zones = (inputs.availabilityZoneNames as string[] | undefined) ?? [];
    const vpc = {
        vpcId: "vpc-0123456789abcdef0",
        privateSubnetIds: zones.map((zone) => `subnet-private-${zone}`),
        routeTables: zones.map((zone) => ({ id: `rtb-${zone}` })),
    };
    const destination = {
        destination: { ...(inputs.destination as object | undefined), fileSystemId: replicaId },
    };
    return {
        name: physical,
        arn,
        ...(type === "aws:kms/key:Key" ? { keyId: name } : {}),
        ...(type === "aws:efs/mountTarget:MountTarget" ? { networkInterfaceId: `eni-of-${name}` } : {}),
        ...(type === "aws:ec2/launchTemplate:LaunchTemplate" ? { latestVersion: 1 } : {}),
        ...(type === "awsx:ec2:Vpc" ? vpc : {}),
        ...inputs,
        ...(type === "aws:efs/replicationConfiguration:ReplicationConfiguration" ? destination : {}),
    };
}

/** What of the account's own, and of what AWS makes for it, a program reads as a resource. */
export function found(type: string, id: string, existing: Existing): Record<string, unknown> {
    if (type === "aws:secretsmanager/secret:Secret") return { arn: id };
    if (type === "aws:cfg/recorderStatus:RecorderStatus")
        return { name: id, isEnabled: id !== existing.stoppedRecorder };
    const fileSystem = accountOf(existing).get({ token: type, id, region: home })?.outputs;
    // Where file systems are replicated to in these tests.
    if (fileSystem === undefined && id === replicaId)
        return { arn: `arn:aws:elasticfilesystem:eu-west-1:${accountId}:file-system/${id}` };
    if (fileSystem === undefined) throw new Error(`no ${type} ${id} in the account`);
    return fileSystem;
}

/** The image of a public parameter in us-east-1, of one architecture or the other. */
export const amazonsImage = (machine: string): string =>
    String(
        answer(
            "aws:ssm/getParameter:getParameter",
            { name: `/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${machine}` },
            {},
        ).insecureValue,
    );

/** A disk of an image as the provider tells it: texts, and of the root unless a device is named. */
export const disk = (ebs: object, deviceName = "/dev/xvda") => ({
    deviceName,
    virtualName: "",
    ebs: { volume_size: "8", encrypted: "true", ...ebs },
});

/** The engine reports a failed call in the details of a gRPC error. */
const failed = (details: string) => Object.assign(new Error(details), { details });

/** What AWS answers to a call of a program: what the rehearsal's stand-in does, but for what is special in the account. */
export function answer(
    token: string,
    inputs: Record<string, unknown>,
    existing: Existing,
): Record<string, unknown> {
    const asked = JSON.stringify(inputs);
    const name = token.split(":").at(-1) ?? "";
    const [special] = Object.entries(existing.answers?.[name] ?? {}).filter(([what]) =>
        asked.includes(`"${what}"`),
    );
    // The provider's words for what is not there, of EC2's images and of all others.
    if (special !== undefined && special[1] === undefined)
        throw failed(
            name === "getAmi"
                ? "Your query returned no results. Please change your search criteria and try again."
                : `reading ${special[0]}: couldn't find resource`,
        );
    try {
        const region = String(inputs.region ?? existing.region ?? home);
        return { ...invoke(token, inputs, { account: accountOf(existing), region }), ...special?.[1] };
    } catch (error) {
        if (special?.[1] !== undefined) return { ...special[1] };
        throw failed(String(error));
    }
}
