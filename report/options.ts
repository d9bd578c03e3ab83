import { agentsFrom, exitCodes, readOptions } from "../cli/commandLine";
import { type StateOptions, stateOptions, stateOptionsIn } from "../state/options";

/** What the command line of `npm run report` asks for. */
export interface Options extends StateOptions {
    /** Where the page goes. @default reports/<stack>.html, or reports/<stack>-rehearsed.html */
    readonly out: string | undefined;
    /** The configuration that deployments give the policy pack. @default none, so the pack's own levels */
    readonly packConfigFile: string | undefined;
    /** Answers of `npm run prove -- --answers FILE`. @default the state is proven */
    readonly answersFile: string | undefined;
    /** What `npm run doctor -- --json` printed of the same stack. @default none, and no section of it */
    readonly diagnosisFile: string | undefined;
    /** ARN of the role that deploys. @default the one that the rehearsal deploys as */
    readonly deployerArn: string | undefined;
    /** How many agents to ask for, each with each. @default all */
    readonly mostAgents: number | undefined;
}

/** What `npm run report -- --help` prints. */
export const help = `Usage: npm run report -- --stack NAME [options]
       npm run report -- --file FILE [options]

Writes what a stack's state shows as one HTML page that needs nothing else: architecture, controls, who can reach what,
encryption, backup and retention, quotas, cost. Secrets of the state are left out.

Options:
  --stack NAME          the stack; its state comes from \`pulumi stack export\`, so log in first
  --file FILE           a state in place of a stack: what \`pulumi stack export --file FILE\` wrote
  --out FILE            where the page goes (default: reports/NAME.html; NAME-rehearsed.html of a rehearsal)
  --policy-config FILE  what your deployments pass as --policy-pack-config (default: the pack's own levels)
  --answers FILE        what \`npm run prove -- --answers FILE\` wrote of the same state (default: it is proven, a minute)
  --doctor FILE         what \`npm run doctor -- --json\` printed of the same stack (default: no section of it)
  --deployer ARN        the role that deploys the stack (default: role/Deployer, as in the rehearsal)
  --agents N            ask for N of the agents, each with each, where a stack has hundreds (default: all)
  --json                print what the page says as JSON, and write no page unless --out is given
  --help                show this

Exit codes:
  ${exitCodes.passed}  the report is made, and what must hold holds
  ${exitCodes.failed}  the report is made, and a mandatory control is violated or an access is not as docs/access.md expects,
     or the doctor did not find the stack sound; or it could not be made, which a message says
  ${exitCodes.usage}  the command line was not understood, or names a file that is not there or no such file
  ${exitCodes.noCli}  no Pulumi CLI could be found, downloaded or built to export the state
`;

/** Reads the command line. */
export function parseOptions(args: readonly string[]): Options {
    const values = readOptions(args, {
        ...stateOptions,
        out: { type: "string" },
        "policy-config": { type: "string" },
        answers: { type: "string" },
        deployer: { type: "string" },
        doctor: { type: "string" },
        agents: { type: "string" },
    });
    return {
        ...stateOptionsIn(values),
        out: values.out,
        packConfigFile: values["policy-config"],
        answersFile: values.answers,
        diagnosisFile: values.doctor,
        deployerArn: values.deployer,
        mostAgents: agentsFrom(values.agents),
    };
}
