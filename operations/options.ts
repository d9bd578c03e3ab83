import { exitCodes } from "../cli/commandLine";
import { inShell } from "../cli/inShell";
import { type StateOptions, stateOptions, stateOptionsIn } from "../state/options";

/** What a command is asked that calls AWS for one stack, whatever else it takes. */
export interface OperationOptions extends StateOptions {
    /** Which environment of a stack that has several; undefined for the only one. */
    readonly environment: string | undefined;
    /** A profile of the user's AWS configuration; undefined for what the AWS CLI would take. */
    readonly profile: string | undefined;
    /** Tell each call, and make none that changes something. */
    readonly dryRun: boolean;
    /** Print the policy that a caller needs, and call nothing. */
    readonly policy: boolean;
}

/** The same for `readOptions`. */
export const operationOptions = {
    ...stateOptions,
    environment: { type: "string" },
    profile: { type: "string" },
    "dry-run": { type: "boolean", default: false },
    policy: { type: "boolean", default: false },
} as const;

/** What a command line says of them. Throws a `UsageError` unless it names either a stack or a file, or asks for help. */
export const operationOptionsIn = (
    values: Parameters<typeof stateOptionsIn>[0] & {
        readonly environment?: string | undefined;
        readonly profile?: string | undefined;
        readonly "dry-run": boolean;
        readonly policy: boolean;
    },
): OperationOptions => ({
    ...stateOptionsIn(values),
    environment: values.environment,
    profile: values.profile,
    dryRun: values["dry-run"],
    policy: values.policy,
});

/** What says whom a command is about and as whom it calls AWS. */
type About = { readonly [Name in "stack" | "stateFile" | "environment"]?: OperationOptions[Name] } & {
    readonly profile?: OperationOptions["profile"];
};

/**
 * A command of this package about what another was about, to be pasted into a shell.
 * @param script with what npm takes before it, such as `--silent enrol`
 * @param more options that go to no shell as they are, and are words already
 */
export const commandOf = (
    script: string,
    { stack, stateFile, environment, profile }: About,
    ...more: readonly string[]
): string =>
    [
        `npm run ${script} --`,
        stateFile === undefined ? `--stack ${inShell(stack ?? "")}` : `--file ${inShell(stateFile)}`,
        ...(environment === undefined ? [] : [`--environment ${inShell(environment)}`]),
        ...(profile === undefined ? [] : [`--profile ${inShell(profile)}`]),
        ...more,
    ].join(" ");

/** The command that prints the policy which a caller of another needs; it calls nothing, and so wants no profile. */
export const policyCommand = (script: string, about: Omit<About, "profile">): string =>
    commandOf(`--silent ${script}`, { ...about, profile: undefined }, "--policy");

/** What `--help` says of them, after a command's own options. */
export const operationHelp = `  --stack NAME    the stack; its state comes from \`pulumi stack export\`, so log in first
  --file FILE     a state in place of a stack: what \`pulumi stack export --file FILE\` wrote
  --environment NAME
                  which environment, of a stack that has several
  --profile NAME  a profile of your AWS configuration (default: the credentials that the AWS CLI takes)
  --dry-run       say every call, and make only those that change nothing
  --policy        print the IAM policy that a caller needs for this stack, and call nothing
  --json          print the outcome as JSON
  --help          show this
`;

/** How such a command ends where nothing went wrong by itself, for its `--help`. */
export const operationExits = `  ${exitCodes.usage}  the command line was not understood, or names a file that is not there or no such file
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built to export the state
`;
