import assert from "node:assert/strict";
import { instanceTypeFindings } from "../../infra/instanceTypes";
import { agent } from "./configCases";
import { minimal, run } from "./program";

const zones = ["us-east-1a", "us-east-1b"];
const arm64 = ["arm64"];

interface Offered {
    readonly zones: readonly string[];
    readonly architectures: readonly string[];
}

/** What EC2 tells of a type: where it is, and of which architectures. */
const offering = (
    type: string,
    { zones: locations, architectures }: Offered = { zones: [], architectures: [] },
) => ({
    answers: {
        getInstanceTypeOfferings: {
            [type]: { instanceTypes: locations.map(() => type), locations },
        },
        getInstanceType: { [type]: { instanceType: type, supportedArchitectures: architectures } },
    },
});

const agents = (...list: readonly object[]) => ({ ...minimal, "jenkins-efs:agents": list });

describe("An agent's instance type", () => {
    it("is taken where EC2 offers it in every zone, though the SDK has never heard of it", async () => {
        const config = agents({ ...agent, instanceType: "m99g.large" });
        const { all } = await run("test", config, offering("m99g.large", { zones, architectures: arm64 }));
        assert.equal(all("aws:ec2/launchTemplate:LaunchTemplate")[0]?.inputs.instanceType, "m99g.large");
    });

    const refused: [title: string, change: object, offered: Offered | undefined, problem: RegExp][] = [
        [
            "that EC2 does not know is refused with the nearest that there is",
            { instanceType: "m7g.3xlarge" },
            undefined,
            /instanceType is no instance type of EC2 in this region; the nearest of all regions is m\dg?\.\d*xlarge/,
        ],
        ["that another region has is refused", {}, undefined, /instanceType is not offered in this region/],
        [
            "that only other zones have is refused",
            {},
            { zones: ["us-east-1c"], architectures: arm64 },
            /is not offered in us-east-1a, us-east-1b, where the agent would live; it is in us-east-1c/,
        ],
        [
            "that the agent's own zone lacks is refused",
            { availabilityZone: "us-east-1b" },
            { zones: ["us-east-1a"], architectures: arm64 },
            /is not offered in us-east-1b, where the agent would live; it is in us-east-1a/,
        ],
        [
            "of another architecture than its image's is refused",
            {},
            { zones, architectures: ["i386", "x86_64"] },
            /is i386 and x86_64 to EC2, and arm64 by its name/,
        ],
        [
            "without instance store is refused to an agent that wants it",
            { instanceStore: true },
            { zones, architectures: arm64 },
            /instanceStore is no choice with m7g\.large, which has no NVMe instance store; .* such as m7gd\.large/,
        ],
    ];
    for (const [title, change, offered, message] of refused)
        it(`${title}, before anything is made`, async () => {
            const changed = { ...agent, ...change };
            await assert.rejects(run("test", agents(changed), offering(changed.instanceType, offered)), {
                message,
            });
        });

    it("that some of the zones lack starts an agent, with a warning that it does not survive the loss of the others", () => {
        const offers = new Map([
            ["m7g.large", { zones: ["us-east-1a"], architectures: arm64, instanceStore: false }],
        ]);
        const listed = {
            ...agent,
            diskGiB: 50,
            labels: [],
            packages: [],
            executors: 1,
            instanceStore: false,
        };
        assert.deepEqual(instanceTypeFindings([listed], offers, zones), {
            faults: [],
            warnings: ["Agent linux-1 cannot start in us-east-1b: m7g.large is not offered there."],
        });
        const pinned = { ...listed, availabilityZone: "us-east-1a" };
        assert.deepEqual(instanceTypeFindings([pinned], offers, zones), { faults: [], warnings: [] });
    });
});

describe("The stack's region", () => {
    const nowhere = { ...minimal, "aws:region": "us-esat-1" };

    it("is refused where the provider knows none of its name, with every other fault", async () => {
        const config = { ...nowhere, "jenkins-efs:protect": "yes" };
        await assert.rejects(run("test", config), {
            message:
                /2 faults .*\n {2}aws:region is no region that the AWS provider knows; the nearest is us-east-1\n.*jenkins-efs:protect/s,
        });
    });

    it("may be newer than the provider, where the provider is told not to look", async () => {
        const { resources } = await run("test", { ...nowhere, "aws:skipRegionValidation": true });
        assert.ok(resources.length > 50);
    });
});
