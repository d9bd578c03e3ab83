import type { Report } from "../kernel/report";
import { combined, type Resource, resourceRule, stackRule } from "../kernel/rule";
import {
    coversEverything,
    coversPort,
    type GroupRule,
    groupTypes,
    isInternet,
    ruleHolders,
    rulesOf,
} from "../kernel/securityGroups";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { items, present, see, show, text, UNKNOWN } from "../kernel/values";

const nfsPort = 2049;

function label({ where }: GroupRule): string {
    return where === "" ? "it" : where;
}

/** Security groups admit nothing from the internet. */
export const noInternetIngress = resourceRule({
    control: "sg-no-internet-ingress",
    types: [
        groupTypes.group,
        groupTypes.defaultGroup,
        groupTypes.rule,
        groupTypes.ingress,
        tokens.managedPrefixList,
    ],
    settings: {
        approvedCidrs: texts("Wide CIDR blocks that ingress may name all the same, exactly as written here"),
        publicPrefixLists: texts("Ids of prefix lists that hold internet addresses", [], "^pl-"),
    },
    check(resource, report, { approvedCidrs, publicPrefixLists }) {
        const internet = (cidr: unknown) =>
            typeof cidr === "string" && isInternet(cidr) && !approvedCidrs.includes(cidr);
        if (resource.type === tokens.managedPrefixList) {
            const cidrs = items(see(resource.props, "entries")).map((entry) => see(entry, "cidr"));
            if (cidrs.includes(UNKNOWN)) report.wait(resource, "entries");
            for (const cidr of cidrs.filter(internet))
                breach(resource, report, `an entry of it is ${show(cidr)}`);
            return;
        }
        for (const rule of rulesOf(resource).filter(({ direction }) => direction !== "egress")) {
            const open = rule.cidrs.filter(internet);
            const lists = rule.prefixLists.filter((list) => publicPrefixLists.includes(text(list) ?? ""));
            // A prefix list is judged where it is made; one whose id is not known yet is made in this program.
            if (rule.direction === UNKNOWN || rule.cidrs.includes(UNKNOWN))
                report.wait(resource, `${label(rule)}: its sources`);
            if (rule.direction === UNKNOWN) continue;
            for (const source of [...open, ...lists])
                breach(resource, report, `${label(rule)} admits ${show(source)}`);
        }
    },
});

function breach(resource: Resource, report: Report, is: string): void {
    report.breach(
        resource,
        `${is}, which is the internet or a large part of it`,
        "name security groups, or the CIDR blocks of networks you know",
        "Use referencedSecurityGroupId; agents and mount targets need no ingress from the internet",
    );
}

/** NFS is admitted from security groups only. */
export const nfsFromGroupsOnly = resourceRule({
    control: "sg-nfs-from-security-groups-only",
    types: [groupTypes.group, groupTypes.defaultGroup, groupTypes.rule, groupTypes.ingress],
    check(resource, report) {
        for (const rule of rulesOf(resource)) {
            if (rule.direction === "egress") continue;
            const sources = [
                ...rule.cidrs.filter(present).map((cidr) => `the CIDR block ${show(cidr)}`),
                ...rule.prefixLists.filter(present).map((list) => `the prefix list ${show(list)}`),
                ...(rule.self === true ? ["its own members (self)"] : []),
            ];
            const covered = coversPort(rule, nfsPort);
            if (covered === false) continue;
            if (covered === UNKNOWN || rule.direction === UNKNOWN || rule.self === UNKNOWN) {
                report.wait(resource, `${label(rule)}: its ports`);
                continue;
            }
            for (const source of sources) {
                report.breach(
                    resource,
                    `${label(rule)} admits NFS (2049) from ${source}`,
                    "admit NFS from security groups, so that an address alone opens nothing",
                    "Set referencedSecurityGroupId to the agents' group, or narrow the ports so that 2049 is not among them",
                );
            }
        }
    },
});

const egressOfAnyGroup = resourceRule({
    control: "sg-egress-restricted",
    types: [groupTypes.group, groupTypes.rule, groupTypes.egress],
    check(resource, report) {
        for (const rule of rulesOf(resource)) {
            if (rule.direction === "ingress") continue;
            const everything = coversEverything(rule);
            const wide = rule.cidrs.filter((cidr) => typeof cidr === "string" && isInternet(cidr));
            if (everything === UNKNOWN || rule.direction === UNKNOWN)
                report.wait(resource, `${label(rule)}: its protocol`);
            else if (everything && rule.cidrs.includes(UNKNOWN))
                report.wait(resource, `${label(rule)}: its destinations`);
            if (everything !== true || rule.direction === UNKNOWN || wide.length === 0) continue;
            report.breach(
                resource,
                `${label(rule)} opens every port to ${wide.map(show).join(", ")}`,
                "name the ports and the destinations that are needed",
                "Allow 2049 to the mount targets' group and 443 to the controller and the endpoints",
            );
        }
    },
});

const egressOfMountTargets = stackRule({
    control: "sg-egress-restricted",
    trigger: tokens.mountTarget,
    check(stack, report) {
        const groups = new Set(
            stack
                .of(tokens.mountTarget)
                .flatMap((target) => stack.link(target, ["securityGroups"], [groupTypes.group]).to),
        );
        const separate = stack
            .of(groupTypes.egress, groupTypes.rule)
            .filter((rule) => rulesOf(rule)[0]?.direction === "egress");
        for (const group of groups) {
            const own = separate.filter((rule) =>
                stack.link(rule, ["securityGroupId"], [groupTypes.group]).to.includes(group),
            );
            const inline = items(see(group.props, "egress")).filter((rule) => rule !== UNKNOWN);
            for (const name of [
                ...own.map(({ name }) => name),
                ...inline.map((_, index) => `egress ${index + 1}`),
            ]) {
                report.breach(
                    group,
                    `it guards mount targets and has egress (${name})`,
                    "have none: a mount target answers and never calls",
                    "Remove the egress rule",
                );
            }
        }
    },
});

/** Security groups do not open every port to everywhere, and those of mount targets open none. */
export const egressRestricted = combined(egressOfAnyGroup, egressOfMountTargets);

const placeholders = ["managed by pulumi", "managed by terraform"];

/** Security groups and their rules say what they are for. */
export const descriptions = resourceRule({
    control: "sg-descriptions",
    types: ruleHolders,
    check(resource, report) {
        const judge = (what: string, description: unknown) => {
            const given = text(description)?.trim().toLowerCase() ?? "";
            if (description === UNKNOWN || (given !== "" && !placeholders.includes(given))) return;
            report.breach(
                resource,
                `${what} has ${given === "" ? "no description" : `the description ${show(description)}`}`,
                "say who talks to whom, and why",
                "Set description",
            );
        };
        if (resource.type === groupTypes.group) judge("it", see(resource.props, "description"));
        for (const rule of rulesOf(resource)) judge(label(rule), rule.description);
    },
});

/*
 * Which groups have rules inline is known from inputs only: among outputs, a refresh lists the rules of other resources
 * there as well. The host asks about each resource before it asks about the stack, in one process.
 */
const inlineGroups = new Map<string, boolean>();

const noteInline = resourceRule({
    control: "sg-no-mixed-rule-management",
    types: [groupTypes.group],
    check({ urn, props }) {
        const lists = [see(props, "ingress"), see(props, "egress")];
        inlineGroups.set(
            urn,
            lists.some((list) => list === UNKNOWN || items(list).length > 0),
        );
    },
});

const joinRules = stackRule({
    control: "sg-no-mixed-rule-management",
    trigger: groupTypes.group,
    check(stack, report) {
        const separate = [groupTypes.rule, groupTypes.ingress, groupTypes.egress];
        for (const group of stack.of(groupTypes.group).filter(({ urn }) => inlineGroups.get(urn) === true)) {
            const rules = stack.pointingAt(group, separate, ["securityGroupId"]);
            if (rules.length === 0) continue;
            report.breach(
                group,
                `it has rules inline and in ${rules.map(({ name }) => name).join(", ")}, and the two delete each other at every update`,
                "keep its rules in one place",
                "Move the inline rules to aws.vpc.SecurityGroupIngressRule and SecurityGroupEgressRule",
            );
        }
    },
});

/** Security groups keep their rules in one place. */
export const noMixedRules = combined(noteInline, joinRules);
