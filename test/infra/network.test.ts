import assert from "node:assert/strict";
import { shapeFrom } from "../../rehearsal/providers/awsx/args";
import { layOutSubnets } from "../../rehearsal/providers/awsx/layout";
import { agent } from "./configCases";
import type { DeployedNetwork } from "./existing";
import { counts, minimal, run } from "./program";

type Values = Record<string, unknown>;

describe("the agents' egress", () => {
    it("is the controller's port besides HTTPS where it listens there, and nothing else", async () => {
        const config = { ...minimal, "jenkins-efs:controllerUrl": "https://jenkins.example.com:8443/" };
        assert.deepEqual(
            (await run("test", config))
                .all("aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule")
                .filter(({ name }) => name.startsWith("network-agents-"))
                .map(({ name, inputs }) => [name, inputs.ipProtocol, inputs.fromPort, inputs.toPort]),
            [
                ["network-agents-https", "tcp", 443, 443],
                ["network-agents-controller", "tcp", 8443, 8443],
            ],
        );
    });
});

describe("an adopted VPC", () => {
    // The digits of each say to the stand-in where it is: rehearsal/providers/aws/adopted.ts.
    const [inA, inB, alsoInB, publicOne, elsewhere] = [
        "subnet-0a1b2c3d4e5f60700",
        "subnet-0a1b2c3d4e5f60701",
        "subnet-0a1b2c3d4e5f60707",
        "subnet-0a1b2c3d4e5f60712",
        "subnet-0f0f0f0f0f0f0f002",
    ] as const;
    const adopted = (...privateSubnetIds: string[]): Values => ({
        ...minimal,
        "jenkins-efs:network": {
            vpcId: "vpc-0a1b2c3d4e5f60700",
            privateSubnetIds,
        },
    });

    it("gets security groups and mount targets, and keeps its own routes, endpoints and default group", async () => {
        const stack = await run("test", adopted(inA, inB));
        const { "awsx:ec2:Vpc": made, "ec2.VpcEndpoint": endpoints, ...found } = counts(stack.resources);
        assert.deepEqual(
            [made, endpoints, found["ec2.DefaultSecurityGroup"]],
            [undefined, undefined, undefined],
        );
        assert.deepEqual(
            stack.all("aws:efs/mountTarget:MountTarget").map(({ name, inputs }) => [name, inputs.subnetId]),
            [
                ["storage-mount-us-east-1a", inA],
                ["storage-mount-us-east-1b", inB],
            ],
        );
        for (const { inputs } of stack.all("aws:ec2/securityGroup:SecurityGroup"))
            assert.equal(inputs.vpcId, "vpc-0a1b2c3d4e5f60700");
        assert.deepEqual(
            stack.get("aws:autoscaling/group:Group", "agent-linux-1").inputs.vpcZoneIdentifiers,
            [inA, inB],
        );
    });

    it("gets interface endpoints when they are asked for", async () => {
        const config = adopted(inA, inB);
        const network = config["jenkins-efs:network"] as Values;
        const stack = await run("test", {
            ...config,
            "jenkins-efs:network": { ...network, interfaceEndpoints: ["kms"] },
        });
        assert.deepEqual(
            stack
                .all("aws:ec2/vpcEndpoint:VpcEndpoint")
                .map(({ inputs }) => [inputs.serviceName, inputs.subnetIds]),
            [["com.amazonaws.us-east-1.kms", [inA, inB]]],
        );
    });

    const pinned = (zone: string): Values => ({
        "jenkins-efs:agents": [{ ...agent, availabilityZone: zone }],
    });
    const faults: [title: string, config: Values, vpc: object, message: RegExp][] = [
        ["two subnets of one zone", adopted(inB, alsoInB), {}, /shares zone us-east-1b with subnet-\w+01/],
        ["a public subnet", adopted(inA, publicOne), {}, /gives instances public addresses/],
        ["a subnet of another VPC", adopted(inA, elsewhere), {}, /belongs to vpc-0f0f0f0f0f0f0f000/],
        [
            "a VPC without DNS hostnames",
            adopted(inA, inB),
            { enableDnsHostnames: false },
            /found by DNS name/,
        ],
        ["a VPC without DNS support", adopted(inA, inB), { enableDnsSupport: false }, /found by DNS name/],
        [
            "an agent pinned to a zone without a subnet",
            { ...adopted(inA, inB), ...pinned("us-east-1c") },
            {},
            /agents\[0\]\.availabilityZone has no private subnet and so no mount target; the network covers us-east-1a, us-east-1b/,
        ],
        [
            "a zone that the region does not have",
            { ...minimal, "jenkins-efs:network": { availabilityZones: ["us-east-1a", "us-east-1x"] } },
            {},
            /is not available here; the region has us-east-1a, us-east-1b, us-east-1c/,
        ],
    ];
    for (const [title, config, vpc, message] of faults)
        it(`refuses ${title} before anything is registered`, async () => {
            await assert.rejects(
                run("test", config, { answers: { getVpc: { "vpc-0a1b2c3d4e5f60700": vpc } } }),
                message,
            );
        });
});

describe("a network without named zones", () => {
    it("is over the region's first two, in whatever order EC2 tells them", async () => {
        const names = ["us-east-1c", "us-east-1b", "us-east-1a"];
        const answers = { getAvailabilityZones: { available: { names } } };
        const { get } = await run("test", minimal, { answers });
        const { availabilityZoneNames } = get("awsx:ec2:Vpc", "network").inputs;
        assert.deepEqual(availabilityZoneNames, ["us-east-1a", "us-east-1b"]);
    });
});

describe("an account that never used Auto Scaling", () => {
    it("is told how to make the role that starts the agents, before anything is registered", async () => {
        await assert.rejects(
            run("test", minimal, { answers: { getRole: { AWSServiceRoleForAutoScaling: undefined } } }),
            /no AWSServiceRoleForAutoScaling role yet.*aws iam create-service-linked-role --aws-service-name autoscaling/,
        );
    });
});

describe("an account without the boundary of the roles", () => {
    it("is told who makes it and how, before anything is registered", async () => {
        await assert.rejects(
            run("test", minimal, {
                answers: {
                    getPolicy: { "arn:aws:iam::111122223333:policy/jenkins-efs-boundary": undefined },
                },
            }),
            /no policy jenkins-efs-boundary yet.*nothing was created.*owner.*aws iam create-policy --policy-name jenkins-efs-boundary --policy-document file:\/\/docs\/boundary-policy\.json/,
        );
    });
});

describe("a network that is deployed", () => {
    const zones = ["us-east-1b", "us-east-1a", "us-east-1c"];
    const made: DeployedNetwork = {
        vpcId: "vpc-0123456789abcdef0",
        cidrBlock: "10.40.0.0/16",
        environment: "test",
        zones: zones.slice(0, 2),
    };
    const over = (network: Values): Values => ({ ...minimal, "jenkins-efs:network": network });

    const subnetsOver = async (count: number, vpcCidr: string): Promise<readonly string[]> => {
        const stack = await run("test", over({ availabilityZones: zones.slice(0, count), vpcCidr }));
        const { cidrBlock, specs, zoneMask } = shapeFrom(stack.get("awsx:ec2:Vpc", "network").inputs);
        return layOutSubnets({
            vpcName: "network",
            zones: zones.slice(0, count),
            cidrBlock,
            specs,
            zoneMask,
        }).map(({ name, zone, cidrBlock: block }) => `${name} ${zone} ${block}`);
    };

    for (const vpcCidr of ["10.40.0.0/16", "172.16.8.0/24"])
        it(`takes a third zone into ${vpcCidr} and moves no subnet`, async () => {
            const two = await subnetsOver(2, vpcCidr);
            const three = await subnetsOver(3, vpcCidr);
            assert.equal(three.length, 6);
            assert.deepEqual(three.slice(0, 4), two);
        });

    const changes: [title: string, network: Values, deployed: DeployedNetwork, message: RegExp][] = [
        [
            "another block",
            { availabilityZones: made.zones, vpcCidr: "10.41.0.0/16" },
            made,
            /network\.vpcCidr would move every subnet: the VPC is deployed with 10\.40\.0\.0\/16/,
        ],
        [
            "another order of zones",
            { availabilityZones: made.zones.toReversed() },
            made,
            /network\.availabilityZones would move subnets: the network is deployed over us-east-1b, us-east-1a\./,
        ],
        [
            "a zone before those that are there",
            { availabilityZones: ["us-east-1c", ...made.zones] },
            made,
            /network\.availabilityZones would move subnets/,
        ],
        [
            "a VPC of one's own after one that was made here",
            {
                vpcId: "vpc-0a1b2c3d4e5f60700",
                privateSubnetIds: ["subnet-0a1b2c3d4e5f60700", "subnet-0a1b2c3d4e5f60701"],
            },
            made,
            /network\.vpcId is another VPC: environment test is in vpc-0123456789abcdef0/,
        ],
        [
            "a VPC made here after an adopted one",
            {},
            { ...made, environment: undefined },
            /network\.vpcId is missing: environment test is in .*; or write vpc-0123456789abcdef0/,
        ],
    ];
    for (const [title, network, deployed, message] of changes)
        it(`refuses ${title} before anything is registered`, async () => {
            await assert.rejects(run("test", over(network), { deployed }), message);
        });

    for (const count of [2, 3])
        it(`stays as it is over ${count} zones after two or three`, async () => {
            const network = { availabilityZones: zones.slice(0, count) };
            for (const before of [2, 3])
                await run("test", over(network), { deployed: { ...made, zones: zones.slice(0, before) } });
        });
});
