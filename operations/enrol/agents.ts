import { parse } from "yaml";
import { z } from "zod";
import { UsageError } from "../../cli/commandLine";
import { componentTypes } from "../../state/components";
import { type Environment, makerOf } from "../../state/environments";
import { calledOf, type Graph, recordsOf, textOf } from "../../state/graph";
import type { WantedNode } from "../jenkins/client";

/** An agent as it was deployed. */
export interface Enrollable {
    readonly node: WantedNode;
    /** The Jenkins user whose token marks its node; undefined where it is to have none. */
    readonly jenkinsUser: string | undefined;
    readonly secretArn: string;
    /** ARN of the key that its secret is encrypted with. */
    readonly keyArn: string;
    /** Regions that Secrets Manager copies its secret to; none where nothing stands by. */
    readonly copiedTo: readonly string[];
}

/** What is to be enrolled, and where. */
export interface Enrollables {
    readonly agents: readonly Enrollable[];
    /** Names of the environment's agents and areas, enrolled or not: another agent can have none of them. */
    readonly taken: readonly string[];
    /** Undefined where an earlier version of the kit was deployed. */
    readonly controllerUrl: string | undefined;
    /** The log group in which the agents say what goes wrong. */
    readonly logGroup: string;
}

/** The outputs of an environment that are read. */
const outputs = z.object({
    agents: z.record(z.string(), z.object({ secretArn: z.string() })),
    jenkinsConfigurationAsCode: z.string(),
    controllerUrl: z.string().optional(),
});

/** The nodes that an environment puts out for Configuration as Code, which say all that a node is made from. */
const configurationAsCode = z.object({
    jenkins: z.object({
        nodes: z.array(
            z.object({
                permanent: z.object({
                    name: z.string(),
                    labelString: z.string(),
                    numExecutors: z.number(),
                    remoteFS: z.string(),
                    nodeProperties: z
                        .tuple([
                            z.object({
                                authorizationMatrix: z.object({
                                    entries: z.tuple([z.object({ user: z.object({ name: z.string() }) })]),
                                }),
                            }),
                        ])
                        .optional(),
                }),
            }),
        ),
    }),
});

/**
 * The agents of an environment, those alone that are named where any is.
 * @throws UsageError where one is named that it has not, and for what stands by: a copy of a secret takes no value but its
 * original's (https://docs.aws.amazon.com/secretsmanager/latest/userguide/standalone-secret.html)
 */
export function enrollablesOf(
    { name, graph, standbyFor }: Environment,
    named: readonly string[],
): Enrollables {
    if (standbyFor !== undefined)
        throw new UsageError(
            `--environment ${name} stands by for ${standbyFor}, and its agents have copies of the secrets of that one's, which Secrets Manager writes and nobody else. Give --environment ${standbyFor}, also after a failover; docs/failover.md says what to do where its region is out.`,
        );
    const component = graph.all(componentTypes.environment).find((each) => each.name === name);
    const { data } = outputs.safeParse(component?.props);
    if (data === undefined)
        throw new Error(
            `Stack ${graph.stack} has no environment of this kit with agents in its state (a resource of type ${componentTypes.environment} with the outputs agents and jenkinsConfigurationAsCode).`,
        );
    const { agents, jenkinsConfigurationAsCode, controllerUrl } = data;
    const { nodes } = configurationAsCode.parse(parse(jenkinsConfigurationAsCode)).jenkins;
    const all = nodes.map(({ permanent }): Enrollable => {
        const secretArn = agents[permanent.name]?.secretArn ?? "";
        const secret = graph.find("aws:secretsmanager/secret:Secret", "arn", secretArn);
        return {
            node: {
                name: permanent.name,
                labels: permanent.labelString.split(" ").filter((label) => label !== ""),
                executors: permanent.numExecutors,
                remoteFS: permanent.remoteFS,
            },
            jenkinsUser: permanent.nodeProperties?.[0].authorizationMatrix.entries[0].user.name,
            secretArn,
            keyArn: textOf(secret, "kmsKeyId") ?? "",
            copiedTo: recordsOf(secret, "replicas").map(({ region }) => String(region)),
        };
    });
    const known = all.map(({ node }) => node.name);
    const unknown = named.filter((each) => !known.includes(each));
    if (unknown.length > 0)
        throw new UsageError(`--agent ${unknown[0]}: environment ${name} has only ${known.join(", ")}.`);
    return {
        agents: named.length === 0 ? all : all.filter(({ node }) => named.includes(node.name)),
        taken: [...known, ...graph.all(componentTypes.sharedArea).map(calledOf)],
        controllerUrl,
        logGroup: logGroupOf(graph),
    };
}

function logGroupOf(graph: Graph): string {
    const groups = graph.all("aws:cloudwatch/logGroup:LogGroup");
    return (
        textOf(
            groups.find((group) => makerOf(group) === componentTypes.agents),
            "name",
        ) ?? ""
    );
}
