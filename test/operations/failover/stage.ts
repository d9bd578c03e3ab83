import {
    AutoScalingClient,
    CreateAutoScalingGroupCommand,
    CreateLaunchConfigurationCommand,
    DescribeAutoScalingGroupsCommand,
    UpdateAutoScalingGroupCommand,
} from "@aws-sdk/client-auto-scaling";
import { explained } from "../../../operations/aws/errors";
import { Session } from "../../../operations/aws/session";
import { failover } from "../../../operations/failover/failover";
import { parseOptions } from "../../../operations/failover/options";
import { environmentIn, type Outcome, type Subject, standbyOf } from "../../../operations/operation";
import type { ExportedResource } from "../../../state/exported";
import { Graph } from "../../../state/graph";
import { LocalAws } from "../localAws";
import { RecordedReplication, replicaId, sourceId } from "./recordedReplication";

/** moto's account. */
export const account = "123456789012";
export const [here, there] = ["us-east-1", "us-west-2"] as const;
export const agents = ["linux-1", "linux-2"] as const;

const environment = "jenkins-efs:environment:Environment";
const storage = "jenkins-efs:storage:Storage";

const urn = (types: string, name: string): string => `urn:pulumi:prod::jenkins-efs::${types}::${name}`;

export const groupName = (region: string, agent: string): string =>
    `jenkins-efs-prod${region === there ? "-standby" : ""}-agent-${agent}`;
export const groupArn = (region: string, agent: string): string =>
    `arn:aws:autoscaling:${region}:${account}:autoScalingGroup:1:autoScalingGroupName/${groupName(region, agent)}`;
export const fileSystemArn = (region: string, id: string): string =>
    `arn:aws:elasticfilesystem:${region}:${account}:file-system/${id}`;

/** One side of an environment that is replicated, as its state tells of it. */
function side(
    name: string,
    owner: string,
    region: string,
    id: string,
    agents: readonly string[],
): readonly ExportedResource[] {
    const types = name === "standby" ? `${environment}$${environment}` : environment;
    const self = urn(types, name);
    const made = (under: string, called: string, outputs: object, parent: string): ExportedResource => ({
        urn: urn(`${types}$${under}`, called),
        type: under.split("$").at(-1) ?? "",
        id: "id" in outputs ? String(outputs.id) : "",
        custom: true,
        outputs: { ...outputs },
        parent,
    });
    return [
        { urn: self, type: environment, custom: false, outputs: {}, parent: owner },
        made(storage, `${name}-storage`, {}, self),
        made(
            `${storage}$aws:efs/fileSystem:FileSystem`,
            `${name}-storage`,
            { id, arn: fileSystemArn(region, id) },
            urn(`${types}$${storage}`, `${name}-storage`),
        ),
        ...agents.map((agent) =>
            made(
                "aws:autoscaling/group:Group",
                `${name}-agent-${agent}`,
                {
                    id: groupName(region, agent),
                    name: groupName(region, agent),
                    arn: groupArn(region, agent),
                },
                self,
            ),
        ),
    ];
}

/** What of the state a test has otherwise. */
export interface Otherwise {
    readonly hasEgress?: boolean;
    readonly hasEndpoint?: boolean;
    /** What the environment is called. @default the stack's name, as of one by itself */
    readonly name?: string;
    readonly agents?: readonly string[];
    /** An agent whose group there AWS does not have. */
    readonly absent?: string;
    readonly hasStandby?: boolean;
    readonly hasReplica?: boolean;
}

/** An environment with a standby, as its state tells of it. */
export function graphOf({
    hasEgress = true,
    hasEndpoint = false,
    absent,
    name = "prod",
    hasStandby = true,
    hasReplica = true,
    agents: own = agents,
}: Otherwise = {}): Graph {
    const self = urn(environment, name);
    const resources: ExportedResource[] = [
        ...side(name, urn("pulumi:pulumi:Stack", "jenkins-efs-prod"), here, sourceId, own),
        ...(hasStandby ? side("standby", self, there, replicaId, own) : []),
    ];
    if (hasReplica)
        resources.push({
            urn: urn(
                `${environment}$${storage}$aws:efs/replicationConfiguration:ReplicationConfiguration`,
                "storage-replication",
            ),
            type: "aws:efs/replicationConfiguration:ReplicationConfiguration",
            id: sourceId,
            custom: true,
            protect: true,
            parent: self,
            outputs: {
                sourceFileSystemId: sourceId,
                destination: { region: there, fileSystemId: replicaId },
            },
        });
    if (hasEgress && hasStandby)
        resources.push({
            urn: urn(`${environment}$${environment}$aws:ec2/natGateway:NatGateway`, "standby-network-1"),
            type: "aws:ec2/natGateway:NatGateway",
            id: "nat-1",
            custom: true,
            parent: urn(`${environment}$${environment}`, "standby"),
            outputs: {},
        });
    if (hasEndpoint)
        resources.push({
            urn: urn(`${environment}$${environment}$aws:ec2/vpcEndpoint:VpcEndpoint`, "standby-network-kms"),
            type: "aws:ec2/vpcEndpoint:VpcEndpoint",
            id: "vpce-1",
            custom: true,
            parent: urn(`${environment}$${environment}`, "standby"),
            outputs: { vpcEndpointType: "Interface" },
        });
    for (const { urn: each, outputs = {} } of resources)
        if (each.endsWith(`::standby-agent-${absent}`)) Object.assign(outputs, { name: "gone" });
    return Graph.of({ deployment: { resources } });
}

/** An environment with a standby on a local AWS, and the command on it. */
export class Stage {
    aws!: LocalAws;
    replication = new RecordedReplication();
    /** What was said on standard error. */
    lines: string[] = [];
    graph = graphOf();

    /** For the describe block that it is called in. */
    static open(): Stage {
        const stage = new Stage();
        LocalAws.during(async (aws) => {
            stage.aws = aws;
            // EFS's answers change with what was asked of it before.
            Object.defineProperty(aws, "recorded", { get: () => stage.replication.recorded });
            for (const region of [here, there]) await stage.#makeGroups(region);
        });
        beforeEach(async () => {
            stage.replication = new RecordedReplication();
            stage.graph = graphOf();
            stage.lines = [];
            stage.aws.faults = [];
            await stage.resize(here, 1);
            await stage.resize(there, 0);
            stage.aws.came = [];
        });
        return stage;
    }

    async #makeGroups(region: string): Promise<void> {
        const client = this.session().client(AutoScalingClient, region);
        await client.send(
            new CreateLaunchConfigurationCommand({
                LaunchConfigurationName: "agents",
                ImageId: "ami-12c6146b",
                InstanceType: "t3.medium",
            }),
        );
        for (const agent of agents)
            await client.send(
                new CreateAutoScalingGroupCommand({
                    AutoScalingGroupName: groupName(region, agent),
                    LaunchConfigurationName: "agents",
                    AvailabilityZones: [`${region}a`],
                    MinSize: 0,
                    MaxSize: 0,
                }),
            );
    }

    /** Has every group of a region want so many instances. */
    async resize(region: string, size: number, only: readonly string[] = agents): Promise<void> {
        for (const agent of only)
            await this.session()
                .client(AutoScalingClient, region)
                .send(
                    new UpdateAutoScalingGroupCommand({
                        AutoScalingGroupName: groupName(region, agent),
                        MinSize: size,
                        MaxSize: size,
                        DesiredCapacity: size,
                    }),
                );
    }

    /** How many instances each agent's group wants, here and there. */
    async sizes(): Promise<Readonly<Record<string, readonly (number | undefined)[]>>> {
        const sizes: Record<string, (number | undefined)[]> = {};
        for (const region of [here, there]) {
            const { AutoScalingGroups = [] } = await this.session()
                .client(AutoScalingClient, region)
                .send(new DescribeAutoScalingGroupsCommand({}));
            sizes[region] = AutoScalingGroups.toSorted((a, b) =>
                String(a.AutoScalingGroupName).localeCompare(String(b.AutoScalingGroupName)),
            ).map(({ DesiredCapacity }) => DesiredCapacity);
        }
        return sizes;
    }

    session(dryRun = false, say = (line: string): unknown => this.lines.push(line)): Session {
        return new Session({ region: there, pace: 0.0001, dryRun, say: (line) => void say(line) });
    }

    get subject(): Subject {
        const environment = environmentIn(this.graph, undefined);
        return {
            environment,
            standby: standbyOf(this.graph, environment),
            place: { partition: "aws", account, region: here },
        };
    }

    /** Runs the command, and throws what `npm run` would print. */
    async run(args: string, session = this.session(args.includes("--dry-run"))): Promise<Outcome> {
        try {
            const options = parseOptions(["--stack", "prod", ...args.split(" ").filter(Boolean)]);
            return await failover.run(session, this.subject, options);
        } catch (error) {
            throw explained(error, "npm run --silent failover -- --stack prod --policy");
        }
    }
}
