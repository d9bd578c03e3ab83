import { computeTypes } from "../kernel/agents";
import { kubernetes } from "../kernel/kubernetes";
import type { Report } from "../kernel/report";
import type { Resource } from "../kernel/rule";
import { tokens } from "../kernel/tokens";
import type { UserData } from "../kernel/userData";
import { flag, items, present, see, text } from "../kernel/values";
import { template } from "../mounts/cloudFormation";
import { privileged } from "../mounts/containers";
import { entries, Handing } from "../mounts/handing";
import { commandsOf, document, sentIn } from "../mounts/steps";

/** Gathers what one type of resource hands to machines as scripts. */
type Reader = (props: unknown, into: Handing) => void;

const ofMachine: Reader = (machine, into) => {
    const encoded = see(machine, "userDataBase64");
    into.userData(
        encoded ?? see(machine, "userData"),
        undefined,
        encoded === undefined ? undefined : "base64",
    );
};

/** What gives machines user data. */
export const userData: Readonly<Record<string, Reader>> = {
    ...Object.fromEntries(computeTypes.map((type) => [type, ofMachine])),
    [tokens.spotFleetRequest]: (props, into) => {
        for (const machine of items(see(props, "launchSpecifications"))) ofMachine(machine, into);
    },
};

/* https://www.pulumi.com/registry/packages/command/api-docs/ */
const command: Reader = (props, into) => {
    const [interpreter] = items(see(props, "interpreter")).map((word) => text(word)?.split("/").at(-1));
    into.environment("environment", Object.fromEntries(entries(see(props, "environment"))));
    for (const property of ["create", "update", "delete"]) {
        const given = into.known(see(props, property));
        const content = text(given);
        if (content === undefined) continue;
        const stdin = text(into.known(see(props, "stdin")));
        if (interpreter !== undefined && /^(python|perl|ruby|node|php|pwsh)/.test(interpreter))
            into.part({ where: `${property}.${interpreter}`, content });
        else
            into.script(
                property,
                stdin === undefined ? content : `${content.trimEnd()} <<'STDIN'\n${stdin}\nSTDIN`,
            );
    }
};

const association: Reader = (props, into) => {
    const named = see(props, "name") ?? see(props, "documentName");
    into.script("parameters.commands", commandsOf(named, into.known(see(props, "parameters")), into));
};

const windowTask: Reader = (props, into) => {
    const given = items(see(props, "taskInvocationParameters", "runCommandParameters", "parameters"));
    const parameters = Object.fromEntries(
        given.map((parameter) => [text(see(parameter, "name")) ?? "", into.known(see(parameter, "values"))]),
    );
    into.script("taskInvocationParameters", commandsOf(see(props, "taskArn"), parameters, into));
};

const component: Reader = (props, into) => {
    if (/^windows$/i.test(text(see(props, "platform")) ?? "")) return;
    const uri = text(see(props, "uri"));
    if (uri !== undefined) into.unread(`the component at ${uri}`);
    document(see(props, "data"), "data", into);
};

/** A build may mount only where Docker may run in it. https://docs.aws.amazon.com/codebuild/latest/userguide/build-spec-ref.html */
const build: Reader = (props, into) => {
    if (flag(see(props, "environment", "privilegedMode")) !== true) return;
    const spec = into.parsed(see(props, "source", "buildspec"));
    into.environment("env.variables", Object.fromEntries(entries(see(spec, "env", "variables"))));
    for (const [name, phase] of entries(see(spec, "phases")))
        for (const key of ["commands", "finally"])
            into.script(`source.buildspec, phases.${name}.${key}`, see(phase, key));
};

const bootstrap: Reader = (props, into) => {
    for (const action of items(see(props, "bootstrapActions"))) {
        const path = text(see(action, "path")) ?? "";
        // AWS's own lie in the image or in a bucket of the service.
        if (path !== "" && !/^file:|^s3:\/\/(?:[\w-]+\.)?elasticmapreduce\//.test(path))
            into.unread(`the bootstrap action ${path}`);
    }
};

const inBase64 =
    (...properties: readonly string[]): Reader =>
    (props, into) => {
        for (const property of properties) into.userData(see(props, property), property, "base64");
    };

const containersIn =
    (...properties: readonly string[]): Reader =>
    (props, into) => {
        for (const property of properties)
            if (present(see(props, property))) privileged(into.parsed(see(props, property)), property, into);
    };

const contentOf =
    (property: string): Reader =>
    (props, into) =>
        document(see(props, property), property, into);

const stack: Reader = (props, into) => template(see(props, "templateBody") ?? see(props, "template"), into);

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-targets.html: a rule runs a document with its input. */
const target: Reader = (props, into) => {
    const arn = text(see(props, "arn")) ?? "";
    if (/:document\//.test(arn))
        into.script("input.commands", commandsOf(arn, into.parsed(see(props, "input")), into));
};

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-targets-universal.html, and Step Functions' SDK integrations. */
const sending =
    (...path: readonly string[]): Reader =>
    (props, into) =>
        sentIn(into.parsed(see(props, ...path)), path.join("."), into);

/** Scripts among the files that pods mount: whoever starts them, they are there to be run. */
const configMap: Reader = (props, into) => {
    for (const property of ["data", "stringData"])
        for (const [name, content] of entries(into.known(see(props, property))))
            if (/\.(?:sh|bash)$/.test(name) || /^#!/.test(text(content) ?? ""))
                into.part({ where: `${property}.${name}`, content: text(content) ?? "", isScript: true });
};

/** Every other type that hands scripts to machines, and where it has them. */
export const scripts: Readonly<Record<string, Reader>> = {
    "aws:ssm/document:Document": contentOf("content"),
    "aws-native:ssm:Document": contentOf("content"),
    "aws:ssm/association:Association": association,
    "aws-native:ssm:Association": association,
    "aws:ssm/maintenanceWindowTask:MaintenanceWindowTask": windowTask,
    "aws:imagebuilder/component:Component": component,
    "aws-native:imagebuilder:Component": component,
    "aws:imagebuilder/imageRecipe:ImageRecipe": inBase64("userDataBase64"),
    "aws:lightsail/instance:Instance": (props, into) =>
        into.userData(see(props, "userData"), "userData", "plain"),
    "aws:sagemaker/notebookInstanceLifecycleConfiguration:NotebookInstanceLifecycleConfiguration": inBase64(
        "onCreate",
        "onStart",
    ),
    "aws:sagemaker/studioLifecycleConfig:StudioLifecycleConfig": inBase64("studioLifecycleConfigContent"),
    "aws:emr/cluster:Cluster": bootstrap,
    [tokens.build]: build,
    "aws:cloudformation/stack:Stack": stack,
    "aws:cloudformation/stackSet:StackSet": stack,
    "aws-native:cloudformation:Stack": stack,
    "aws:cloudwatch/eventTarget:EventTarget": target,
    "aws:scheduler/schedule:Schedule": sending("target", "input"),
    "aws-native:scheduler:Schedule": sending("target", "input"),
    "aws:sfn/stateMachine:StateMachine": sending("definition"),
    "aws-native:stepfunctions:StateMachine": sending("definitionString"),
    "kubernetes:core/v1:ConfigMap": configMap,
    "kubernetes:core/v1:ConfigMapPatch": configMap,
    "kubernetes:core/v1:Secret": configMap,
    "command:local:Command": command,
    "command:remote:Command": command,
    [tokens.taskDefinition]: containersIn("containerDefinitions"),
    "aws-native:ecs:TaskDefinition": containersIn("containerDefinitions"),
    [tokens.jobDefinition]: containersIn(
        "containerProperties",
        "ecsProperties",
        "nodeProperties",
        "eksProperties",
    ),
    ...Object.fromEntries(
        Object.entries(kubernetes).map(([type, properties]) => [type, containersIn(...properties)]),
    ),
};

/** What a resource hands to machines, by the reader of its type. */
export function handedBy(
    readers: Readonly<Record<string, Reader>>,
    { type, props }: { readonly type: string; readonly props: unknown },
): Handing {
    const into = new Handing();
    readers[type]?.(props, into);
    return into;
}

/**
 * The same for a rule: what is not known yet waits, and the rule does not apply to a resource that hands nothing over, of which
 * nothing is returned.
 * @param its what it hands over, as "its user data"
 * @param nothing said of one that has none
 */
export function judgedOf(
    readers: Readonly<Record<string, Reader>>,
    resource: Resource,
    report: Report,
    { its, nothing }: { readonly its: string; readonly nothing: string },
): UserData | undefined {
    const { data, isUnknown } = handedBy(readers, resource);
    if (isUnknown) report.wait(resource, its);
    if (data.parts.length + data.faults.length + data.unread.length > 0) return data;
    if (!isUnknown) report.notApplicable(nothing);
    return undefined;
}
