import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Diagnosis } from "../../operations/doctor/result";
import { compose, type EnvironmentFacts, type Report } from "../../report/compose";
import { type Export, isRecord } from "../../state/exported";
import { Graph } from "../../state/graph";
import { checked } from "../../state/read";
import { deployedState } from "../deployed";
import { sharedFolder } from "../runFolder";

/** Enough to ask one agent for another's. */
const mostAgents = 2;

let state: Promise<Export> | undefined;
let report: Promise<Report> | undefined;

/** The state of prod, read once. */
export function prodState(): Promise<Export> {
    state ??= deployedState("prod");
    return state;
}

/** Its report, whose access is proven once in a run of the tests. */
export function prodReport(): Promise<Report> {
    report ??= composed();
    return report;
}

async function composed(): Promise<Report> {
    const state = checked(await prodState(), "the rehearsal");
    const name = "access.json";
    const folder = await sharedFolder("prod-access", async (unfinished) => {
        const { access } = await compose(state, { mostAgents });
        writeFileSync(join(unfinished, name), JSON.stringify(access));
    });
    return compose(state, { access: JSON.parse(readFileSync(join(folder, name), "utf8")) });
}

/** What a report says of the stack's one environment. */
export function environmentOf({ environments }: Report): EnvironmentFacts {
    const [only, ...more] = environments;
    if (only === undefined || more.length > 0) throw new Error(`${environments.length} environments`);
    return only;
}

/** The report of a changed copy of the state, whose access is not proven again. */
export async function changedReport(change: (state: Export) => void): Promise<Report> {
    const copy = structuredClone(await prodState());
    change(copy);
    return compose(checked(copy, "a changed state"), { access: (await prodReport()).access });
}

/** Sets properties of the first resource of a type, or of the one of that name, as inputs and outputs. */
export function set(
    state: Export,
    type: string,
    properties: Readonly<Record<string, unknown>>,
    name = "",
): void {
    const resource = state.deployment.resources?.find(
        (each) => each.type === type && each.urn.endsWith(name === "" ? "" : `::${name}`),
    );
    if (resource === undefined) throw new Error(`the state has no ${type} ${name}`);
    Object.assign(resource, {
        inputs: { ...resource.inputs, ...properties },
        outputs: { ...resource.outputs, ...properties },
    });
}

/** How many resources of a type the state has. */
export async function count(type: string): Promise<number> {
    return Graph.of(await prodState()).all(type).length;
}

/** A state with another text wherever it has one, also in names. */
export function renamed(state: Export, from: string, to: string): Export {
    const rename = (value: unknown): unknown => {
        if (typeof value === "string") return value.replaceAll(from, to);
        if (Array.isArray(value)) return value.map(rename);
        if (!isRecord(value)) return value;
        return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, rename(item)]));
    };
    return checked(rename(state), "a renamed state");
}

/** Names that would do harm, or break the page, where they are not escaped or wrapped. */
export const hostileNames = [
    "<script>window.harmed=1</script>",
    '"><img src=x onerror="window.harmed=1">',
    "'; onload='window.harmed=1",
    "</title></style><svg onload=window.harmed=1>",
    `${"long".repeat(80)}`,
    "&lt;already&gt; &amp; \u202Eright to left",
];

/** What a doctor may have found of prod: something to mend, something to know, and something that it could not ask. */
export const diagnosis: Diagnosis = {
    stack: "prod",
    environments: ["prod"],
    at: "2026-11-26T12:00:00.000Z",
    asked: { trail: 1, mounting: 1, keys: 5 },
    findings: [
        {
            severity: "critical",
            check: "trail",
            fault: "stopped",
            environment: "prod",
            region: "us-east-1",
            where: "trail jenkins-efs-prod",
            got: "stopped on 2026-11-26T09:00:00.000Z",
            wanted: "logging",
            why: "nobody can tell who did what from then on, and the alarms on it are silent",
            mend: "aws cloudtrail start-logging --region us-east-1 --name arn:aws:cloudtrail:us-east-1:111122223333:trail/jenkins-efs-prod",
        },
        {
            severity: "note",
            check: "mounting",
            fault: "administrator",
            environment: "prod",
            region: "us-east-1",
            where: "role Administrator at file system fs-1",
            got: "may mount any other access point",
            wanted: "no mount",
            why: "it may do everything",
            mend: "aws iam list-attached-role-policies --role-name Administrator",
        },
    ],
    told: [
        {
            check: "restore-tests",
            environment: "prod",
            region: "us-east-1",
            what: "restore test jenkins_efs_prod: the last on 2026-11-01T08:00:00.000Z, COMPLETED",
        },
    ],
    unlooked: [
        {
            check: "keys",
            environment: "prod",
            region: "us-west-2",
            subject: "key key-copy",
            why: "kms:DescribeKey in us-west-2: AccessDeniedException: no",
            mend: "What the caller has to be allowed is printed by: npm run --silent doctor -- --stack prod --policy",
        },
    ],
};
