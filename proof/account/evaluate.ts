import {
    createValidatedPolicy,
    type ValidatedPolicy,
    type ValidationError,
    validateEndpointPolicy,
    validateIdentityPolicy,
    validateResourcePolicy,
} from "@cloud-copilot/iam-policy";
import {
    anonymousPrincipal,
    type RequestAnalysis,
    runSimulation,
    type Simulation,
} from "@cloud-copilot/iam-simulate";
import { isRecord } from "../../state/exported";
import { concerning, type Document, renameConditionKeys } from "./document";
import type { Principal } from "./principal";
import { quickenSimulator } from "./quickenSimulator";

quickenSimulator();

/** What a principal asks of AWS. */
export interface Request {
    readonly action: string;
    /** ARN of the resource; `*` for an action that concerns none. */
    readonly resource: string;
    /** The account that the resource belongs to. */
    readonly account: string;
    /** The facts of the request that conditions can ask for. */
    readonly context: Readonly<Record<string, string | readonly string[]>>;
    readonly resourcePolicy: Document | undefined;
    /** The policy of the VPC endpoint that the request goes through. */
    readonly endpointPolicy?: Document;
}

/**
 * The answer: `yes` it is allowed; `no` nothing allows it; `never` a statement denies it, whatever else would allow it.
 */
export type Outcome = "yes" | "no" | "never";

/** An answer with what decided it. */
export interface Decision {
    readonly outcome: Outcome;
    readonly because: string;
}

const outcomes = { Allowed: "yes", ImplicitlyDenied: "no", ExplicitlyDenied: "never" } as const;

/**
 * Facts that AWS adds to each request itself; the evaluator leaves them to its caller. It drops those that an action's
 * reference does not list, as AWS does.
 */
const ambient = ["aws:principalaccount", "aws:principalarn", "aws:sourceaccount", "kms:calleraccount"];

/**
 * The evaluator knows keys with a name of their own after a slash (`aws:RequestTag/x`), but drops KMS's, which has it
 * after a colon. So in documents and requests alike that key goes by a name that the evaluator keeps.
 */
const heardAs = (key: string): string =>
    /^kms:EncryptionContext:/i.test(key) ? `aws:RequestTag/${key.replaceAll(":", ".")}` : key;

/** One side of a question, with no more of the documents than concerns its action, and the same number for each that is alike. */
interface Side<T> {
    readonly of: T;
    readonly number: number;
}

/** More than a Map holds, so that no two pairs of numbers meet. */
const sides = 2 ** 26;

/** Evaluates requests with iam-simulate, and remembers the answers: a changed graph changes few of them. */
export class Evaluator {
    readonly #answers = new Map<number, Promise<Decision>>();
    readonly #numbers = new Map<string, number>();
    readonly #numberOf = new WeakMap<object, number>();
    readonly #asking = new WeakMap<Principal, Map<string, Side<Principal>>>();
    readonly #asked = new WeakMap<Request, Side<Request>>();

    /** How many different requests were evaluated. */
    get evaluated(): number {
        return this.#answers.size;
    }

    /** Decides a principal's request. */
    decide(asking: Principal, asked: Request): Promise<Decision> {
        const principal = this.#askingOf(asking, asked.action);
        const request = this.#askedOf(asked);
        const key = principal.number * sides + request.number;
        const known = this.#answers.get(key);
        if (known !== undefined) return known;
        const answer = simulate(simulationOf(principal.of, request.of), request.of);
        this.#answers.set(key, answer);
        return answer;
    }

    #askingOf(asking: Principal, action: string): Side<Principal> {
        const byAction = this.#asking.get(asking) ?? new Map<string, Side<Principal>>();
        this.#asking.set(asking, byAction);
        const known = byAction.get(action);
        if (known !== undefined) return known;
        const policies = asking.policies.map((document) => concerning(document, action));
        const boundary = asking.boundary && concerning(asking.boundary, action);
        const documents = [...policies, boundary].map((document) => document && this.#number(document));
        const side = {
            of: { ...asking, policies, boundary },
            number: this.#numberIn([asking.id, asking.account, action, ...documents].join(" ")),
        };
        byAction.set(action, side);
        return side;
    }

    #askedOf(asked: Request): Side<Request> {
        const known = this.#asked.get(asked);
        if (known !== undefined) return known;
        const { action, resource, account, context, endpointPolicy } = asked;
        const resourcePolicy = asked.resourcePolicy && concerning(asked.resourcePolicy, action);
        const documents = [resourcePolicy, endpointPolicy].map(
            (document) => document && this.#number(document),
        );
        const side = {
            of: { ...asked, resourcePolicy },
            number: this.#numberIn(
                [action, resource, account, this.#number(context), ...documents].join(" "),
            ),
        };
        this.#asked.set(asked, side);
        return side;
    }

    /** The same number for equal objects, so that thousands of answers are found without comparing documents. */
    #number(value: object): number {
        const known = this.#numberOf.get(value);
        if (known !== undefined) return known;
        const number = this.#numberIn(JSON.stringify(value));
        this.#numberOf.set(value, number);
        return number;
    }

    #numberIn(text: string): number {
        const number = this.#numbers.get(text) ?? this.#numbers.size;
        this.#numbers.set(text, number);
        return number;
    }
}

/** A service of China by its name elsewhere: the simulator takes no name that ends otherwise for a service's. */
const serviceHeardAs = (principal: string): string => principal.replace(/(\.amazonaws\.com)\.cn$/, "$1");

/** The same document with the services that it names as the simulator hears them. */
function withServicesHeard({ name, statements }: Document): Document {
    const heard = (value: unknown) => (typeof value === "string" ? serviceHeardAs(value) : value);
    return {
        name,
        statements: statements.map((statement) => {
            const { Principal } = statement;
            if (!isRecord(Principal) || Principal.Service === undefined) return statement;
            return {
                ...statement,
                Principal: { ...Principal, Service: [Principal.Service].flat().map(heard) },
            };
        }),
    };
}

/** Makes of a document the policy that the evaluator takes, once for all requests that it decides. */
function policiesBy(validate: (policy: unknown) => ValidationError[]) {
    const known = new WeakMap<Document, ValidatedPolicy>();
    return (document: Document): ValidatedPolicy => {
        const before = known.get(document);
        if (before !== undefined) return before;
        const { statements } = renameConditionKeys(withServicesHeard(document), heardAs);
        const policy = createValidatedPolicy({ Version: "2012-10-17", Statement: statements }, validate);
        known.set(document, policy);
        return policy;
    };
}

const identityPolicyOf = policiesBy(validateIdentityPolicy);
const resourcePolicyOf = policiesBy(validateResourcePolicy);
const endpointPolicyOf = policiesBy(validateEndpointPolicy);

const asIdentityPolicy = (document: Document) => ({
    name: document.name,
    policy: identityPolicyOf(document),
});

function simulationOf(principal: Principal, request: Request): Simulation {
    const isSigned = principal.id !== undefined;
    const ownFacts =
        principal.account === undefined
            ? {}
            : {
                  "aws:PrincipalAccount": principal.account,
                  "kms:CallerAccount": principal.account,
                  ...(principal.id === undefined ? {} : { "aws:PrincipalArn": principal.id }),
              };
    const facts: Request["context"] = { ...ownFacts, ...request.context };
    const context = Object.entries(facts).map(
        ([key, value]) => [heardAs(key), typeof value === "string" ? value : [...value]] as const,
    );
    return {
        request: {
            principal: principal.id === undefined ? anonymousPrincipal : serviceHeardAs(principal.id),
            action: request.action,
            resource: { resource: request.resource, accountId: request.account },
            contextVariables: Object.fromEntries(context),
        },
        identityPolicies: isSigned ? principal.policies.map(asIdentityPolicy) : [],
        serviceControlPolicies: [],
        resourceControlPolicies: [],
        ...(request.resourcePolicy && { resourcePolicy: resourcePolicyOf(request.resourcePolicy) }),
        ...(principal.boundary && { permissionBoundaryPolicies: [asIdentityPolicy(principal.boundary)] }),
        ...(request.endpointPolicy && {
            vpcEndpointPolicies: [
                { name: request.endpointPolicy.name, policy: endpointPolicyOf(request.endpointPolicy) },
            ],
        }),
    };
}

async function simulate(simulation: Simulation, request: Request): Promise<Decision> {
    const result = await runSimulation(simulation, {});
    if (result.resultType !== "single")
        throw new Error(
            `${request.action} on ${request.resource} cannot be evaluated: ${result.resultType === "error" ? JSON.stringify(result.errors) : "its resource has a wildcard"}`,
        );
    const { analysis, ignoredContextKeys = [] } = result.result;
    const unheard = ignoredContextKeys.filter((key) => !ambient.includes(key.toLowerCase()));
    if (unheard.length > 0)
        throw new Error(`${request.action} has no condition key ${unheard.join(", ")}: the request is wrong`);
    return {
        outcome: outcomes[result.overallResult],
        because: explain(analysis, request.resourcePolicy?.name ?? "the resource's policy"),
    };
}

type Analysed = NonNullable<RequestAnalysis["identityAnalysis"]>["allowStatements"][number];

function explain(analysis: RequestAnalysis, resourcePolicy: string): string {
    const layers = [
        { name: undefined, of: analysis.identityAnalysis },
        { name: "boundary ", of: analysis.permissionBoundaryAnalysis },
        { name: resourcePolicy, of: analysis.resourceAnalysis },
        { name: "endpoint ", of: analysis.endpointAnalysis },
    ];
    const say = (layer: string | undefined, { policyId, explain: { identifier } }: Analysed) =>
        layer === resourcePolicy ? `${identifier} of ${layer}` : `${identifier} of ${layer ?? ""}${policyId}`;
    const pick = (list: "allowStatements" | "denyStatements") =>
        layers.flatMap(({ name, of }) => (of?.[list] ?? []).map((statement) => say(name, statement)));

    if (analysis.result === "ExplicitlyDenied") return `denied by ${pick("denyStatements").join(" and ")}`;
    if (analysis.result === "Allowed") return `allowed by ${pick("allowStatements").join(" and ")}`;
    const nearest = layers.flatMap(({ name, of }) =>
        (of?.unmatchedStatements ?? [])
            .filter(
                ({ statement, actionMatch, resourceMatch }) =>
                    statement.effect() === "Allow" && actionMatch && resourceMatch,
            )
            .map((statement) => `${say(name, statement)} (${unmet(statement)})`),
    );
    const blocked = analysis.blockedBy?.length ? `; blocked by ${analysis.blockedBy.join(", ")}` : "";
    return `no statement allows it${nearest.length > 0 ? `; nearest: ${[...new Set(nearest)].join(", ")}` : ""}${blocked}`;
}

function unmet({ principalMatch, explain: { conditions = [] } }: Analysed): string {
    if (principalMatch === "NoMatch") return "for another principal";
    const failed = conditions.filter(({ matches }) => !matches);
    return failed
        .map(({ operator, conditionKeyValue }) => `needs ${operator} ${conditionKeyValue}`)
        .join(" and ");
}
