import { isDeepStrictEqual } from "node:util";
import { type Export, type ExportedResource, isRecord } from "../../state/exported";
import { changed, type Mutant } from "./mutant";

type Statement = Record<string, unknown>;

/** A way to weaken or to narrow one statement: what it is called, and the statements that stand in its place. */
interface Weakening {
    readonly operator: string;
    readonly detail?: string;
    readonly statements: readonly Statement[];
}

const documentProperties = ["policy", "assumeRolePolicy"] as const;

const stranger = "arn:aws:iam::999999999999:root";

/** Every small weakening of every statement of the documents in these resources, and every allowance that is taken away. */
export function documentMutants(state: Export, resources: readonly ExportedResource[]): readonly Mutant[] {
    return resources.flatMap((resource) =>
        documentProperties.flatMap((property) => {
            // What the program does not set is AWS's default, and another resource replaces it.
            const text = resource.inputs?.[property];
            if (typeof text !== "string" || text === "") return [];
            const document: unknown = JSON.parse(text);
            if (!isRecord(document)) return [];
            const statements = [document.Statement].flat().filter(isRecord);
            return statements.flatMap((statement, at) =>
                weakeningsOf(statement)
                    .filter(({ statements: instead }) => !isDeepStrictEqual(instead, [statement]))
                    .map(({ operator, detail, statements: instead }) =>
                        changed(
                            state,
                            operator,
                            resource,
                            [String(statement.Sid ?? at), detail].filter(Boolean).join(" "),
                            (props) => {
                                const list = statements.toSpliced(at, 1, ...instead);
                                props[property] = JSON.stringify({ ...document, Statement: list });
                            },
                        ),
                    ),
            );
        }),
    );
}

function weakeningsOf(statement: Statement): readonly Weakening[] {
    return statement.Effect === "Deny"
        ? weakerDenials(statement)
        : [...widerAllowances(statement), ...narrowerAllowances(statement)];
}

const one = (operator: string, statement: Statement, detail?: string): Weakening => ({
    operator,
    ...(detail === undefined ? {} : { detail }),
    statements: [statement],
});

const eachLess = (operator: string, statement: Statement, actions: readonly string[]): Weakening[] =>
    actions.map((action) =>
        one(operator, { ...statement, Action: actions.filter((other) => other !== action) }, action),
    );

function widerAllowances(statement: Statement): readonly Weakening[] {
    const { Condition: condition, ...unconditional } = statement;
    const actions = [statement.Action].flat().filter((action) => typeof action === "string");
    const services = [...new Set(actions.map((action) => action.split(":")[0] ?? ""))];
    const resources = [statement.Resource].flat().filter((resource) => typeof resource === "string");
    return [
        ...(condition === undefined ? [] : [one("all conditions dropped", unconditional)]),
        ...conditionsOf(statement).flatMap(({ operator, key, values, put }) => [
            one("condition dropped", put(undefined), key),
            one("condition made optional", put({ operator: `${operator}IfExists`, values }), key),
            ...(/^(String|Arn)(Equals|Like)$/.test(operator)
                ? [
                      one(
                          "value opened with a wildcard",
                          put({ operator: like(operator), values: "*" }),
                          key,
                      ),
                      one(
                          "value opened at its end",
                          put({ operator: like(operator), values: opened(values) }),
                          key,
                      ),
                  ]
                : []),
        ]),
        ...services.map((service) =>
            one("actions opened to the service", { ...statement, Action: [...actions, `${service}:*`] }),
        ),
        one("actions opened to everything", { ...statement, Action: "*" }),
        one("actions turned into NotAction", {
            ...without(statement, "Action"),
            NotAction: "iam:CreateUser",
        }),
        ...(resources.some((resource) => resource !== "*")
            ? [
                  one("resource opened to everything", { ...statement, Resource: "*" }),
                  one("resource opened at its end", { ...statement, Resource: resources.map(openedArn) }),
              ]
            : []),
        ...(statement.Principal === undefined
            ? []
            : [
                  one("principal opened to everybody", { ...statement, Principal: { AWS: "*" } }),
                  {
                      operator: "stranger's account added",
                      statements: [statement, { ...statement, Sid: "Extra", Principal: { AWS: stranger } }],
                  },
                  one("principal turned into NotPrincipal", {
                      ...without(statement, "Principal"),
                      NotPrincipal: { AWS: stranger },
                  }),
              ]),
    ];
}

/** What the kit's own roles, or services that work for it, would then be refused. */
function narrowerAllowances(statement: Statement): readonly Weakening[] {
    const actions = [statement.Action].flat().filter((action) => typeof action === "string");
    return [
        { operator: "allowance removed", statements: [] },
        ...(actions.length > 1 ? eachLess("one action less allowed", statement, actions) : []),
    ];
}

function weakerDenials(statement: Statement): readonly Weakening[] {
    const actions = [statement.Action].flat().filter((action) => typeof action === "string");
    return [
        { operator: "denial removed", statements: [] },
        one("denial turned into allowance", { ...statement, Effect: "Allow" }),
        ...(statement.Principal === undefined
            ? []
            : [
                  one("denial kept from one principal", {
                      ...statement,
                      Principal: { AWS: "arn:aws:iam::111122223333:role/SomebodyElse" },
                  }),
              ]),
        one("denial moved to another resource", {
            ...statement,
            Resource: "arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/fs-0",
        }),
        one("denial exempts the account's roles", {
            ...statement,
            Condition: {
                ...(isRecord(statement.Condition) ? statement.Condition : {}),
                ArnNotLike: { "aws:PrincipalArn": "arn:aws:iam::111122223333:role/*" },
            },
        }),
        ...(actions.length > 1
            ? eachLess("one action less denied", statement, actions)
            : actions
                  .filter((action) => action.endsWith("*"))
                  .map((action) =>
                      one("denial narrowed to one action", {
                          ...statement,
                          Action: action.replace(
                              /:.*$/,
                              action.startsWith("s3:") ? ":PutObject" : ":ClientMount",
                          ),
                      }),
                  )),
        ...conditionsOf(statement).flatMap(({ operator, key, values, put }) => [
            ...(values === "false"
                ? [one("denied value turned", put({ operator, values: "true" }), key)]
                : []),
            ...(operator.startsWith("StringNot")
                ? [
                      one("denial's pattern opened", put({ operator, values: "*" }), key),
                      one(
                          "denial no longer of what is absent",
                          put({ operator: operator.replace("Not", ""), values: "none" }),
                          key,
                      ),
                  ]
                : []),
        ]),
    ];
}

interface Test {
    readonly operator: string;
    readonly key: string;
    readonly values: unknown;
    /** The statement with another test in this one's place, or with none. */
    put(instead: { operator: string; values: unknown } | undefined): Statement;
}

function conditionsOf(statement: Statement): readonly Test[] {
    const condition = statement.Condition;
    if (!isRecord(condition)) return [];
    return Object.entries(condition).flatMap(([operator, tests]) =>
        Object.entries(isRecord(tests) ? tests : {}).map(([key, values]) => ({
            operator,
            key,
            values,
            put: (instead) => {
                const rest = without(isRecord(tests) ? tests : {}, key);
                const kept = { ...condition, [operator]: rest };
                const others = Object.keys(rest).length === 0 ? without(kept, operator) : kept;
                if (instead === undefined) return { ...statement, Condition: others };
                const same = isRecord(others[instead.operator]) ? others[instead.operator] : {};
                return {
                    ...statement,
                    Condition: {
                        ...others,
                        [instead.operator]: Object.assign({}, same, { [key]: instead.values }),
                    },
                };
            },
        })),
    );
}

const like = (operator: string): string => operator.replace("Equals", "Like");

const opened = (values: unknown): readonly string[] =>
    [values].flat().map((value) => `${String(value).slice(0, -3)}*`);

/** The last part of an ARN becomes anything; where it is so already, the part before. */
const openedArn = (arn: string): string => (arn === "*" ? arn : arn.replace(/[^/:]+([/:]\*)?$/, "*"));

function without(record: Readonly<Record<string, unknown>>, key: string): Statement {
    return Object.fromEntries(Object.entries(record).filter(([name]) => name !== key));
}
