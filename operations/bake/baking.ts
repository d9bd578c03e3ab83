import { DescribeImagesCommand, EC2Client, type Image } from "@aws-sdk/client-ec2";
import {
    GetImageCommand,
    ImagebuilderClient,
    type ImageSummary,
    paginateListImagePipelineImages,
    StartImagePipelineExecutionCommand,
} from "@aws-sdk/client-imagebuilder";
import { GetParameterCommand, PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { allOf, unlessMissing } from "../aws/answers";
import type { Session } from "../aws/session";
import type { Pipeline } from "./pipelines";

/** An image that is baked, and the version of the parameter that names it. */
export interface Baked extends Pipeline {
    readonly id: string;
    readonly name: string;
    readonly version: number;
}

const patience = { everySeconds: 30, minutes: 120 };

const endedBadly = ["FAILED", "CANCELLED"];
/** What a pipeline keeps of an image that went, or that nobody may use. */
const gone = ["DELETED", "DEPRECATED", "DISABLED"];

const isRunning = ({ state }: ImageSummary): boolean =>
    ![...endedBadly, ...gone, "AVAILABLE"].includes(state?.status ?? "");

const amiOf = ({ outputResources }: Pick<ImageSummary, "outputResources">): string | undefined =>
    outputResources?.amis?.[0]?.image;

/**
 * What is there to go on with: a bake that runs, whoever started it, or one that ended after the parameter was last written;
 * of the recipe as it is now, since another's is no image of what is asked for.
 * @returns ARN of its build; undefined where another has to be started
 */
async function unfinished(
    session: Session,
    { arn, recipe, machine, parameter }: Pipeline,
): Promise<string | undefined> {
    const client = session.client(ImagebuilderClient);
    const all = await allOf(
        paginateListImagePipelineImages({ client }, { imagePipelineArn: arn }),
        (page) => page.imageSummaryList,
    );
    const images = all.filter((image) =>
        image.arn?.startsWith(`${recipe.replace(":image-recipe/", ":image/")}/`),
    );
    // Dates are of ISO 8601, and so in the order of their letters.
    const [newest] = images.toSorted((a, b) => ((a.dateCreated ?? "") > (b.dateCreated ?? "") ? -1 : 1));
    if (newest?.arn === undefined) return undefined;
    if (isRunning(newest)) {
        session.say(`${machine}: a bake runs since ${newest.dateCreated}, and is waited for: ${newest.arn}`);
        return newest.arn;
    }
    if (newest.state?.status !== "AVAILABLE") return undefined;
    const named = await unlessMissing(
        session.client(SSMClient).send(new GetParameterCommand({ Name: parameter })),
    );
    const writtenAt = named?.Parameter?.LastModifiedDate?.toISOString() ?? "";
    if (amiOf(newest) === named?.Parameter?.Value || (newest.dateCreated ?? "") < writtenAt) return undefined;
    session.say(`${machine}: ${newest.arn} is baked, and no parameter names it yet`);
    return newest.arn;
}

/** Starts a bake, or takes up what is there, and waits until its image is there. */
async function bakedImage(session: Session, pipeline: Pipeline, logGroup: string): Promise<string> {
    const client = session.client(ImagebuilderClient);
    const { machine } = pipeline;
    let build = await unfinished(session, pipeline);
    if (build === undefined) {
        const started = await client.send(
            new StartImagePipelineExecutionCommand({ imagePipelineArn: pipeline.arn }),
        );
        build = started.imageBuildVersionArn ?? "";
        session.say(`${machine}: started ${build}`);
    }
    let last = "";
    return session.until(
        `the image for ${machine} is baked`,
        patience,
        async () => {
            const { image } = await client.send(new GetImageCommand({ imageBuildVersionArn: build }));
            const status = image?.state?.status ?? "";
            if (status !== last) session.say(`${machine}: ${status.toLowerCase()}`);
            last = status;
            if (endedBadly.includes(status) || gone.includes(status))
                throw new Error(
                    `The bake for ${machine} ended as ${status}: ${image?.state?.reason ?? "Image Builder gives no reason"}\nWhat it said: aws logs tail ${logGroup} --since 3h --region ${session.region}\nThe parameter is as it was. Once it is mended, run this again.`,
                );
            return status === "AVAILABLE" && image !== undefined ? amiOf(image) : undefined;
        },
        "ami-00000000000000000",
    );
}

/** Holds that an image is what agents start from. Throws where it is not. */
async function lookedAt(session: Session, id: string, machine: string): Promise<Image> {
    const { Images = [] } = await session
        .client(EC2Client)
        .send(new DescribeImagesCommand({ ImageIds: [id] }));
    const [image] = Images;
    const disks = image?.BlockDeviceMappings?.flatMap(({ Ebs }) => Ebs ?? []) ?? [];
    const isEncrypted = disks.every(({ Encrypted }) => Encrypted === true);
    const is = `${id} is ${image?.State} for ${image?.Architecture}, ${isEncrypted ? "" : "not "}encrypted`;
    if (image?.State !== "available" || image.Architecture !== machine || disks.length === 0 || !isEncrypted)
        throw new Error(
            `${is}, and has to be available for ${machine} and encrypted. The parameter is as it was.`,
        );
    return image;
}

/** Bakes an image for one architecture and writes the parameter that names it. */
export async function bakeImage(session: Session, pipeline: Pipeline, logGroup: string): Promise<Baked> {
    const id = await bakedImage(session, pipeline, logGroup);
    const image = session.dryRun ? undefined : await lookedAt(session, id, pipeline.machine);
    const { Version = 0 } = await session.client(SSMClient).send(
        new PutParameterCommand({
            Name: pipeline.parameter,
            Value: id,
            Type: "String",
            DataType: "aws:ec2:image",
            Overwrite: true,
        }),
    );
    return { ...pipeline, id, name: image?.Name ?? "", version: Version };
}
