import assert from "node:assert/strict";
import { shapeFrom } from "../../../rehearsal/providers/awsx/args";
import { formatCidr, layOutSubnets, parseCidr } from "../../../rehearsal/providers/awsx/layout";

const zones = ["us-east-1a", "us-east-1b", "us-east-1c"];

const blocks = (args: Omit<Parameters<typeof layOutSubnets>[0], "vpcName" | "zones">, count = 3): string[] =>
    layOutSubnets({ vpcName: "vpc", zones: zones.slice(0, count), ...args }).map(
        ({ name, cidrBlock }) => `${name} ${cidrBlock}`,
    );

describe("The stand-in for awsx lays out subnets as awsx does: it", () => {
    it("divides the VPC evenly between zones, and a zone evenly between its subnets", () => {
        assert.deepEqual(
            blocks({ cidrBlock: "10.0.0.0/16", specs: [{ type: "Public" }, { type: "Private" }] }),
            [
                "vpc-public-1 10.0.0.0/19",
                "vpc-private-1 10.0.32.0/19",
                "vpc-public-2 10.0.64.0/19",
                "vpc-private-2 10.0.96.0/19",
                "vpc-public-3 10.0.128.0/19",
                "vpc-private-3 10.0.160.0/19",
            ],
        );
    });

    it("moves a larger subnet up to the next multiple of its size", () => {
        const specs = [
            { type: "Public", cidrMask: 24 },
            { type: "Private", cidrMask: 20 },
        ] as const;
        assert.deepEqual(blocks({ cidrBlock: "10.0.0.0/16", specs }, 2), [
            "vpc-public-1 10.0.0.0/24",
            "vpc-private-1 10.0.16.0/20",
            "vpc-public-2 10.0.128.0/24",
            "vpc-private-2 10.0.144.0/20",
        ]);
    });

    it("takes a size for a mask, a name for the type, and blocks as they are given", () => {
        assert.deepEqual(
            blocks({ cidrBlock: "10.0.0.0/16", specs: [{ type: "Isolated", name: "data", size: 256 }] }, 1),
            ["vpc-data-1 10.0.0.0/24"],
        );
        const cidrBlocks = ["10.9.0.0/24", "10.9.1.0/24"];
        assert.deepEqual(blocks({ cidrBlock: "10.9.0.0/16", specs: [{ type: "Private", cidrBlocks }] }, 2), [
            "vpc-private-1 10.9.0.0/24",
            "vpc-private-2 10.9.1.0/24",
        ]);
    });

    it("makes a private and a smaller public subnet where nothing is said", () => {
        assert.deepEqual(blocks({ cidrBlock: "10.0.0.0/16" }, 1), [
            "vpc-private-1 10.0.0.0/17",
            "vpc-public-1 10.0.128.0/18",
        ]);
    });

    it("refuses subnets that do not fit their zone", () => {
        const specs = [
            { type: "Private", cidrMask: 17 },
            { type: "Public", cidrMask: 24 },
        ] as const;
        assert.throws(() => blocks({ cidrBlock: "10.0.0.0/16", specs }, 2), /Subnets are too large for VPC/);
    });

    it("refuses what is no IPv4 range", () => {
        for (const cidr of ["10.0.0.0", "10.0.0.256/16", "10.0.0.0/33", "::/0"])
            assert.throws(() => parseCidr(cidr), /is no IPv4 range/);
        assert.equal(formatCidr(parseCidr("10.1.2.3/16")), "10.1.0.0/16");
    });
});

describe("The stand-in for awsx refuses what it would have to guess: it", () => {
    const auto = { subnetStrategy: "Auto" };

    it("wants the strategy Auto, which awsx does not assume", () => {
        assert.throws(() => shapeFrom({}), /does not lay out subnetStrategy Legacy/);
        assert.equal(shapeFrom(auto).natStrategy, "OnePerAz");
    });

    it("passes endpoints on as they are written, and does not fill them in", () => {
        assert.throws(() => shapeFrom({ ...auto, vpcEndpointStrategy: "Auto" }), /vpcEndpointStrategy Auto/);
    });

    it("wants public subnets for NAT gateways, as awsx does", () => {
        assert.throws(
            () => shapeFrom({ ...auto, subnetSpecs: [{ type: "Private" }] }),
            /both private and public/,
        );
        const shape = shapeFrom({
            ...auto,
            subnetSpecs: [{ type: "Private" }],
            natGateways: { strategy: "None" },
        });
        assert.equal(shape.natStrategy, "None");
    });

    it("knows three strategies for NAT gateways", () => {
        assert.throws(
            () => shapeFrom({ ...auto, natGateways: { strategy: "Two" } }),
            /Unknown NAT Gateway strategy 'Two'/,
        );
    });
});
