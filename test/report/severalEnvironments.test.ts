import assert from "node:assert/strict";
import { prices } from "../../infra/prices";
import { assumed } from "../../report/facts/assumed";
import { readCost } from "../../report/facts/cost";
import { readQuotas } from "../../report/facts/quotas";
import type { ExportedResource } from "../../state/exported";
import { Graph } from "../../state/graph";

const region = "us-east-1";

type Props = Readonly<Record<string, unknown>>;

/** A resource with this id, as a state has it. */
const resource = (type: string, id: string, outputs: Props = {}): ExportedResource => ({
    urn: `urn:pulumi:both::kit::${type}::${id}`,
    type,
    id,
    custom: true,
    outputs,
});

const graphOf = (resources: readonly ExportedResource[]): Graph => Graph.of({ deployment: { resources } });

const many = <T>(count: number, one: (at: number) => T): readonly T[] =>
    Array.from({ length: count }, (_, at) => one(at));

/** An environment as far as limits per VPC and per file system count it. */
const inVpc = (name: string, vpcId: string, endpoints: number, agents: number) => [
    resource("aws:efs/fileSystem:FileSystem", `fs-${name}`),
    resource("aws:ec2/securityGroup:SecurityGroup", `sg-${name}`, { vpcId }),
    ...many(endpoints, (at) =>
        resource("aws:ec2/vpcEndpoint:VpcEndpoint", `vpce-${name}-${at}`, {
            vpcId,
            vpcEndpointType: "Interface",
        }),
    ),
    ...many(2, (at) =>
        resource("aws:efs/mountTarget:MountTarget", `fsmt-${name}-${at}`, {
            fileSystemId: `fs-${name}`,
            subnetId: `subnet-${at}`,
            securityGroups: [`sg-${name}`],
        }),
    ),
    ...many(agents, (at) =>
        resource("aws:efs/accessPoint:AccessPoint", `fsap-${name}-${at}`, { fileSystemId: `fs-${name}` }),
    ),
];

function usedIn(resources: readonly ExportedResource[]): Readonly<Record<string, number>> {
    const quotas = readQuotas(graphOf(resources), region, undefined);
    return Object.fromEntries(quotas.map(({ what, used }) => [what, used]));
}

describe("The report of two environments", () => {
    it("holds a limit on a VPC or a file system against the one that holds most", () => {
        const used = usedIn([...inVpc("web", "vpc-1", 30, 3), ...inVpc("mobile", "vpc-2", 29, 4)]);
        assert.deepEqual(
            [
                used["interface endpoints per VPC"],
                used["mount targets per VPC"],
                used["access points per file system"],
                used["security groups per region"],
            ],
            [30, 2, 4, 2],
        );
    });

    it("counts together what two have in one VPC, also where its subnets are nobody's", () => {
        const used = usedIn([...inVpc("web", "vpc-1", 30, 3), ...inVpc("mobile", "vpc-1", 29, 4)]);
        assert.deepEqual([used["interface endpoints per VPC"], used["mount targets per VPC"]], [59, 4]);
    });

    it("assumes the use of each file system, trail, flow log, conformance pack and recorder", () => {
        const environment = (name: string) => [
            resource("aws:efs/fileSystem:FileSystem", `fs-${name}`, { throughputMode: "elastic" }),
            resource("aws:cloudtrail/trail:Trail", `trail-${name}`),
            // One for each of two mount targets.
            ...many(2, (at) =>
                resource("aws:ec2/flowLog:FlowLog", `fl-${name}-${at}`, { logDestination: `group-${name}` }),
            ),
            resource("aws:ec2/flowLog:FlowLog", `fl-${name}-vpc`, { logDestinationType: "s3" }),
            resource("aws:cfg/conformancePack:ConformancePack", `pack-${name}`),
            resource("aws:cfg/recorder:Recorder", `recorder-${name}`),
        ];
        const assumedOf = (...names: readonly string[]) =>
            readCost(graphOf(names.flatMap(environment)), region).lines.filter(
                ({ basis }) => basis === "assumed",
            );
        const [one, two] = [assumedOf("web"), assumedOf("web", "mobile")];
        assert.equal(one.length, 7);
        assert.deepEqual(
            two.map(({ part, dollars }) => [part, dollars]),
            one.map(({ part, dollars = 0 }) => [part, 2 * dollars]),
        );
        const [stored] = one;
        assert.equal(stored?.dollars, assumed.storedGB * prices.storedGB);
        assert.deepEqual(
            two.map(({ quantity }) => quantity.split(" × ")[0]),
            [
                "2 file systems",
                "2 file systems",
                "2 trails",
                "2 log groups",
                "2 flow logs",
                "2 conformance packs",
                "2 recorders",
            ],
        );
    });
});
