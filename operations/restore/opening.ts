import { ownAccessPointsSid } from "../../infra/documents/agentPolicy";
import { readRestoredStatement } from "../../infra/documents/clientPolicy";
import { isRecord } from "../../state/exported";

/** What was restored, and the only way to it. */
export interface Reachable {
    /** Twelve hexadecimal digits. */
    readonly run: string;
    readonly fileSystemArn: string;
    readonly accessPointArn: string;
}

/** A policy's document, as IAM has it. */
export type PolicyDocument = Readonly<Record<string, unknown>>;

type Statement = Readonly<Record<string, unknown>>;

/** Characters of a managed policy, white space left out: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const mostCharacters = 6144;

const sidOf = (run: string): string => `ReadRestored${run}`;

const operator = "StringNotEquals";
const key = "elasticfilesystem:AccessPointArn";

/**
 * The policy of an agent's role that also lets it read what was restored: a statement of its own, and the access point
 * among those that the role's denial leaves out. As no condition on tags holds for NFS clients, it has to be named.
 * @throws Error where the policy is not one of this kit's, or has no room for it
 */
export function opened(
    document: PolicyDocument,
    { run, fileSystemArn, accessPointArn }: Reachable,
): PolicyDocument {
    const shut = closed(document, run);
    const allowed = readRestoredStatement(sidOf(run), fileSystemArn, accessPointArn);
    const open = withAccessPoints(shut, (arns) => [...arns, accessPointArn], [{ ...allowed }]);
    const characters = JSON.stringify(open).length;
    if (characters > mostCharacters)
        throw new Error(
            `The policy has ${characters} characters with what lets the role read what was restored, and IAM takes ${mostCharacters}. Give another agent with --for, one with fewer shared areas.`,
        );
    return open;
}

/** The same policy without what one run's opening added: the document itself where there is nothing of it. */
export function closed(document: PolicyDocument, run: string): PolicyDocument {
    const own = statementsOf(document).find(({ Sid }) => Sid === sidOf(run));
    if (own === undefined) return document;
    const gone = accessPointsOf(own, "StringEquals");
    const rest = { ...document, Statement: statementsOf(document).filter((each) => each !== own) };
    return withAccessPoints(rest, (arns) => arns.filter((arn) => !gone.includes(arn)), []);
}

/** The runs that a policy is open for. */
export const runsIn = (document: PolicyDocument): readonly string[] =>
    statementsOf(document).flatMap(({ Sid }) => /^ReadRestored([0-9a-f]{12})$/.exec(String(Sid))?.[1] ?? []);

const statementsOf = ({ Statement }: PolicyDocument): readonly Statement[] =>
    [Statement].flat().filter(isRecord);

function accessPointsOf({ Condition }: Statement, under: string): readonly string[] {
    const tests = isRecord(Condition) ? Condition[under] : undefined;
    return isRecord(tests) ? [tests[key]].flat().map(String) : [];
}

function withAccessPoints(
    document: PolicyDocument,
    change: (arns: readonly string[]) => readonly string[],
    more: readonly Statement[],
): PolicyDocument {
    const statements = statementsOf(document);
    const denial = statements.find(({ Sid }) => Sid === ownAccessPointsSid);
    const arns = denial === undefined ? [] : accessPointsOf(denial, operator);
    if (denial === undefined || arns.length === 0)
        throw new Error(
            `The policy has no statement ${ownAccessPointsSid} with the agent's access points: it is not as this kit makes it. Put it back with: pulumi up --refresh`,
        );
    const [first, ...others] = change(arns);
    // As it was written: one is no list.
    const changed = {
        ...denial,
        Condition: { [operator]: { [key]: others.length === 0 ? first : [first, ...others] } },
    };
    return {
        ...document,
        Statement: [...statements.map((each) => (each === denial ? changed : each)), ...more],
    };
}
