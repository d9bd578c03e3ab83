import { createHash } from "node:crypto";
import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { encodeUserData, mountCommand } from "../agent-userdata";
import { withLikelyIds } from "../agent-userdata/likelyIds";
import { makeAccessPoint } from "./accessPoint";
import { type AreaGrant, allowAreas, areasOf, arnsOf, bootAreas, bootValues } from "./agentAreas";
import { groupArn, groupName, makeAgentGroup } from "./agentGroup";
import { agentIdentity } from "./agentIdentity";
import { makeAgentSecret } from "./agentSecret";
import { makeAgentTemplate } from "./agentTemplate";
import { type AgentSettings, defaults, withDefaults } from "./config/schema";
import { agentPolicy } from "./documents/agentPolicy";
import { trustPolicy } from "./documents/document";
import type { RegionalKey } from "./encryption";
import type { Image } from "./images";
import type { ZoneSubnet } from "./network";
import type { HttpProxy } from "./proxy";
import type { SharedArea } from "./sharedArea";
import type { Site } from "./site";
import type { Tags } from "./tags";

/** What an agent is made of: its configuration, and the ids and names of the parts that it stands on. */
export interface AgentArgs {
    readonly site: Site;
    readonly agent: AgentSettings;
    /** Of agents that name none themselves, as `image` of the configuration. @default Amazon's newest */
    readonly image?: string;
    /** Packages that the agent gets besides its own and those of the kit. @default none */
    readonly packages?: readonly string[];
    /** Script of root's for an agent that has none itself. @default none */
    readonly hook?: string | undefined;
    /** Days after which unused workspaces go of an agent that does not say so itself. @default they stay */
    readonly cleanWorkspacesAfterDays?: number | undefined;
    /** Through which it reaches what that does not name as reached without it. @default none */
    readonly proxy?: HttpProxy | undefined;
    /** Of authorities, in PEM, that it trusts besides the public ones. @default none */
    readonly caCertificates?: readonly string[];
    readonly controllerUrl: string;
    readonly fileSystem: { readonly id: pulumi.Input<string>; readonly arn: pulumi.Input<string> };
    /** Of the environment; the agent gets those that name it as a writer or a reader. @default none */
    readonly areas?: readonly SharedArea[];
    /** Key of the disk and the credential. */
    readonly keyArn: pulumi.Input<string>;
    /** Where agents live; each zone has a mount target. */
    readonly subnets: readonly ZoneSubnet[];
    readonly securityGroupId: pulumi.Input<string>;
    readonly logGroup: { readonly name: string; readonly arn: string };
    /** `<project>-<environment>`, a dimension of the agents' metrics. */
    readonly environment: string;
    /** Whether reads of the mount are audited too. @default false */
    readonly auditReads?: boolean;
    /** IAM path of roles and policies. */
    readonly iamPath: string;
    /** First part of the name of the Auto Scaling group; events of Auto Scaling tell the environment by it. */
    readonly groupPrefix: string;
    /** First part of the secret's name; the agents' key serves secrets named so. */
    readonly secretNamePrefix: string;
    /** What has to exist before an instance starts: the mount targets, the log group in which it says why it fails, and what watches it. */
    readonly instanceDependsOn: readonly pulumi.Resource[];
    /** Instance metrics every minute rather than every five. @default `defaults.detailedMonitoring` */
    readonly detailedMonitoring?: boolean;
    /** Minutes that a running build gets to end before its instance goes, from 5 to 360. @default 60 */
    readonly drainMinutes?: number;
    /** Whether it has an instance. Without one all else is there, at no hourly cost. @default true */
    readonly running?: boolean;
    /** Another region that gets a copy of the secret, and the key that encrypts it there. @default none */
    readonly secretReplica?: RegionalKey | undefined;
    /** ARN of a secret that is there already, such as the copy of another agent's, in place of one of its own. @default one is made */
    readonly secretArn?: pulumi.Output<string>;
    readonly tags: Tags;
}

/** What the next person needs of an agent. */
export interface AgentOutputs {
    readonly accessPointId: pulumi.Output<string>;
    readonly roleArn: pulumi.Output<string>;
    /** Of the secret that waits for the agent's Jenkins credential. */
    readonly secretArn: pulumi.Output<string>;
    /** What mounts the agent's directory by hand. */
    readonly mountCommand: pulumi.Output<string>;
    /** What the next instance starts from; undefined where the site was not asked. */
    readonly image: Image | undefined;
}

/**
 * One Jenkins agent: its directory and identity on the file system, a role that can use no other, a place for its
 * credential, and an instance that heals itself in any zone (or in the one that it is pinned to).
 */
export class Agent extends pulumi.ComponentResource {
    /** IAM roles that it makes, for the forecast of quotas. */
    static readonly roleCount = 1;
    readonly accessPoint: aws.efs.AccessPoint;
    readonly role: aws.iam.Role;
    /** Holds no value until somebody stores the agent's Jenkins secret in it. */
    readonly secret: aws.secretsmanager.Secret;
    /** The shared areas that name it as a writer or a reader. */
    readonly areas: readonly AreaGrant[];
    readonly outputs: AgentOutputs;

    constructor(name: string, args: AgentArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:agents:Agent", name, {}, opts);
        const { site, fileSystem, drainMinutes = defaults.drainMinutes } = args;
        const agent = withDefaults(args.agent);
        const tags = { ...args.tags, Name: `${args.tags.project}-${args.tags.environment}-${agent.name}` };
        const parent = { parent: this };
        const group = groupName(args.groupPrefix, agent);

        const { uid, path } = agentIdentity(agent);
        this.accessPoint = makeAccessPoint(name, { fileSystemId: fileSystem.id, path, uid, tags }, parent);
        this.secret =
            args.secretArn === undefined
                ? makeAgentSecret(name, { ...args, agent, tags }, parent)
                : aws.secretsmanager.Secret.get(name, args.secretArn, undefined, parent);
        const areas = areasOf(agent.name, args.areas ?? []);
        this.areas = areas;
        const policy = new aws.iam.Policy(
            name,
            {
                path: args.iamPath,
                description: `All that Jenkins agent ${agent.name} may do`,
                policy: pulumi
                    .all([fileSystem.arn, this.accessPoint.arn, arnsOf(areas), this.secret.arn, args.keyArn])
                    .apply(([fileSystemArn, accessPointArn, areaArns, secretArn, keyArn]) =>
                        agentPolicy({
                            fileSystemArn,
                            accessPointArn,
                            areaArns,
                            secretArn,
                            keyArn,
                            logGroupArn: args.logGroup.arn,
                            agentName: agent.name,
                            groupArn: groupArn(site, group),
                            region: site.region,
                            dnsSuffix: site.dnsSuffix,
                        }),
                    ),
                tags,
            },
            parent,
        );
        this.role = new aws.iam.Role(
            name,
            {
                path: args.iamPath,
                description: `Jenkins agent ${agent.name}`,
                assumeRolePolicy: trustPolicy("ec2", site.accountId),
                permissionsBoundary: site.boundaryArn,
                tags,
            },
            parent,
        );
        const permissions = [
            new aws.iam.RolePolicyAttachment(name, { role: this.role.name, policyArn: policy.arn }, parent),
            ...allowAreas(name, areas, { role: this.role, fileSystemArn: fileSystem.arn }, parent),
        ];
        const profile = new aws.iam.InstanceProfile(
            name,
            { path: args.iamPath, role: this.role.name, tags },
            parent,
        );

        const hook = agent.hook ?? args.hook;
        const values = {
            agentName: agent.name,
            uid,
            gid: uid,
            region: site.region,
            controllerUrl: args.controllerUrl,
            logGroupName: args.logGroup.name,
            environment: args.environment,
            auditReads: args.auditReads ?? defaults.auditing.recordReads,
            groupName: group,
            drainMinutes,
            memoryMaxPercent: agent.memoryMaxPercent,
            packages: [...new Set([...(args.packages ?? []), ...agent.packages])],
            hook: hook === "none" ? undefined : hook,
            cleanWorkspacesAfterDays: agent.cleanWorkspacesAfterDays ?? args.cleanWorkspacesAfterDays,
            proxy: args.proxy,
            caCertificates: args.caCertificates,
            instanceStore: agent.instanceStore,
            areas: areas.map(bootValues),
        };
        // The ids are unknown at preview: user data that EC2 would refuse is found there all the same.
        const secretArns = `arn:${site.partition}:secretsmanager:${site.region}:${site.accountId}:secret:`;
        const likely = withLikelyIds(values, `${secretArns}${args.secretNamePrefix}${agent.name}-`);
        try {
            encodeUserData(likely);
        } catch (error) {
            // Of the configuration's: the engine tells it without where in the program it was found.
            throw new pulumi.RunError(error instanceof Error ? error.message : String(error));
        }
        const image = site.images?.[agent.name];
        const template = makeAgentTemplate(
            name,
            {
                ...args,
                agent: { ...agent, image: agent.image ?? args.image },
                profileArn: profile.arn,
                image,
                userData: pulumi
                    .all([fileSystem.id, this.accessPoint.id, this.secret.arn, bootAreas(areas)])
                    .apply(([fileSystemId, accessPointId, secretArn, areas]) =>
                        encodeUserData({ ...values, fileSystemId, accessPointId, secretArn, areas }),
                    ),
                tags,
            },
            parent,
        );
        makeAgentGroup(
            name,
            {
                groupName: group,
                template,
                subnetIds: args.subnets
                    .filter(
                        ({ zone }) => agent.availabilityZone === undefined || zone === agent.availabilityZone,
                    )
                    .map(({ subnetId }) => subnetId),
                drainMinutes,
                running: args.running ?? true,
                tags,
            },
            { parent: this, dependsOn: [...permissions, ...args.instanceDependsOn] },
        );
        this.outputs = {
            accessPointId: this.accessPoint.id,
            roleArn: this.role.arn,
            secretArn: this.secret.arn,
            image,
            mountCommand: pulumi
                .all([fileSystem.id, this.accessPoint.id])
                .apply(([fileSystemId, accessPointId]) =>
                    mountCommand({ agentName: agent.name, fileSystemId, accessPointId }),
                ),
        };
        this.registerOutputs({
            name: agent.name,
            packages: values.packages,
            hookSha256: values.hook && sha256(values.hook),
            ...this.outputs,
        });
    }
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
