import { tokens } from "../../policy-pack/kernel/tokens";
import * as base from "./baseline";
import { instance, using } from "./machines";
import { but, type Declared, declare, of, unknown } from "./plan";
import { rule } from "./table";

const id = "ami-0a1b2c3d4e5f60718";
const amazons = "resolve:ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64";
const own = "/jenkins-efs/images/agent";

/** The baseline's agent, whose user data mounts EFS. */
const from = (imageId: unknown, props: object = {}) => but(base.template, { imageId, ...props });

/** One that only its role tells of. */
const byRole = (machine: Declared): Declared[] => [
    ...using(but(machine, { userData: undefined })),
    ...[base.rolePolicy, base.fileSystem, base.accessPoint],
];

const parameter = (value: unknown, props: object = {}) =>
    declare(tokens.parameter, "agent-image", { name: own, type: "String", value, ...props });

const copy = (sourceAmiId: unknown) =>
    declare(tokens.imageCopy, "copy", { sourceAmiId, sourceAmiRegion: "us-east-1", encrypted: true });

const allowed = (...imageProviders: string[]) =>
    declare(tokens.allowedImages, "allowed", {
        state: "enabled",
        imageCriterions: [{ imageProviders }],
    });

const recipe = (props: object = {}) =>
    declare(tokens.imageRecipe, "agent", {
        parentImage: "ssm:/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-default-arm64",
        blockDeviceMappings: [
            { deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: of(base.key) } },
        ],
        ...props,
    });

const built = declare(
    tokens.imageBuild,
    "built",
    { imageRecipeArn: of(recipe()) },
    { computed: { outputResources: [{ amis: [{ image: id }] }], ami: id } },
);

const strict = { refuseUnnamed: true };
const native = (imageId: string, tags?: object[]) =>
    declare("aws-native:ec2:LaunchTemplate", "agent", {
        launchTemplateData: { imageId, userData: base.template.props.userData },
        ...(tags && { tagSpecifications: [{ resourceType: "launch-template", tags }] }),
    });

const fleet = (ami: string) =>
    declare(tokens.spotFleetRequest, "fleet", {
        launchSpecifications: [
            { ami, userData: "#!/bin/bash\nmount -t efs -o tls,iam,accesspoint=fsap-0 fs-0:/ /mnt/efs\n" },
        ],
    });

rule("efs-client-image-owner-named", {
    accepts: {
        "Amazon's newest, by its public parameter": { plan: using(from(amazons)), config: strict },
        "Amazon's by the ARN of its public parameter": {
            plan: using(
                from(
                    "resolve:ssm:arn:aws:ssm:us-east-1::parameter/aws/service/ecs/optimized-ami/al2023/image_id",
                ),
            ),
            config: strict,
        },
        "an image that the stack copies from one that is listed": {
            plan: [...using(from(of(copy(id), "id"))), copy(id)],
            config: { ...strict, images: [id] },
        },
        "an image that the stack builds": {
            plan: [...using(from(of(built, "ami"))), built, recipe()],
            config: strict,
        },
        "an id that is listed": { plan: using(from(id)), config: { ...strict, images: [id] } },
        "a parameter of the account that is listed": {
            plan: using(from(`resolve:ssm:${own}:3`)),
            config: { ...strict, imageParameters: ["/jenkins-efs/images/"] },
        },
        "an id whose owner a tag tells": {
            plan: using(from(id, { tags: { "image-owner": `210987654321 ${id}` } })),
            config: { ...strict, owners: ["210987654321"] },
        },
        "a parameter of the stack that names what is made in it": {
            plan: [...using(from(`resolve:ssm:${own}`)), parameter(of(built, "ami")), built, recipe()],
            config: strict,
        },
        "any id where EC2 refuses the images of others": {
            plan: [...using(from(id)), allowed("amazon", "210987654321")],
            config: strict,
        },
        "an instance of a launch template, which says its image": {
            plan: using(declare(tokens.instance, "one", { launchTemplate: { id: of(base.template, "id") } })),
            config: strict,
        },
        "Image Builder's own image of Amazon as a parent": {
            plan: [
                base.fileSystem,
                base.key,
                base.profile,
                recipe({
                    parentImage: "arn:aws:imagebuilder:us-east-1:aws:image/amazon-linux-2023-arm64/x.x.x",
                }),
            ],
            config: strict,
        },
        "aws-native's template by a public parameter, and by a tag": {
            plan: [
                native(amazons),
                { ...native(id, [{ key: "image-owner", value: `amazon ${id}` }]), name: "other" },
                base.profile,
            ],
            config: strict,
        },
    },
    refuses: {
        "an id that nobody names, where that is refused": {
            plan: using(from(id)),
            config: strict,
            says: /imageId is "ami-0a1b2c3d4e5f60718", and nothing says whose/,
        },
        "an id whose tag means another": {
            plan: using(from(id, { tags: { "image-owner": "amazon ami-00000000000000000" } })),
            config: strict,
        },
        "the same of an instance that only its role lets mount": {
            plan: byRole(but(instance, { ami: id })),
            config: strict,
        },
        "the same of a launch configuration": {
            plan: using({ ...from(id), type: tokens.launchConfiguration }),
            config: strict,
        },
        "the same of a spot fleet": {
            plan: [fleet(id), base.profile],
            config: strict,
            says: /launchSpecifications\.0\.ami/,
        },
        "the same of a spot fleet that only its role lets mount": {
            plan: byRole(
                declare(tokens.spotFleetRequest, "fleet", {
                    launchSpecifications: [{ ami: id, iamInstanceProfileArn: of(base.profile) }],
                }),
            ),
            config: strict,
        },
        "the same of aws-native": { plan: [native(id), base.profile], config: strict },
        "a stranger's image, copied to the account": {
            plan: [...using(from(of(copy(id), "id"))), copy(id)],
            config: strict,
            on: "copy",
            says: /sourceAmiId/,
        },
        "a stranger's image as the parent of one's own": {
            plan: [recipe({ parentImage: id }), base.fileSystem, base.key, base.profile],
            config: strict,
            on: "agent",
        },
        "a parameter of the stack that holds an id": {
            plan: [...using(from(`resolve:ssm:${own}`)), parameter(id)],
            config: strict,
            on: "agent-image",
        },
        "another account's parameter below /aws/service": {
            plan: using(from("resolve:ssm:arn:aws:ssm:us-east-1:210987654321:parameter/aws/service/x/y")),
            config: strict,
        },
        "a publisher that is not among the named owners": {
            plan: using(
                from(
                    "resolve:ssm:/aws/service/canonical/ubuntu/server/24.04/stable/current/arm64/hvm/ebs-gp3/ami-id",
                ),
            ),
            config: { owners: ["amazon"] },
            says: /an image of canonical.*must be of an owner that is named: amazon/,
        },
        "Allowed AMIs that only tell, or go by names": {
            plan: [
                ...using(from(id)),
                but(allowed("amazon"), { state: "audit-mode" }),
                { ...but(allowed(), { imageCriterions: [{ imageNames: ["al2023-*"] }] }), name: "names" },
            ],
            config: strict,
        },
    },
    advises: {
        "an id that nobody names": using(from(id)),
        "a parameter of the account": using(from(`resolve:ssm:${own}:3`)),
    },
    waits: { "an image that is not known yet": using(from(unknown)) },
    ignores: {
        "a machine that mounts nothing": {
            plan: declare(tokens.instance, "web", {
                ami: id,
                userData: "#!/bin/bash\ndnf -y install nginx\n",
            }),
            config: strict,
        },
        "an instance whose image AWS took from its launch template": {
            plan: byRole(
                declare(
                    tokens.instance,
                    "one",
                    {
                        launchTemplate: { id: of(base.template, "id") },
                        iamInstanceProfile: of(base.profile, "name"),
                    },
                    { computed: { ami: id } },
                ),
            ),
            config: strict,
        },
        "a template without an image": { plan: using(base.template), config: strict },
        "a recipe of a program without EFS": { plan: recipe({ parentImage: id }), config: strict },
        "another resource": base.other,
    },
});

const registered = (disk: object) =>
    declare(tokens.image, "own", { rootDeviceName: "/dev/xvda", ebsBlockDevices: [disk] });

const distribution = (ami: object) =>
    declare(tokens.imageDistribution, "regions", {
        distributions: [{ region: "us-east-1", amiDistributionConfiguration: ami }],
    });

const pipeline = (of_: Declared, to?: Declared) =>
    declare(tokens.imagePipeline, "agent", {
        imageRecipeArn: of(of_),
        ...(to && { distributionConfigurationArn: of(to) }),
    });

const bare = recipe({ blockDeviceMappings: undefined });
const encrypting = distribution({ kmsKeyId: of(base.key) });

rule("ec2-image-encrypted-private", {
    accepts: {
        "a recipe that encrypts its disk": [recipe(), base.key, pipeline(recipe())],
        "a recipe whose images are encrypted wherever they go": [
            bare,
            pipeline(bare, encrypting),
            encrypting,
            base.key,
        ],
        "a copy that is encrypted": copy(id),
        "an image of encrypted disks and of snapshots": [
            registered({ deviceName: "/dev/xvda", encrypted: true }),
            { ...registered({ deviceName: "/dev/xvda", snapshotId: "snap-0" }), name: "restored" },
        ],
        "what named accounts may start": [
            declare(tokens.imagePermission, "shared", { imageId: id, accountId: "210987654321" }),
            distribution({ launchPermission: { userIds: ["210987654321"] } }),
        ],
        "a block of public images": declare(tokens.imageBlock, "block", { state: "block-new-sharing" }),
        "aws-native's recipe that encrypts": declare("aws-native:imagebuilder:ImageRecipe", "agent", {
            parentImage: id,
            blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: true } }],
        }),
    },
    refuses: {
        "a recipe that states no disk": { plan: bare, says: /states no disk/ },
        "a recipe with a disk that is not encrypted": {
            plan: recipe({
                blockDeviceMappings: [
                    { deviceName: "/dev/xvda", ebs: { encrypted: "true" } },
                    { deviceName: "/dev/sdf", ebs: { encrypted: "false" } },
                ],
            }),
            says: /blockDeviceMappings\[1\]\.ebs\.encrypted is "false"/,
        },
        "a recipe of which one pipeline encrypts and another does not": [
            bare,
            pipeline(bare, encrypting),
            { ...pipeline(bare), name: "nightly" },
            encrypting,
            base.key,
        ],
        "a copy that does not say": but(copy(id), { encrypted: undefined }),
        "an image of disks that are not encrypted": {
            plan: registered({ deviceName: "/dev/xvda", encrypted: false }),
            says: /ebsBlockDevices\[0\]\.encrypted is false/,
        },
        "an image for everybody": declare(tokens.imagePermission, "public", { imageId: id, group: "all" }),
        "images that are distributed to everybody": distribution({
            launchPermission: { userGroups: ["all"] },
        }),
        "the same of aws-native": declare("aws-native:imagebuilder:DistributionConfiguration", "regions", {
            distributions: [
                {
                    region: "us-east-1",
                    amiDistributionConfiguration: { launchPermissionConfiguration: { userGroups: ["all"] } },
                },
            ],
        }),
        "an account whose block is lifted": declare(tokens.imageBlock, "block", { state: "unblocked" }),
        "aws-native's recipe that does not encrypt": declare("aws-native:imagebuilder:ImageRecipe", "agent", {
            parentImage: id,
            blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: false } }],
        }),
    },
    waits: { "a copy that is not known yet": but(copy(id), { encrypted: unknown }) },
    ignores: { "a machine": using(base.template), "another resource": base.other },
});
