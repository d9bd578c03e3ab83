import { stackRule } from "../kernel/rule";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { flag, items, see, text } from "../kernel/values";

export const privateSubnet = stackRule({
    name: "efs-mount-target-private-subnet",
    title: "EFS mount targets are in private subnets",
    asserts:
        "the subnet of a mount target assigns no public addresses and has no route to an internet gateway, by its own route table or by the main one of its VPC; a default subnet has both unless the stack says otherwise",
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
            const subnets = stack.link(target, ["subnetId"], [tokens.subnet, tokens.defaultSubnet]);
            // A component feeds all its subnets; which one it is shows in the update.
            if (subnets.unsure || subnets.to.length > 1) report.wait(target, "subnetId");
            else if (subnets.to.length === 0)
                report.notApplicable("Subnets outside the stack cannot be judged");
            for (const subnet of subnets.to.length === 1 ? subnets.to : []) {
                const faults = [
                    assignsAddresses(subnet) ? "assigns public addresses" : "",
                    wayToInternet(stack, subnet) ?? "",
                ].filter((fault) => fault !== "");
                for (const fault of faults)
                    report.violation(
                        target,
                        `its subnet ${subnet.name} ${fault}, so one wrong rule of a security group opens it to the internet`,
                        "be in a private subnet",
                        "Set subnetId to a subnet whose route table leads to no internet gateway and whose mapPublicIpOnLaunch is false",
                    );
            }
        }
    },
});

const gateways = ["aws:ec2/internetGateway:InternetGateway"] as const;

/** AWS makes the subnets of a default VPC so that they assign public addresses. */
function assignsAddresses(subnet: Node): boolean {
    const claim = flag(see(subnet.props, "mapPublicIpOnLaunch"));
    return claim === true || (subnet.type === tokens.defaultSubnet && claim === undefined);
}

/** By which route table a subnet reaches an internet gateway; nothing where it does not. */
function wayToInternet(stack: Stack, subnet: Node): string | undefined {
    const types = [tokens.routeTable, tokens.defaultRouteTable];
    const own = stack
        .pointingAt(subnet, [tokens.routeTableAssociation], ["subnetId"])
        .map((association) => stack.link(association, ["routeTableId"], types).to);
    if (own.length > 0)
        return own.flat().some((table) => leadsOut(stack, table))
            ? "has a route to an internet gateway"
            : undefined;
    // A subnet that no association names is routed by the main table of its VPC.
    const [vpc] = stack.link(subnet, ["vpcId"], [tokens.vpc, tokens.defaultVpc]).to;
    const byDefault = subnet.type === tokens.defaultSubnet || vpc?.type === tokens.defaultVpc;
    const main = vpc ? mainTables(stack, vpc) : [];
    if (main.some((table) => leadsOut(stack, table)) || (vpc && hasRouteOfItsOwn(stack, vpc)))
        return "has a route to an internet gateway, by the main route table of its VPC";
    return byDefault && main.length === 0
        ? "has a route to an internet gateway, as AWS makes default VPCs"
        : undefined;
}

/** The tables of the stack that a VPC's subnets use unless they name another. */
function mainTables(stack: Stack, vpc: Node): readonly Node[] {
    const types = [tokens.routeTable, tokens.defaultRouteTable];
    const chosen = stack.pointingAt(vpc, [tokens.mainRouteTableAssociation], ["vpcId"]);
    if (chosen.length > 0)
        return chosen.flatMap((association) => stack.link(association, ["routeTableId"], types).to);
    return stack
        .of(tokens.defaultRouteTable)
        .filter((table) => isMainTable(stack, vpc, table, "defaultRouteTableId"));
}

/** Whether a property names the table that AWS made with a VPC: the VPC gives its id, and nothing else does. */
function isMainTable(stack: Stack, vpc: Node, from: Node, property: string): boolean {
    const value = text(see(from.props, property));
    const ids = ["defaultRouteTableId", "mainRouteTableId"].map((key) => text(see(vpc.props, key)));
    if (value !== undefined && ids.some((id) => id !== undefined)) return ids.includes(value);
    const others = stack.fed(from, property, [tokens.routeTable, tokens.defaultRouteTable]);
    return others.length === 0 && stack.fed(from, property, [vpc.type]).includes(vpc);
}

function hasRouteOfItsOwn(stack: Stack, vpc: Node): boolean {
    return stack
        .of(tokens.route)
        .some(
            (route) =>
                isMainTable(stack, vpc, route, "routeTableId") && toGateway(stack, route, ["gatewayId"]),
        );
}

function leadsOut(stack: Stack, table: Node): boolean {
    const inline = items(see(table.props, "routes")).some((_, index) =>
        toGateway(stack, table, ["routes", index, "gatewayId"]),
    );
    const routes = stack.pointingAt(table, [tokens.route], ["routeTableId"]);
    return inline || routes.some((route) => toGateway(stack, route, ["gatewayId"]));
}

function toGateway(stack: Stack, from: Node, path: readonly (string | number)[]): boolean {
    const known = text(see(from.props, ...path));
    return known?.startsWith("igw-") ?? stack.link(from, path, gateways).to.length > 0;
}
