import { isRecord, numberIn } from "../../state/exported";
import { type Graph, type Resource, recordsOf, textOf, textsOf } from "../../state/graph";
import { byName, disksOf, templateOf } from "./architecture";

/** What an agent's instances start from, and what they get at the boot. */
export interface Machine {
    readonly name: string;
    /** What the launch template names: a parameter, or an image's id. */
    readonly imageFrom: string;
    /** Whether every start has the same image: it is named by its id, or by a parameter with a version. */
    readonly isPinned: boolean;
    /** The image that the last update found there; undefined where it did not look. */
    readonly image: { readonly id: string; readonly name: string } | undefined;
    readonly packages: readonly string[];
    /** SHA-256 of the hook's script, in hexadecimal digits; undefined where there is none. */
    readonly hookSha256: string | undefined;
    /** Operations a second and MiB/s that its disk is provisioned with; undefined where it has what every gp3 volume has. */
    readonly disk: { readonly iops: number | undefined; readonly throughputMiBps: number | undefined };
}

/** A place that agents may open a connection to. */
export interface EgressRule {
    /** A block of addresses, a prefix list, or the endpoints. */
    readonly to: string;
    /** Of tcp. */
    readonly port: number | undefined;
    readonly purpose: string;
}

/** The agents' machines, where they may go, and which services they reach inside the VPC. */
export interface Machines {
    readonly agents: readonly Machine[];
    readonly egress: readonly EgressRule[];
}

/** Reads an environment's machines and the egress rules of its agents' security group. */
export function readMachines(graph: Graph): Machines {
    const groups = new Set<string>();
    const agents = graph.all("aws:autoscaling/group:Group").map((group): Machine => {
        const template = templateOf(graph, group);
        for (const id of groupsOf(template)) groups.add(id);
        return machineOf(
            graph.resources.find(({ urn }) => urn === group.parent),
            group,
            template,
        );
    });
    const egress = graph
        .all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
        .filter((rule) => groups.has(textOf(rule, "securityGroupId") ?? ""))
        .map(
            (rule): EgressRule => ({
                to:
                    textOf(rule, "cidrIpv4") ??
                    textOf(rule, "prefixListId") ??
                    nameOfGroup(graph, textOf(rule, "referencedSecurityGroupId")),
                port: numberIn(rule.props, "fromPort"),
                purpose: textOf(rule, "description") ?? "",
            }),
        );
    return { agents: agents.toSorted(byName), egress };
}

const groupsOf = (template: Resource | undefined): readonly string[] =>
    template === undefined
        ? []
        : [
              ...textsOf(template, "vpcSecurityGroupIds"),
              ...recordsOf(template, "networkInterfaces").flatMap(({ securityGroups }) =>
                  [securityGroups].flat().map(String),
              ),
          ];

function machineOf(
    component: Resource | undefined,
    group: Resource,
    template: Resource | undefined,
): Machine {
    const imageFrom = (textOf(template, "imageId") ?? "").replace(/^resolve:ssm:/, "");
    const image = component?.props.image;
    const [disk] = template === undefined ? [] : disksOf(template);
    return {
        name: textOf(component, "name") ?? group.name,
        imageFrom,
        isPinned: /^ami-|:\d+$/.test(imageFrom),
        image:
            isRecord(image) && typeof image.id === "string" && typeof image.name === "string"
                ? { id: image.id, name: image.name }
                : undefined,
        packages: component === undefined ? [] : textsOf(component, "packages"),
        hookSha256: textOf(component, "hookSha256"),
        disk: {
            iops: disk && numberIn(disk, "iops"),
            throughputMiBps: disk && numberIn(disk, "throughput"),
        },
    };
}

const nameOfGroup = (graph: Graph, id: string | undefined): string =>
    graph.all("aws:ec2/securityGroup:SecurityGroup").find((group) => group.id === id)?.name ?? id ?? "";
