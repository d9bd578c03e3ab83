import { componentTypes } from "../../state/components";
import { isRecord } from "../../state/exported";
import { textOf } from "../../state/graph";
import type { Subject } from "../operation";

/** What bakes the images for one architecture. */
export interface Pipeline {
    /** As EC2 calls it: `arm64` or `x86_64`. */
    readonly machine: string;
    readonly arn: string;
    /** ARN of its recipe, after which its images are called: an older one's lack what was asked for since. */
    readonly recipe: string;
    /** Systems Manager's, of which each image is a version. */
    readonly parameter: string;
}

/**
 * The pipelines of an environment, by architecture.
 * @throws Error where it has none, which says how it gets them
 */
export function pipelinesOf({ environment: { name, graph } }: Subject): readonly Pipeline[] {
    const outputs = graph.all(componentTypes.imagePipeline).flatMap(({ props }) => props.images);
    const pipelines = outputs
        .flatMap((images) => (isRecord(images) ? Object.entries(images) : []))
        .flatMap(([machine, one]): Pipeline[] =>
            isRecord(one)
                ? [
                      {
                          machine,
                          arn: String(one.pipelineArn),
                          recipe:
                              textOf(
                                  graph.find(
                                      "aws:imagebuilder/imagePipeline:ImagePipeline",
                                      "arn",
                                      one.pipelineArn,
                                  ),
                                  "imageRecipeArn",
                              ) ?? "",
                          parameter: String(one.parameter),
                      },
                  ]
                : [],
        );
    if (pipelines.length === 0)
        throw new Error(
            `Environment ${name} has no pipeline to bake images with. Make it, then run this again: pulumi config set --stack ${graph.stack} bake true && pulumi up --stack ${graph.stack} --policy-pack policy-pack`,
        );
    return pipelines;
}

/** What the agents' next instances start from, as their launch templates say it. */
export const imagesInUse = ({ environment: { graph } }: Subject): readonly string[] =>
    graph
        .all("aws:ec2/launchTemplate:LaunchTemplate")
        .flatMap((template) => textOf(template, "imageId")?.replace(/^resolve:ssm:/, "") ?? []);
