import assert from "node:assert/strict";
import { amazonsImage, disk } from "./account";
import { agent } from "./configCases";
import { ownImage as id } from "./existing";
import { minimal, run } from "./program";

const own = "/jenkins-efs/images/agent";
const template = "aws:ec2/launchTemplate:LaunchTemplate";
const stranger = "210987654321";
const x86 = { ...agent, name: "linux-2", instanceType: "t3.medium" };

/** What EC2 tells of the account's image, and Systems Manager of the parameter that names one. */
const image = (told: object | undefined) => ({ answers: { getAmi: { [id]: told } } });
const parameter = (told: string | undefined) => ({
    getParameter: { [own]: told === undefined ? told : { insecureValue: told } },
});

const withImage = (image: unknown, ...agents: readonly object[]) => ({
    ...minimal,
    "jenkins-efs:image": image,
    "jenkins-efs:agents": agents,
});

describe("The image of an agent", () => {
    it("is Amazon's newest for its architecture, and an output says which that is now", async () => {
        const { all, outputs } = await run("test", { ...minimal, "jenkins-efs:agents": [agent, x86] });
        assert.deepEqual(
            all(template).map(({ inputs }) => inputs.imageId),
            ["arm64", "x86_64"].map(
                (machine) =>
                    `resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-${machine}`,
            ),
        );
        const agents = outputs.agents as Record<string, { image: { id: string; name: string } }>;
        assert.match(agents["linux-2"]?.image.id ?? "", /^ami-[0-9a-f]{17}$/);
        assert.match(agents["linux-2"]?.image.name ?? "", /^al2023-ami/);
    });

    it("is the one that is named, for all or for one agent, pinned by its id or by a parameter's version", async () => {
        const pinned = { ...x86, name: "linux-3", image: `${own}:3` };
        const answers = { getParameter: { [`${own}:3`]: { insecureValue: id } } };
        const { all, outputs } = await run("test", withImage(id, x86, pinned), { answers });
        assert.deepEqual(
            all(template).map(({ inputs }) => inputs.imageId),
            [id, `resolve:ssm:${own}:3`],
        );
        assert.deepEqual(
            all(template).map(({ inputs }) => (inputs.tags as Record<string, string>)["image-owner"]),
            [`111122223333 ${id}`, `111122223333 ${own}:3`],
        );
        const agents = outputs.agents as Record<string, { image: { id: string } }>;
        assert.deepEqual(
            Object.values(agents).map(({ image }) => image.id),
            [id, id],
        );
    });

    const refused: [title: string, existing: object, image: string, message: RegExp][] = [
        [
            "that is not there is refused",
            image(undefined),
            id,
            /jenkins-efs:image is no image that this account may start in this region \(for linux-2\)/,
        ],
        [
            "whose parameter is not there is refused",
            { answers: parameter(undefined) },
            own,
            /image is no parameter of Systems Manager in this account and region/,
        ],
        [
            "whose parameter holds something else is refused",
            { answers: parameter("latest") },
            own,
            /image holds no id of an image, but "latest"/,
        ],
        [
            "that its parameter names and nobody has is refused with its id",
            { answers: { ...parameter(id), ...image(undefined).answers } },
            own,
            new RegExp(`image names ${id}, which is no image`),
        ],
        [
            "of another architecture is refused",
            image({ architecture: "arm64" }),
            id,
            /image is for arm64, and t3\.medium is x86_64/,
        ],
        ["that is not ready is refused", image({ state: "pending" }), id, /image is pending, not available/],
        [
            "of Windows is refused",
            image({ platform: "windows" }),
            id,
            /image is of Windows; agents are Amazon Linux 2023/,
        ],
        [
            "whose root is on another device is refused",
            image({ rootDeviceName: "/dev/sda1" }),
            id,
            /image has its root on \/dev\/sda1, and agents theirs on \/dev\/xvda/,
        ],
        [
            "that does not fit on the agent's disk is refused",
            image({ blockDeviceMappings: [disk({ volume_size: "60" })] }),
            id,
            /image needs a disk of 60 GiB, and diskGiB is 50/,
        ],
        [
            "that a stranger shared is refused with its owner, whatever its name",
            image({ ownerId: stranger, name: "al2023-ami-2023.9.20251208.0-kernel-6.1-x86_64" }),
            id,
            /image is ami-0a1b2c3d4e5f60718 \(al2023-ami-2023\.9.*\) of account 210987654321, which imageOwners does not name \(amazon, self\)/,
        ],
        [
            "of the Marketplace is a stranger's",
            image({ ownerId: "679593333241", imageOwnerAlias: "aws-marketplace" }),
            id,
            /of account 679593333241, which imageOwners does not name/,
        ],
        [
            "of the account that everybody may start is refused with the command that closes it",
            image({ public: true, blockDeviceMappings: [disk({ encrypted: "false" })] }),
            id,
            /which everybody may start and read \(for linux-2\).*fix +aws ec2 modify-image-attribute --region us-east-1 --image-id ami-0a1b2c3d4e5f60718/s,
        ],
        [
            "of the account that is not encrypted is refused with the command that encrypts a copy",
            image({ blockDeviceMappings: [disk({ encrypted: "false" })] }),
            id,
            /whose disks are not encrypted \(\/dev\/xvda\); a copy in this account is \(for linux-2\).*fix +aws ec2 copy-image .*--encrypted/s,
        ],
        [
            "with a second disk that is not encrypted is refused, as the launch template encrypts the first",
            {
                answers: {
                    ...parameter(amazonsImage("x86_64")),
                    getAmi: {
                        [amazonsImage("x86_64")]: {
                            blockDeviceMappings: [
                                disk({ encrypted: "false" }),
                                disk({ encrypted: "false" }, "/dev/sdf"),
                            ],
                        },
                    },
                },
            },
            own,
            /whose disks are not encrypted \(\/dev\/sdf\)/,
        ],
    ];
    for (const [title, existing, named, message] of refused)
        it(`${title}, before anything is made`, async () => {
            const made: never[] = [];
            await assert.rejects(run("test", withImage(named, x86), existing, made), { message });
            assert.deepEqual(made, []);
        });

    it("may be of an account that is named, encrypted, and of nobody who is not named", async () => {
        const { all } = await run(
            "test",
            { ...withImage(id, x86), "jenkins-efs:imageOwners": [stranger] },
            image({ ownerId: stranger }),
        );
        assert.equal(all(template)[0]?.inputs.imageId, id);
        for (const [named, owners] of [
            [id, [stranger]],
            ["default", ["self"]],
        ])
            await assert.rejects(
                run("test", { ...withImage(named, x86), "jenkins-efs:imageOwners": owners }),
                { message: /which imageOwners does not name/ },
            );
    });

    it("that one agent names by itself is refused at its own key, with every other fault", async () => {
        const config = withImage("default", { ...x86, image: id }, { ...agent, instanceType: "m7g.3xlarge" });
        await assert.rejects(run("test", config, image(undefined)), {
            message: /faults.*agents\[0\]\.image is no image/s,
        });
    });
});
