import type { PolicyResource } from "@pulumi/policy";
import { awsTypeOf, typeIn } from "./kernel/asAws";
import { see, text, UNKNOWN } from "./kernel/values";

/** A resource that creates something of EFS, KMS or AWS Backup, or mounts it, which no rule looks at. */
export interface Unjudged {
    readonly name: string;
    readonly type: string;
    /** What it creates, as CloudFormation or its own provider calls it. */
    readonly creates: string;
}

/** Finds them among the resources of a program, by their types and, of templates, by what stands in them. */
export function unjudgedIn(resources: readonly PolicyResource[]): readonly Unjudged[] {
    const parents = new Set(resources.map(({ parent }) => parent?.urn));
    return resources.flatMap((resource) => {
        const type = typeIn(resource.urn) || resource.type;
        const creates = createdBy(type, resource.props, parents.has(resource.urn));
        return creates === undefined ? [] : [{ name: resource.name, type, creates }];
    });
}

/* Types of what is judged elsewhere, and of what mounts. */
const judgedServices =
    /AWS::(?:EFS|KMS|Backup)::\w+|AWS::DataSync::Location(?:EFS|NFS)|\b(?:EFSVolumeConfiguration|EfsVolumeConfiguration|FileSystemLocations)\b/g;

function createdBy(type: string, props: unknown, hasChildren: boolean): string | undefined {
    if (type.startsWith("aws:")) return createdByAws(type, props);
    if (awsTypeOf(type) !== type) return undefined;
    if (type === "aws-native:cloudformation:Stack" || type === "aws-native:cloudformation:StackSet")
        return templated(see(props, "templateBody") ?? see(props, "template"), see(props, "templateUrl"));
    if (/^aws-native:(index:)?ExtensionResource$/.test(type)) return named(see(props, "type"));
    if (/^command:(?:local|remote):Command$/.test(type)) return calledFor(props);
    // What a controller in the cluster makes: Crossplane, and AWS's own.
    if (/^kubernetes:(efs|kms|backup)\.[^/]*(aws|k8s)/.test(type)) return type;
    // Providers made from Terraform's or CloudFormation's types, and components of other languages without a child here.
    const foreign =
        /^[^:]+:(?:efs|kms|backup)[/:]/i.test(type) ||
        /(?:^|[:_/])aws_(?:efs|kms|backup)_|:Aws(?:Efs|Kms|Backup)[A-Z]/.test(type);
    return foreign && !hasChildren ? type : undefined;
}

function createdByAws(type: string, props: unknown): string | undefined {
    switch (type) {
        case "aws:cloudcontrol/resource:Resource":
            return named(see(props, "typeName"));
        case "aws:cloudformation/stack:Stack":
        case "aws:cloudformation/stackSet:StackSet":
            return templated(see(props, "templateBody"), see(props, "templateUrl"));
        case "aws:serverlessrepository/cloudFormationStack:CloudFormationStack":
        case "aws:servicecatalog/provisionedProduct:ProvisionedProduct":
            return "what a template of others says";
        case "aws:backup/logicallyAirGappedVault:LogicallyAirGappedVault":
            return type;
        default:
            return undefined;
    }
}

function named(type: unknown): string | undefined {
    if (type === UNKNOWN) return "a type that is not known yet";
    return text(type)?.match(judgedServices)?.[0];
}

/**
 * What a command makes by the AWS CLI: `aws efs create-file-system`, with options of its own before or between.
 * https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-commandstructure.html
 */
function calledFor(props: unknown): string | undefined {
    const scripts = ["create", "update"].map((property) => text(see(props, property)) ?? "");
    const calls = scripts.flatMap((script) =>
        [
            ...script
                .replace(/\\\n/g, " ")
                .matchAll(
                    /\baws\s+(?:--[\w-]+(?:[= ][^\s;|&]+)?\s+)*(efs|kms|backup)\s+((?:create|put|update|modify|delete|schedule|disable)-[a-z-]+)/g,
                ),
        ].map(([, service, call]) => `aws ${service} ${call}`),
    );
    return calls.length === 0 ? undefined : `what ${[...new Set(calls)].join(", ")} makes or changes`;
}

function templated(body: unknown, url: unknown): string | undefined {
    if (body === UNKNOWN) return "what a template that is not known yet says";
    const written = text(body) ?? (body === undefined ? undefined : JSON.stringify(body));
    const content = written?.replace(/\\u([0-9a-f]{4})/gi, (_, code: string) =>
        String.fromCharCode(Number.parseInt(code, 16)),
    );
    if (content !== undefined) {
        const found = [...new Set(content.match(judgedServices) ?? [])];
        return found.length > 0 ? found.join(", ") : undefined;
    }
    return url === undefined
        ? undefined
        : `what the template at ${text(url) ?? "an address that is not known yet"} says`;
}
