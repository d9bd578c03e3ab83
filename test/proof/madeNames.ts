import { isRecord } from "../../state/exported";
import type { Graph, Resource } from "../../state/graph";

/** A name that a policy counts on, and where it stands: `Key key-logs, UseByLogGroups, kms:EncryptionContext:aws:logs:arn`. */
export interface Pattern {
    readonly where: string;
    /** `Resource`, or the condition key. */
    readonly of: string;
    readonly pattern: string;
}

const list = (value: unknown): unknown[] => (value === undefined ? [] : [value].flat());

/** The names in a policy: its resources, and the texts that its conditions compare with. */
export function patternsIn(name: string, document: unknown): Pattern[] {
    const statements = isRecord(document) ? list(document.Statement).filter(isRecord) : [];
    return statements.flatMap(({ Sid, Resource, NotResource, Condition }) => {
        const where = `${name}, ${String(Sid)}`;
        const resources = [...list(Resource), ...list(NotResource)].filter((one) => one !== "*");
        const tests = Object.entries(isRecord(Condition) ? Condition : {}).filter(([operator]) =>
            /^(For\w+:)?(String|Arn)/.test(operator),
        );
        return [
            ...resources.map((one) => ({ where, of: "Resource", pattern: String(one) })),
            ...tests.flatMap(([, keys]) =>
                Object.entries(isRecord(keys) ? keys : {}).flatMap(([of, values]) =>
                    list(values).map((value) => ({ where, of, pattern: String(value) })),
                ),
            ),
        ];
    });
}

/** The names in all policies of a graph, whatever property of whatever resource holds one. */
export const patternsOf = (graph: Graph): Pattern[] =>
    graph.resources
        .filter(({ type }) => type.startsWith("aws:"))
        .flatMap(({ type, name, props }) =>
            Object.values(props).flatMap((value) =>
                typeof value === "string" && value.startsWith("{") && value.includes('"Statement"')
                    ? patternsIn(`${type.split(":").at(-1)} ${name}`, JSON.parse(value))
                    : [],
            ),
        );

const textOf = ({ props }: Resource, key: string): string => String(props[key] ?? "");

/** What services make inside of a stack's resources, by the names that AWS documents beside proof/access/jobs/deliveryJobs.ts. */
function madeInside(graph: Graph, account: string): string[] {
    const of = (type: string) => graph.all(`aws:${type}`);
    const logGroups = of("cloudwatch/logGroup:LogGroup").map((group) => textOf(group, "arn"));
    const agents = graph.all("jenkins-efs:agents:Agent").map(({ props }) => String(props.name));
    const trails = of("cloudtrail/trail:Trail");
    const streams = logGroups.flatMap((group) => {
        if (group.endsWith("/agents")) return agents.map((agent) => `${agent}/i-0a1b2c3d4e5f60718/agent`);
        if (group.endsWith("/trail"))
            return trails.map((trail) => `${account}_CloudTrail_${textOf(trail, "region")}`);
        return ["eni-0a1b2c3d4e5f60718-all"];
    });
    const objects = [
        ...trails.map(
            (trail) => `${textOf(trail, "s3BucketName")}/AWSLogs/${account}/CloudTrail/us-east-1/2026/1.gz`,
        ),
        ...of("cfg/deliveryChannel:DeliveryChannel").map(
            (channel) => `${textOf(channel, "s3BucketName")}/AWSLogs/${account}/Config/us-east-1/2026/1.gz`,
        ),
        ...of("ec2/flowLog:FlowLog")
            .map((log) => textOf(log, "logDestination"))
            .filter((destination) => destination.includes(":s3:::"))
            .map(
                (arn) =>
                    `${arn.split(":").at(-1)}/AWSLogs/aws-account-id=${account}/aws-service=vpcflowlogs/1`,
            ),
        ...of("s3/bucketLogging:BucketLogging").map(
            (logging) =>
                `${textOf(logging, "targetBucket")}/${textOf(logging, "targetPrefix")}2026-11-26-00-00-00-0`,
        ),
    ];
    return [
        ...logGroups.flatMap((group) => streams.map((stream) => `${group}:log-stream:${stream}`)),
        ...objects.map((key) => `arn:aws:s3:::${key}`),
        ...of("backup/vault:Vault").map(
            (vault) => `arn:aws:backup:${textOf(vault, "region")}:${account}:recovery-point:0a1b2c3d`,
        ),
        // Each region has one that nobody makes.
        `arn:aws:events:us-east-1:${account}:event-bus/default`,
    ];
}

/** What a stack makes, by what a policy may ask of it: `Resource`, or a condition key. */
export class MadeNames {
    readonly #arns: readonly string[];
    readonly #byKey: readonly (readonly [RegExp, readonly string[]])[];

    constructor(graph: Graph) {
        const made = graph.resources.filter(({ type }) => type.startsWith("aws:"));
        const arns = made.map((resource) => textOf(resource, "arn")).filter((arn) => arn !== "");
        const account = arns.map((arn) => arn.split(":")[4]).find((id) => id !== "") ?? "";
        const regions = [...new Set(made.map((resource) => textOf(resource, "region")))];
        const services = [...new Set(arns.map((arn) => arn.split(":")[2])), "s3"];
        this.#arns = [
            ...arns,
            ...madeInside(graph, account),
            ...made.map((resource) => textOf(resource, "permissionsBoundary")),
        ];
        const tags = made.flatMap(({ props }) => Object.entries(isRecord(props.tags) ? props.tags : {}));
        const trusted = made.flatMap((role) =>
            [...textOf(role, "assumeRolePolicy").matchAll(/"([\w.-]+\.amazonaws\.com)"/g)].map(
                ([, one = ""]) => one,
            ),
        );
        const counted = made.map((alarm) => textOf(alarm, "namespace"));
        this.#byKey = [
            [/^(aws:(Source|Principal)Account|AWS:SourceOwner|kms:CallerAccount)$/, [account]],
            [
                /^kms:ViaService$/,
                regions.flatMap((at) => services.map((one) => `${one}.${at}.amazonaws.com`)),
            ],
            [/^iam:PassedToService$/, trusted],
            [/^cloudwatch:namespace$/, counted],
            ...[...new Set(tags.map(([key]) => key))].map(
                (key) =>
                    [
                        new RegExp(`^aws:(Resource|Request)Tag/${key}$`),
                        tags.filter(([other]) => other === key).map(([, value]) => String(value)),
                    ] as const,
            ),
        ];
    }

    /** Those of the patterns that no name is made for. */
    unmatched(patterns: readonly Pattern[]): readonly Pattern[] {
        return patterns.filter(({ of, pattern }) => {
            const names = this.#byKey.find(([key]) => key.test(of))?.[1] ?? this.#arns;
            return !names.some((name) => matches(pattern, name));
        });
    }
}

/** Why no resource of a stack has the name, by what a policy asks it of and the pattern. */
const otherNames: Readonly<Record<string, string>> = {
    "kms:EncryptionContextKeys aws:backup:backup-vault": "what AWS Backup calls the vault in a context",
    "s3:x-amz-acl bucket-owner-full-control": "a canned ACL of S3",
    "Resource arn:aws:iam::*:role/aws-service-role/*": "AWS makes service-linked roles, not a stack",
    "Resource arn:aws:iam::*:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig":
        "AWS makes it for whoever uses AWS Config first",
    "iam:AWSServiceName backup.amazonaws.com": "names a service for which AWS makes a role",
    "iam:AWSServiceName config-conforms.amazonaws.com": "names a service for which AWS makes a role",
    "iam:AWSServiceName elasticfilesystem.amazonaws.com": "names a service for which AWS makes a role",
    "iam:AWSServiceName restore-testing.backup.amazonaws.com": "names a service for which AWS makes a role",
    "iam:PassedToService config.amazonaws.com": "the recorder has the role that AWS makes, which trusts it",
    "iam:PassedToService restore-testing.backup.amazonaws.com":
        "hands the role on to backup.amazonaws.com, which it trusts",
    "Resource arn:aws:ssm:*::parameter/aws/service/ami-amazon-linux-latest/*":
        "a public parameter, of no account",
};

/** Those of the patterns that no stack has a name for and that have no other reason, in words; and the reasons that were asked for. */
export function strangeIn(patterns: readonly Pattern[], stacks: readonly MadeNames[]) {
    const unmatched = stacks.reduce((left, names) => names.unmatched(left), patterns);
    const reasonOf = ({ of, pattern }: Pattern) => otherNames[`${of} ${pattern}`];
    return {
        strange: unmatched
            .filter((one) => reasonOf(one) === undefined)
            .map(({ where, of, pattern }) => `${where}: nothing that is made has the ${of} ${pattern}`),
        excused: [...new Set(unmatched.flatMap((one) => reasonOf(one) ?? []))],
    };
}

/** How many names have a reason other than that a stack makes them. */
export const reasons: readonly string[] = [...new Set(Object.values(otherNames))];

/** IAM compares the names of resources letter by letter, and takes * and ? for any. */
function matches(pattern: string, name: string): boolean {
    const source = pattern
        .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")
        .replaceAll("?", ".");
    return new RegExp(`^${source}$`).test(name);
}
