import { creationDate, describeTypes, type Instance, text } from "../resourceType";
import { oneUpTo } from "../texts";

/** `ResourceName` of the service's model. */
const name = /^[-_A-Za-z0-9][-_A-Za-z0-9 ]{1,126}[-_A-Za-z0-9]$/;
const version = /^\d+\.\d+\.\d+$/;
const common = { autoName: {}, texts: { name, description: oneUpTo(1024) } };
const versioned = { autoName: {}, texts: { ...common.texts, version } };

/** Image Builder's ARNs have the name in small letters and with hyphens. */
const arnOf = (i: Pick<Instance, "arn" | "inputs">, kind: string, ...parts: readonly string[]): string =>
    i.arn("imagebuilder", [kind, text(i.inputs.name).toLowerCase().replaceAll(" ", "-"), ...parts].join("/"));

/** EC2 Image Builder: what bakes images. A pipeline is updated in place, recipes and components are made anew. */
export const imagebuilder = describeTypes({
    "aws:imagebuilder/component:Component": {
        ...versioned,
        replaces: "changeDescription data description kmsKeyId name platform supportedOsVersions uri version",
        defaults: { skipDestroy: false },
        id: (i) => arnOf(i, "component", text(i.inputs.version), "1"),
        computed: (i) => ({
            arn: i.id,
            dateCreated: creationDate,
            encrypted: true,
            owner: i.accountId,
            type: "BUILD",
        }),
    },
    "aws:imagebuilder/imageRecipe:ImageRecipe": {
        ...versioned,
        replaces:
            "amiTags blockDeviceMappings components description name parentImage userDataBase64 version workingDirectory",
        id: (i) => arnOf(i, "image-recipe", text(i.inputs.version)),
        computed: (i) => ({
            arn: i.id,
            dateCreated: creationDate,
            owner: i.accountId,
            platform: "Linux",
            systemsManagerAgent: { uninstallAfterBuild: false },
            userDataBase64: "",
        }),
    },
    "aws:imagebuilder/infrastructureConfiguration:InfrastructureConfiguration": {
        ...common,
        replaces: "name",
        defaults: { terminateInstanceOnFailure: false },
        holds: "securityGroupIds subnetId",
        id: (i) => arnOf(i, "infrastructure-configuration"),
        computed: (i) => ({ arn: i.id, dateCreated: creationDate, dateUpdated: "" }),
    },
    "aws:imagebuilder/imagePipeline:ImagePipeline": {
        ...common,
        replaces: "name",
        defaults: { enhancedImageMetadataEnabled: true, status: "ENABLED" },
        holds: "imageRecipeArn infrastructureConfigurationArn",
        id: (i) => arnOf(i, "image-pipeline"),
        computed: (i) => ({
            arn: i.id,
            dateCreated: creationDate,
            dateLastRun: "",
            dateNextRun: "",
            dateUpdated: "",
            platform: "Linux",
        }),
    },
});
