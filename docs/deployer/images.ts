import type { Part } from "./statement";

/** What an update changes of what bakes images; each of Image Builder's resources has a name that starts as the project's, in small letters. */
export const images: readonly Part[] = [
    {
        sid: "ImagePipelines",
        resource: [
            "arn:aws:imagebuilder:*:*:component/jenkins-efs-*/*/*",
            "arn:aws:imagebuilder:*:*:image-pipeline/jenkins-efs-*",
            "arn:aws:imagebuilder:*:*:image-recipe/jenkins-efs-*/*",
            "arn:aws:imagebuilder:*:*:infrastructure-configuration/jenkins-efs-*",
        ],
        calls: {
            "imagebuilder/component:Component":
                "imagebuilder: CreateComponent DeleteComponent TagResource UntagResource",
            "imagebuilder/imagePipeline:ImagePipeline":
                "imagebuilder: CreateImagePipeline DeleteImagePipeline UpdateImagePipeline",
            "imagebuilder/imageRecipe:ImageRecipe": "imagebuilder: CreateImageRecipe DeleteImageRecipe",
            "imagebuilder/infrastructureConfiguration:InfrastructureConfiguration":
                "imagebuilder: CreateInfrastructureConfiguration DeleteInfrastructureConfiguration UpdateInfrastructureConfiguration",
        },
    },
];
