import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { Agent, type AgentArgs, type AgentOutputs } from "./agent";
import type { Config } from "./config";
import { type AgentSettings, defaults } from "./config/schema";
import type { Names } from "./names";

/** What all agents have in common, and the configuration of each. */
export interface AgentsArgs extends Omit<AgentArgs, "agent" | "secretArn"> {
    readonly agents: readonly AgentSettings[];
    /** Logical name of each agent without its own: `agent`. */
    readonly agentPrefix: string;
    /** ARNs of the agents' secrets by agent, where they are there already. @default each gets its own */
    readonly secretArns?: Readonly<Record<string, pulumi.Output<string>>>;
    /** The group that every agent ships to; the logs key's policy names it. */
    readonly logGroup: AgentArgs["logGroup"] & {
        readonly keyArn: pulumi.Input<string>;
        /** One of those that CloudWatch Logs takes. @default 365 */
        readonly retentionDays?: number;
    };
}

/** What the agents of an environment and those that stand by for them have alike, from its configuration and its own names. */
export const commonArgs = (config: Config, names: Names) => ({
    image: config.image,
    packages: config.packages,
    hook: config.hook,
    cleanWorkspacesAfterDays: config.cleanWorkspacesAfterDays,
    caCertificates: config.caCertificates,
    agentPrefix: names.part("agent"),
    controllerUrl: config.controllerUrl,
    environment: names.prefix,
    auditReads: config.auditing.recordReads,
    iamPath: names.iamPath,
    groupPrefix: names.groupPrefix,
    detailedMonitoring: config.detailedMonitoring,
    drainMinutes: config.drainMinutes,
});

/** The agents, keyed by name so that one more or less changes no other, and the log group that they share. */
export class Agents extends pulumi.ComponentResource {
    readonly agents: Readonly<Record<string, Agent>>;
    readonly outputs: Readonly<Record<string, AgentOutputs>>;

    constructor(name: string, args: AgentsArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:agents:Agents", name, {}, opts);
        const { agents, logGroup, secretArns = {}, tags } = args;
        const group = new aws.cloudwatch.LogGroup(
            name,
            {
                name: logGroup.name,
                kmsKeyId: logGroup.keyArn,
                retentionInDays: logGroup.retentionDays ?? defaults.logRetentionDays,
                tags,
            },
            { parent: this },
        );
        this.agents = Object.fromEntries(
            agents.map((agent) => [
                agent.name,
                new Agent(
                    `${args.agentPrefix}-${agent.name}`,
                    {
                        ...args,
                        agent,
                        ...(secretArns[agent.name] === undefined
                            ? {}
                            : { secretArn: secretArns[agent.name] }),
                        instanceDependsOn: [group, ...args.instanceDependsOn],
                    },
                    { parent: this },
                ),
            ]),
        );
        this.outputs = Object.fromEntries(
            Object.entries(this.agents).map(([agent, { outputs }]) => [agent, outputs]),
        );
        this.registerOutputs({});
    }
}
