import assert from "node:assert/strict";
import { takeWaiting } from "../../policy-pack/kernel/ledger";
import { fileSystem, key } from "./baseline";
import { type Declared, declare } from "./plan";
import { analyzeStack } from "./realHost";

const root: Declared = { type: "pulumi:pulumi:Stack", name: "dev", props: {} };

const template = JSON.stringify({ Resources: { F: { Type: "AWS::EFS::FileSystem" } } });

/** Resources that create what no rule sees. */
const foreign: Readonly<Record<string, Declared>> = {
    "Cloud Control": declare("aws:cloudcontrol/resource:Resource", "it", { typeName: "AWS::KMS::Key" }),
    "a template": declare("aws:cloudformation/stack:Stack", "it", { templateBody: template }),
    "a template at an address": declare("aws:cloudformation/stackSet:StackSet", "it", {
        templateUrl: "https://example.test/t.json",
    }),
    "aws-native's stack": declare("aws-native:cloudformation:Stack", "it", { templateBody: template }),
    "an extension of aws-native": declare("aws-native:index:ExtensionResource", "it", {
        type: "AWS::Backup::Framework",
    }),
    "a type of aws-native that no rule knows": declare(
        "aws-native:backup:LogicallyAirGappedBackupVault",
        "it",
    ),
    "a module of Terraform's": declare("storage:tf:aws_efs_file_system", "it"),
    "a template that writes its type in escapes": declare("aws:cloudformation/stack:Stack", "it", {
        templateBody: '{"Resources":{"F":{"Type":"AWS::\\u0045FS::FileSystem"}}}',
    }),
    "an application of somebody else's": declare(
        "aws:serverlessrepository/cloudFormationStack:CloudFormationStack",
        "it",
    ),
    "a product of a catalogue": declare("aws:servicecatalog/provisionedProduct:ProvisionedProduct", "it"),
    "a controller in a cluster": declare("kubernetes:efs.aws.upbound.io/v1beta1:FileSystem", "it"),
    "a template with a task that mounts": declare("aws:cloudformation/stack:Stack", "it", {
        templateBody: JSON.stringify({
            Resources: {
                Task: {
                    Type: "AWS::ECS::TaskDefinition",
                    Properties: {
                        Volumes: [{ Name: "v", EFSVolumeConfiguration: { FilesystemId: "fs-0" } }],
                    },
                },
            },
        }),
    }),
    "a command of the AWS CLI": declare("command:local:Command", "it", {
        create: "set -e\naws --region eu-west-1 efs create-file-system --no-encrypted",
    }),
    "another provider": declare("awscc:efs/fileSystem:FileSystem", "it"),
};

describe("what the pack cannot judge", () => {
    beforeEach(() => {
        takeWaiting();
    });

    const said = async (...resources: readonly Declared[]) => {
        const { diagnosticsList } = await analyzeStack(
            [root, ...resources].map((each) => [each, each.props]),
        );
        return diagnosticsList.filter(({ message }) => /not judged by this pack/.test(message));
    };

    for (const [title, resource] of Object.entries(foreign))
        it(`is named where it comes from ${title}`, async () => {
            const [advisory, ...others] = await said(resource);
            assert.match(advisory?.message ?? "", /^1 resource\(s\)[\s\S]*\n {2}it \(/);
            assert.equal(others.length, 0);
        });

    it("is named once for all of a program", async () => {
        const all = Object.values(foreign).map((each, index) => ({ ...each, name: `it-${index}` }));
        const [advisory, ...others] = await said(...all);
        assert.match(advisory?.message ?? "", new RegExp(`^${all.length} resource\\(s\\)`));
        assert.equal(others.length, 0);
    });

    it("is nothing where templates and types are about something else", async () => {
        const queue = JSON.stringify({ Resources: { Q: { Type: "AWS::SQS::Queue" } } });
        const resources = [
            declare("aws:cloudformation/stack:Stack", "queue", { templateBody: queue }),
            declare("aws:cloudcontrol/resource:Resource", "bucket", { typeName: "AWS::S3::Bucket" }),
            declare("aws-native:sqs:Queue", "native"),
            declare("command:local:Command", "read", {
                create: "aws efs describe-file-systems; aws sqs create-queue --queue-name efs",
            }),
        ];
        assert.deepEqual(await said(...resources, key, fileSystem), []);
    });
});
