import { tokens } from "../kernel/tokens";

/** A resource of a stack to measure with. */
export interface Sample {
    readonly type: string;
    readonly name: string;
    readonly props: Readonly<Record<string, unknown>>;
    readonly feeds: Readonly<Record<string, readonly string[]>>;
}

const account = "111122223333";
const fileSystemId = "fs-0123456789abcdef0";
const fileSystemArn = `arn:aws:elasticfilesystem:us-east-1:${account}:file-system/${fileSystemId}`;
const keyArn = `arn:aws:kms:us-east-1:${account}:key/0f0f0f0f-0000-4000-8000-000000000000`;
const tags = { project: "jenkins", environment: "prod", owner: "ci-team", "managed-by": "pulumi" };

const urn = (type: string, name: string) => `urn:pulumi:bench::bench::${type}::${name}`;

const sample = (
    type: string,
    name: string,
    props: Readonly<Record<string, unknown>>,
    feeds: Readonly<Record<string, readonly string[]>> = {},
): Sample => ({ type, name, props: { ...props, tags, tagsAll: tags }, feeds });

const group = "aws:ec2/securityGroup:SecurityGroup";

/** What a stack has once: key, file system, network, vault. */
function shared(): Sample[] {
    return [
        sample(tokens.key, "data", {
            arn: keyArn,
            id: keyArn.split("/").at(-1),
            enableKeyRotation: true,
            policy: JSON.stringify({ Version: "2012-10-17", Statement: [] }),
        }),
        sample(
            tokens.fileSystem,
            "storage",
            { arn: fileSystemArn, id: fileSystemId, encrypted: true, kmsKeyId: keyArn },
            { kmsKeyId: [urn(tokens.key, "data")] },
        ),
        sample(tokens.fileSystemPolicy, "storage", {
            id: fileSystemId,
            fileSystemId,
            policy: JSON.stringify({
                Statement: [
                    {
                        Effect: "Deny",
                        Principal: "*",
                        Action: "elasticfilesystem:Client*",
                        Resource: fileSystemArn,
                        Condition: { Bool: { "aws:SecureTransport": "false" } },
                    },
                ],
            }),
        }),
        sample(group, "agents", { id: "sg-0000000000000000a", description: "Agents" }),
        sample(group, "mounts", { id: "sg-0000000000000000b", description: "Mount targets" }),
        sample("aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule", "nfs", {
            securityGroupId: "sg-0000000000000000b",
            referencedSecurityGroupId: "sg-0000000000000000a",
            ipProtocol: "tcp",
            fromPort: 2049,
            toPort: 2049,
            description: "NFS",
        }),
        ...["a", "b"].flatMap((zone) => [
            sample(tokens.subnet, zone, {
                id: `subnet-0000000000000000${zone}`,
                availabilityZone: `us-east-1${zone}`,
            }),
            sample(tokens.mountTarget, zone, {
                fileSystemId,
                subnetId: `subnet-0000000000000000${zone}`,
                securityGroups: ["sg-0000000000000000b"],
            }),
        ]),
    ];
}

/** What each agent adds: eight resources. */
function agent(index: number): Sample[] {
    const name = `agent-${index}`;
    const pointArn = `arn:aws:elasticfilesystem:us-east-1:${account}:access-point/fsap-${index.toString(16).padStart(17, "0")}`;
    const roleArn = `arn:aws:iam::${account}:role/${name}`;
    const policyArn = `arn:aws:iam::${account}:policy/${name}`;
    const userData =
        "#cloud-config\nruncmd:\n  - mount -t efs -o tls,iam,accesspoint=fsap-0 fs-0:/ /mnt/efs\n";
    const point = {
        arn: pointArn,
        id: pointArn.split("/").at(-1),
        fileSystemId,
        posixUser: { uid: 20001 + index, gid: 20001 + index },
        rootDirectory: {
            path: `/agents/${name}`,
            creationInfo: { ownerUid: 20001 + index, ownerGid: 20001 + index, permissions: "0700" },
        },
    };
    const statement = {
        Effect: "Allow",
        Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
        Resource: fileSystemArn,
        Condition: { StringEquals: { "elasticfilesystem:AccessPointArn": pointArn } },
    };
    return [
        sample(tokens.accessPoint, name, point, { fileSystemId: [urn(tokens.fileSystem, "storage")] }),
        sample(tokens.role, name, {
            arn: roleArn,
            name,
            assumeRolePolicy: JSON.stringify({
                Statement: [
                    {
                        Effect: "Allow",
                        Principal: { Service: "ec2.amazonaws.com" },
                        Action: "sts:AssumeRole",
                    },
                ],
            }),
        }),
        sample(
            tokens.policy,
            name,
            { arn: policyArn, policy: JSON.stringify({ Statement: [statement] }) },
            { policy: [urn(tokens.accessPoint, name)] },
        ),
        sample(
            tokens.attachment,
            name,
            { role: name, policyArn },
            { role: [urn(tokens.role, name)], policyArn: [urn(tokens.policy, name)] },
        ),
        sample(
            tokens.instanceProfile,
            name,
            { arn: `arn:aws:iam::${account}:instance-profile/${name}`, name, role: name },
            { role: [urn(tokens.role, name)] },
        ),
        sample(tokens.secret, name, {
            arn: `arn:aws:secretsmanager:us-east-1:${account}:secret:${name}`,
            kmsKeyId: keyArn,
        }),
        sample(
            tokens.launchTemplate,
            name,
            {
                id: `lt-${index.toString(16).padStart(17, "0")}`,
                iamInstanceProfile: { arn: `arn:aws:iam::${account}:instance-profile/${name}` },
                vpcSecurityGroupIds: ["sg-0000000000000000a"],
                metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
                blockDeviceMappings: [
                    { deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: keyArn } },
                ],
                monitoring: { enabled: true },
                userData: Buffer.from(userData).toString("base64"),
            },
            { userData: [urn(tokens.accessPoint, name), urn(tokens.fileSystem, "storage")] },
        ),
        sample(
            tokens.scalingGroup,
            name,
            {
                launchTemplate: { id: `lt-${index.toString(16).padStart(17, "0")}`, version: "$Latest" },
                vpcZoneIdentifiers: ["subnet-0000000000000000a", "subnet-0000000000000000b"],
            },
            { launchTemplate: [urn(tokens.launchTemplate, name)] },
        ),
    ];
}

/** A stack of the kit's shape with this many resources. */
export function storageStack(size: number): readonly Sample[] {
    const found = shared();
    for (let index = 0; found.length < size; index += 1) found.push(...agent(index));
    return found.slice(0, size);
}

/** A stack without EFS, whose resources no rule of the pack is about. */
export function otherStack(size: number): readonly Sample[] {
    return Array.from({ length: size }, (_, index) =>
        sample("aws:dynamodb/table:Table", `table-${index}`, {
            hashKey: "id",
            attributes: [{ name: "id", type: "S" }],
            billingMode: "PAY_PER_REQUEST",
        }),
    );
}

/** The URN by which the measured stack refers to a sample. */
export function urnOf({ type, name }: Sample): string {
    return urn(type, name);
}
