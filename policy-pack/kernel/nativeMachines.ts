import { each, from, type Native, read, same, tags } from "./nativeReader";
import { groupTypes, tokens } from "./tokens";
import { items, see, text } from "./values";

const inlineRule = (end: "source" | "destination") =>
    each((rule) =>
        read(rule, {
            ...same("fromPort", "toPort", "description"),
            protocol: from("ipProtocol"),
            cidrBlocks: from("cidrIp"),
            ipv6CidrBlocks: from("cidrIpv6"),
            prefixListIds: from(`${end}PrefixListId`),
            securityGroups: from(`${end}SecurityGroupId`),
        }),
    );

const separateRule = (end: "source" | "destination") => ({
    ...same("id", "ipProtocol", "fromPort", "toPort", "cidrIpv6", "description"),
    securityGroupId: from("groupId"),
    cidrIpv4: from("cidrIp"),
    prefixListId: from(`${end}PrefixListId`),
    referencedSecurityGroupId: from(`${end}SecurityGroupId`),
});

const interfaces = (groups: string) =>
    each((face) =>
        read(face, { ...same("associatePublicIpAddress", "subnetId"), securityGroups: from(groups) }),
    );

const rootNames = ["/dev/xvda", "/dev/sda1"];

/** Devices, which CloudFormation has in one list, as the root's and the others'. */
const devices = {
    rootBlockDevice: {
        from: "blockDeviceMappings",
        make: (list: unknown) =>
            see(
                items(list).find((item) => rootNames.includes(text(see(item, "deviceName")) ?? "")),
                "ebs",
            ),
    },
    ebsBlockDevices: {
        from: "blockDeviceMappings",
        make: (list: unknown) =>
            items(list).flatMap((item) =>
                rootNames.includes(text(see(item, "deviceName")) ?? "") ? [] : (see(item, "ebs") ?? []),
            ),
    },
};

/** The tags of a template itself, which CloudFormation has apart from those of what it starts. */
const ofTemplateItself = (specifications: unknown): unknown =>
    items(specifications)
        .filter((each) => text(see(each, "resourceType")) === "launch-template")
        .map((each) => tags("tags").make?.(see(each, "tags")))[0];

const ofTemplate = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, from("launchTemplateData", name)]));

const ofFleet = (...names: string[]) =>
    Object.fromEntries(names.map((name) => [name, from("spotFleetRequestConfigData", name)]));

/** Security groups and what runs on machines and in containers, of which rules about EFS have to know. */
export const nativeMachines: Readonly<Record<string, Native>> = {
    "aws-native:ec2:SecurityGroup": {
        type: groupTypes.group,
        props: {
            ...same("id", "groupId", "vpcId"),
            name: from("groupName"),
            description: from("groupDescription"),
            ingress: { from: "securityGroupIngress", make: inlineRule("source") },
            egress: { from: "securityGroupEgress", make: inlineRule("destination") },
            tags: tags("tags"),
        },
    },
    "aws-native:ec2:SecurityGroupIngress": { type: groupTypes.ingress, props: separateRule("source") },
    "aws-native:ec2:SecurityGroupEgress": { type: groupTypes.egress, props: separateRule("destination") },
    "aws-native:ec2:Instance": {
        type: tokens.instance,
        props: {
            ...same("id", "userData", "iamInstanceProfile", "subnetId", "metadataOptions", "monitoring"),
            ...same("launchTemplate"),
            ami: from("imageId"),
            vpcSecurityGroupIds: from("securityGroupIds"),
            networkInterfaces: { make: interfaces("groupSet") },
            ...devices,
            tags: tags("tags"),
        },
    },
    "aws-native:ec2:LaunchTemplate": {
        type: tokens.launchTemplate,
        props: {
            ...same("id"),
            name: from("launchTemplateName"),
            ...ofTemplate("metadataOptions", "userData", "iamInstanceProfile", "monitoring"),
            ...ofTemplate("blockDeviceMappings", "imageId"),
            tags: { from: "tagSpecifications", make: ofTemplateItself },
            vpcSecurityGroupIds: from("launchTemplateData", "securityGroupIds"),
            networkInterfaces: {
                ...from("launchTemplateData", "networkInterfaces"),
                make: interfaces("groups"),
            },
        },
    },
    "aws-native:autoscaling:LaunchConfiguration": {
        type: tokens.launchConfiguration,
        props: {
            ...same("metadataOptions", "userData", "iamInstanceProfile", "associatePublicIpAddress"),
            ...same("securityGroups", "imageId"),
            name: from("launchConfigurationName"),
            ...devices,
        },
    },
    "aws-native:imagebuilder:ImageRecipe": {
        type: tokens.imageRecipe,
        props: { ...same("arn", "name", "parentImage", "blockDeviceMappings"), tags: {} },
    },
    "aws-native:imagebuilder:DistributionConfiguration": {
        type: tokens.imageDistribution,
        props: {
            ...same("arn", "name"),
            distributions: {
                make: each((to) => ({
                    amiDistributionConfiguration: {
                        kmsKeyId: see(to, "amiDistributionConfiguration", "kmsKeyId"),
                        launchPermission: see(
                            to,
                            "amiDistributionConfiguration",
                            "launchPermissionConfiguration",
                        ),
                    },
                })),
            },
        },
    },
    "aws-native:imagebuilder:ImagePipeline": {
        type: tokens.imagePipeline,
        props: same("arn", "name", "imageRecipeArn", "distributionConfigurationArn"),
    },
    "aws-native:imagebuilder:Image": {
        type: tokens.imageBuild,
        props: same("arn", "name", "imageRecipeArn", "distributionConfigurationArn"),
    },
    "aws-native:ssm:Parameter": { type: tokens.parameter, props: same("name", "value", "tags") },
    "aws-native:ec2:PrefixList": {
        type: tokens.managedPrefixList,
        props: { ...same("id", "arn", "entries"), name: from("prefixListName") },
    },
    "aws-native:ec2:SpotFleet": {
        type: tokens.spotFleetRequest,
        props: { ...same("id"), ...ofFleet("launchSpecifications", "launchTemplateConfigs") },
    },
    "aws-native:ecs:TaskDefinition": {
        type: tokens.taskDefinition,
        props: {
            ...same("family", "volumes", "networkMode", "containerDefinitions"),
            arn: from("taskDefinitionArn"),
            tags: tags("tags"),
        },
    },
    "aws-native:batch:JobDefinition": {
        type: tokens.jobDefinition,
        props: {
            ...same("containerProperties", "ecsProperties", "nodeProperties"),
            arn: from("jobDefinitionArn"),
        },
    },
    "aws-native:codebuild:Project": {
        type: tokens.build,
        props: {
            ...same("id", "name", "arn", "fileSystemLocations", "vpcConfig", "environment"),
            source: { make: (source) => read(source, { buildspec: from("buildSpec") }) },
        },
    },
    "aws-native:datasync:LocationEfs": {
        type: tokens.dataSyncEfsLocation,
        props: {
            ...same("inTransitEncryption", "fileSystemAccessRoleArn", "accessPointArn", "ec2Config"),
            efsFileSystemArn: from("efsFilesystemArn"),
        },
    },
    "aws-native:datasync:LocationNfs": {
        type: tokens.dataSyncNfsLocation,
        props: same("serverHostname", "onPremConfig"),
    },
};
