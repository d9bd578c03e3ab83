import { stackRule } from "../kernel/rule";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { flag, items, see, text } from "../kernel/values";

export const privateSubnet = stackRule({
    name: "efs-mount-target-private-subnet",
    title: "EFS mount targets are in private subnets",
    asserts:
        "the subnet of a mount target assigns no public addresses and has no route to an internet gateway",
    severity: "high",
    level: "mandatory",
    decisive: "edges",
    references: {
        securityHub: ["EFS.6"],
        configRules: ["efs-mount-target-public-accessible"],
        prowler: ["efs_mount_target_not_publicly_accessible"],
    },
    nist: { by: "this pack", controls: ["SC-7", "AC-4(21)"] },
    fix: [
        'new aws.efs.MountTarget("storage-mount", { fileSystemId: fs.id, subnetId: privateSubnet.id, securityGroups: [mountGroup.id] });',
    ],
    trigger: tokens.mountTarget,
    check(stack, report) {
        for (const target of stack.of(tokens.mountTarget)) {
            const subnets = stack.link(target, ["subnetId"], [tokens.subnet]);
            // A component feeds all its subnets; which one it is shows in the update.
            if (subnets.unsure || subnets.to.length > 1) report.wait(target, "subnetId");
            else if (subnets.to.length === 0)
                report.notApplicable("Subnets outside the stack cannot be judged");
            for (const subnet of subnets.to.length === 1 ? subnets.to : []) {
                const faults = [
                    flag(see(subnet.props, "mapPublicIpOnLaunch")) === true ? "assigns public addresses" : "",
                    routesToInternet(stack, subnet) ? "has a route to an internet gateway" : "",
                ].filter((fault) => fault !== "");
                for (const fault of faults)
                    report.violation(
                        target,
                        `its subnet ${subnet.name} ${fault}`,
                        "be in a private subnet",
                        "Set subnetId to a private subnet",
                    );
            }
        }
    },
});

const gateways = ["aws:ec2/internetGateway:InternetGateway"] as const;

function routesToInternet(stack: Stack, subnet: Node): boolean {
    const tables = stack
        .pointingAt(subnet, [tokens.routeTableAssociation], ["subnetId"])
        .flatMap(
            (association) =>
                stack.link(association, ["routeTableId"], [tokens.routeTable, tokens.defaultRouteTable]).to,
        );
    return tables.some((table) => {
        const inline = items(see(table.props, "routes")).some((_, index) =>
            toGateway(stack, table, ["routes", index, "gatewayId"]),
        );
        const routes = stack.pointingAt(table, [tokens.route], ["routeTableId"]);
        return inline || routes.some((route) => toGateway(stack, route, ["gatewayId"]));
    });
}

function toGateway(stack: Stack, from: Node, path: readonly (string | number)[]): boolean {
    const known = text(see(from.props, ...path));
    return known?.startsWith("igw-") ?? stack.link(from, path, gateways).to.length > 0;
}
