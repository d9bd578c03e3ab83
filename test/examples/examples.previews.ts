import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import type { Run } from "../../rehearsal/engine/run";
import { Workspace, type WorkspaceOptions } from "../../rehearsal/engine/workspace";

const root = join(__dirname, "..", "..");
const examples = join(root, "examples");
const pack = join(root, "policy-pack");

async function preview(options: WorkspaceOptions, policyPackConfigs: string[] = []): Promise<Run> {
    const workspace = await Workspace.create({ policyPacks: [pack], ...options });
    try {
        return await workspace.preview({ policyPackConfigs });
    } finally {
        workspace.dispose();
    }
}

/** The controls that a plan violates at a level. */
const violated = ({ policyEvents }: Run, level: string): string[] => [
    ...new Set(
        policyEvents
            .filter(({ enforcementLevel }) => enforcementLevel === level)
            .map(({ policyName }) => policyName),
    ),
];

/** How many resources of a type a plan makes. */
const count = ({ changes }: Run, type: string): number =>
    [...changes.keys()].filter((urn) => urn.includes(`${type}::`)).length;

/** What each configuration is there to show, as the number of resources that it makes of a type. */
const shown: Readonly<Record<string, Readonly<Record<string, number>>>> = {
    "baked-image": {
        "aws:imagebuilder/imagePipeline:ImagePipeline": 2,
        "jenkins-efs:image:ImagePipeline": 1,
    },
    "company-network": {
        "aws:ec2/vpcEndpoint:VpcEndpoint": 8,
        // NFS, endpoints, S3 and three places.
        "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": 6,
    },
    "environment-mobile": { "aws:ec2/vpc:Vpc": 0, "jenkins-efs:agents:Agent": 1 },
    "environment-web": { "aws:ec2/vpc:Vpc": 0, "jenkins-efs:agents:Agent": 2 },
    "existing-file-system": {
        "aws:efs/fileSystem:FileSystem": 0,
        "aws:efs/fileSystemPolicy:FileSystemPolicy": 1,
        "aws:efs/mountTarget:MountTarget": 2,
        "aws:efs/accessPoint:AccessPoint": 2,
    },
    "own-vpc": { "aws:ec2/vpc:Vpc": 0, "aws:efs/mountTarget:MountTarget": 2 },
    "second-region": {
        "aws:efs/replicationConfiguration:ReplicationConfiguration": 1,
        "aws:efs/mountTarget:MountTarget": 4,
        "aws:backup/vault:Vault": 4,
        "aws:kms/key:Key": 10,
    },
    "shared-areas": { "jenkins-efs:agents:Agent": 3, "aws:efs/accessPoint:AccessPoint": 6 },
    "three-zones-provisioned": { "aws:efs/mountTarget:MountTarget": 3, "aws:ec2/natGateway:NatGateway": 3 },
};

describe("the examples, previewed by the real engine with the policy pack", () => {
    it("are each shown here", () => {
        const names = readdirSync(examples)
            .filter((name) => name.endsWith(".yaml"))
            .map((name) => name.replace(".yaml", ""));
        assert.deepEqual(names, Object.keys(shown));
    });

    for (const [name, counts] of Object.entries(shown))
        it(`${name} is accepted, and makes what it is there to show`, async () => {
            const file = readFileSync(join(examples, `${name}.yaml`), "utf8");
            const { config } = parse(file) as { config: Record<string, unknown> };
            const run = await preview({ program: root, stack: name, config });
            assert.equal(run.exitCode, 0, run.stderr);
            assert.deepEqual(violated(run, "mandatory"), []);
            const made = Object.fromEntries(Object.keys(counts).map((type) => [type, count(run, type)]));
            assert.deepEqual(made, counts);
        });

    it("storage-only makes the kit's file system from another program, and an access point without an agent", async () => {
        const program = join(examples, "storage-only");
        const run = await preview({ program }, [join(program, "policies.json")]);
        assert.equal(run.exitCode, 0, run.stderr);
        assert.deepEqual(violated(run, "mandatory"), []);
        assert.equal(count(run, "jenkins-efs:storage:Storage"), 1);
        assert.equal(count(run, "aws:efs/mountTarget:MountTarget"), 2);
        const made = [...run.changes.keys()].map((urn) => urn.split("$").at(-1));
        for (const one of [
            "aws:efs/accessPoint:AccessPoint::renderer",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::storage-nfs-from-renderers",
            "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule::storage-nfs-from-workstations",
        ])
            assert.ok(made.includes(one), one);
    });

    describe("policy-pack-only", () => {
        const program = join(examples, "policy-pack-only");
        const broken = [
            "efs-file-system-customer-key",
            "efs-file-system-encrypted",
            "efs-mount-target-admits-agents-only",
            "efs-mount-targets-multi-az",
            "sg-no-internet-ingress",
        ];
        /** What preview cannot tell from what an `apply` will make, and what the pack advises by default. */
        const advised = [
            "backup-restore-tested",
            "efs-automatic-backups-declared",
            "efs-file-system-in-backup-selection",
            "efs-file-system-in-own-vault",
            "efs-file-system-policy-present",
            "efs-stateful-protected",
            "preview-coverage",
            "sg-descriptions",
            "sg-nfs-from-security-groups-only",
        ];

        it("is refused, by the name of each control that it breaks", async () => {
            const run = await preview({ program });
            assert.notEqual(run.exitCode, 0);
            assert.deepEqual(violated(run, "mandatory").sort(), broken);
            assert.deepEqual(violated(run, "advisory").sort(), advised);
        });
    });
});
