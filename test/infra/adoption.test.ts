import assert from "node:assert/strict";
import { readConfig } from "../../infra/config";
import { surveySite } from "../../infra/site";
import { adoptedId, refusedFileSystems } from "./adoptionCases";
import { type Existing, type ExistingFileSystem, existingKeyArn, ownGroup, ownTags } from "./existing";
import { minimal, type Registered, run } from "./program";

const id = adoptedId;

const adopting = (storage: object = {}) => ({
    ...minimal,
    "jenkins-efs:storage": { fileSystemId: id, ...storage },
});

/** A program that adopts a file system which differs from what the kit asks for in what is said. */
const adopt = (
    differing: Partial<ExistingFileSystem> = {},
    storage: object = {},
    others: readonly ExistingFileSystem[] = [],
    resources: Registered[] = [],
    answers: Existing["answers"] = {},
) => run("test", adopting(storage), { fileSystems: [{ id, ...differing }, ...others], answers }, resources);

describe("a file system that exists", () => {
    it("gets the kit's policy, access points and mount targets, and stays what it is", async () => {
        const stack = await adopt();
        assert.deepEqual(stack.all("aws:efs/fileSystem:FileSystem"), []);
        const made = (await run("test", minimal)).all("aws:efs/fileSystem:FileSystem");
        // The engine lets go of one that it made where the same name reads it, and deletes it under any other.
        assert.deepEqual(
            stack.reads.filter(({ type }) => type === "aws:efs/fileSystem:FileSystem"),
            made.map(({ type, name }) => ({ type, name })),
        );
        const users = [
            "aws:efs/fileSystemPolicy:FileSystemPolicy",
            "aws:efs/accessPoint:AccessPoint",
            "aws:efs/mountTarget:MountTarget",
        ].flatMap((type) => stack.all(type));
        assert.deepEqual(
            users.map(({ type, inputs }) => [type.split(":").at(-1), inputs.fileSystemId]),
            [
                ["FileSystemPolicy", id],
                ["AccessPoint", id],
                ["MountTarget", id],
                ["MountTarget", id],
            ],
        );
        assert.equal(stack.outputs.fileSystemId, id);
        const { inputs } = stack.get("aws:backup/selection:Selection", "backup");
        assert.deepEqual(inputs.resources, [
            `arn:aws:elasticfilesystem:us-east-1:111122223333:file-system/${id}`,
        ]);
    });

    it("has its own key watched like the kit's, which AWS Config asks of every file system then", async () => {
        const stack = await adopt();
        const disabled = stack
            .all("aws:cloudwatch/eventRule:EventRule")
            .find(({ name }) => /key-disabled/.test(name));
        assert.match(String(disabled?.inputs.eventPattern), new RegExp(existingKeyArn));
        const pack = String(stack.all("aws:cfg/conformancePack:ConformancePack")[0]?.inputs.templateBody);
        assert.match(pack, new RegExp(`KmsKeyId: ${existingKeyArn}`));
        assert.match(pack, new RegExp(`kmsKeyIds: .*,${existingKeyArn.split("/")[1]}`));
    });

    it("keeps the data key when the stack goes, as restored files and those that the stack made are under it", async () => {
        const keys = (await adopt()).all("aws:kms/key:Key");
        assert.deepEqual(
            keys.filter(({ retainOnDelete }) => retainOnDelete).map(({ name }) => name),
            ["key-data"],
        );
        const own = (await run("test", minimal)).all("aws:kms/key:Key");
        assert.ok(own.every(({ retainOnDelete }) => !retainOnDelete));
    });

    it("can be one that the stack made, which it lets go of so", async () => {
        const own = { tags: ownTags, mountTargets: [{ zone: "us-east-1a", group: ownGroup }] } as const;
        assert.equal((await adopt(own)).outputs.fileSystemId, id);
    });

    it("that the stack made changes nothing else when it is let go of", async () => {
        const made = await run("test", minimal);
        const own: ExistingFileSystem = {
            id: "fs-0123456789abcdef0",
            tags: ownTags,
            described: { kmsKeyId: "arn:aws:mock:us-east-1:111122223333:Key/key-data" },
        };
        const storage = { fileSystemId: own.id };
        const letGo = await run("test", adopting(storage), {
            fileSystems: [own],
            answers: {
                getKey: {
                    [String(own.described?.kmsKeyId)]: { keyManager: "CUSTOMER", keyState: "Enabled" },
                },
            },
        });
        const inputsOf = ({ resources }: typeof made) =>
            Object.fromEntries(
                resources
                    .filter(({ type }) => type !== "aws:efs/fileSystem:FileSystem")
                    .map(({ type, name, inputs }) => [`${type} ${name}`, inputs]),
            );
        assert.deepEqual(inputsOf(letGo), inputsOf(made));
    });

    it("can have the throughput and lifecycle that its section describes", async () => {
        const described = {
            throughputMode: "provisioned",
            provisionedThroughputInMibps: 128,
            performanceMode: "maxIO",
            lifecyclePolicies: [],
        };
        await adopt(
            { described },
            {
                throughputMode: "provisioned",
                provisionedThroughputMiBps: 128,
                performanceMode: "maxIO",
                transitionToIaAfterDays: "never",
            },
        );
    });

    for (const [title, differing, key, says, answers] of refusedFileSystems)
        it(`that ${title} is refused before anything is made, with what would do`, async () => {
            const resources: Registered[] = [];
            await assert.rejects(adopt(differing, {}, [], resources, answers), ({ message }: Error) => {
                assert.match(message, /^1 fault in the configuration of stack test/);
                assert.match(message, new RegExp(`jenkins-efs:storage\\.${key} `));
                for (const part of says) assert.ok(message.includes(part), `${part} is not in ${message}`);
                return true;
            });
            assert.deepEqual(
                resources.map(({ type }) => type),
                [],
            );
        });

    it("has provisioned throughput of the amount that its section says, or is told which command sets it", async () => {
        await assert.rejects(
            adopt(
                {
                    described: {
                        throughputMode: "provisioned",
                        provisionedThroughputInMibps: 64,
                        lifecyclePolicies: [],
                    },
                },
                {
                    throughputMode: "provisioned",
                    provisionedThroughputMiBps: 128,
                    transitionToIaAfterDays: "never",
                },
            ),
            /provisionedThroughputMiBps is not that of .*, which has 64(?:.|\n)*--throughput-mode provisioned --provisioned-throughput-in-mibps 128/,
        );
    });

    it("is told all of its faults at once", async () => {
        const restored = {
            throughputMode: "bursting",
            lifecyclePolicies: [],
            availabilityZoneName: "us-east-1a",
            kmsKeyId: existingKeyArn,
        };
        await assert.rejects(
            adopt(
                {
                    described: restored,
                    mountTargets: [
                        { zone: "us-east-1a", group: "sg-0fedcba9876543210" },
                        { zone: "us-east-1b", group: "sg-0fedcba9876543210" },
                    ],
                },
                {},
                [],
                [],
                { getKey: { [existingKeyArn]: { keyManager: "AWS" } } },
            ),
            /8 faults in the configuration of stack test/,
        );
    });

    it("does not take the place of one that the stack made, which would go with its files", async () => {
        const made = { id: "fs-0123456789abcdef0", tags: ownTags };
        await assert.rejects(
            adopt({}, {}, [made]),
            /storage\.fileSystemId would delete fs-0123456789abcdef0 with its files(?:.|\n)*untag-resource --resource-id fs-0123456789abcdef0 --tag-keys managed-by/,
        );
        // Of several with the environment's tags, the one that is mounted is known.
        const mounted = { ...made, mountTargets: [{ zone: "us-east-1a", group: ownGroup }] };
        await assert.rejects(
            adopt({ tags: ownTags }, {}, [mounted]),
            /storage\.fileSystemId would delete fs-0123456789abcdef0 with its files/,
        );
        await adopt({}, {}, [{ ...mounted, tags: {} }]);
    });

    it("is not left for an empty one by the way", async () => {
        const mountTargets = [{ zone: "us-east-1a", group: ownGroup }];
        const restored = { project: "jenkins-efs", environment: "test" };
        const aside = { id: "fs-0aaaaaaaaaaaaaaaa", tags: { ...restored, "restore-run": "0123456789ab" } };
        for (const [what, mounted] of [
            ["another team's", [{ id, mountTargets }]],
            ["what npm run restore brought back", [{ id, mountTargets, tags: restored }]],
            [
                "beside what is restored for a while",
                [
                    { ...aside, mountTargets },
                    { id, mountTargets },
                ],
            ],
        ] as const)
            await assert.rejects(
                run("test", minimal, { fileSystems: mounted }),
                new RegExp(
                    `storage\\.fileSystemId is missing: environment test mounts ${id}[^]*pulumi config set --stack test --path 'jenkins-efs:storage.fileSystemId' '${id}'`,
                ),
                what,
            );
        const own = { id: "fs-0123456789abcdef0", tags: ownTags, mountTargets } as const;
        await run("test", minimal, { fileSystems: [own, { ...own, id: "fs-0bbbbbbbbbbbbbbbb" }] });
    });

    it("is one environment's", async () => {
        const program = async () => {
            await surveySite(readConfig(), ["web", "mobile"]);
            return {};
        };
        await assert.rejects(
            run("test", adopting(), { fileSystems: [{ id }], program }),
            /storage\.fileSystemId is one file system, and the environments web, mobile of this stack have it/,
        );
    });
});
