import { explained } from "../../../operations/aws/errors";
import { Session } from "../../../operations/aws/session";
import { bake } from "../../../operations/bake/bake";
import { parseOptions } from "../../../operations/bake/options";
import { environmentIn, type Outcome, type Subject } from "../../../operations/operation";
import type { ExportedResource } from "../../../state/exported";
import { Graph } from "../../../state/graph";
import { LocalAws, type Recorded } from "../localAws";

/** moto's account. */
export const account = "123456789012";
export const region = "us-east-1";
export const parameter = "/jenkins-efs/images/prod-arm64";
const arn = (rest: string) => `arn:aws:imagebuilder:${region}:${account}:${rest}`;
export const pipelineArn = arn("image-pipeline/jenkins-efs-prod-arm64");
export const buildArn = (build: number, recipe = "0a1b2c3d") =>
    arn(`image/jenkins-efs-prod-arm64-${recipe}/1.0.0/${build}`);

/** A build as ListImagePipelineImages tells of it. */
export interface Build {
    arn: string;
    state: { status: string; reason?: string };
    dateCreated: string;
    ami: string;
}

const urn = (type: string, name: string) => `urn:pulumi:prod::jenkins-efs::${type}::${name}`;

export const graphOf = (imageId = "resolve:ssm:/aws/service/x", hasPipeline = true): Graph => {
    const resources: ExportedResource[] = [
        {
            urn: urn("aws:ec2/launchTemplate:LaunchTemplate", "agent-linux-1"),
            type: "aws:ec2/launchTemplate:LaunchTemplate",
            id: "lt-1",
            custom: true,
            outputs: { imageId },
        },
    ];
    if (hasPipeline)
        resources.push(
            {
                urn: urn("jenkins-efs:image:ImagePipeline", "images"),
                type: "jenkins-efs:image:ImagePipeline",
                custom: false,
                outputs: { images: { arm64: { pipelineArn, parameter, packages: ["git"] } } },
            },
            {
                urn: urn("aws:imagebuilder/imagePipeline:ImagePipeline", "images-arm64"),
                type: "aws:imagebuilder/imagePipeline:ImagePipeline",
                id: pipelineArn,
                custom: true,
                outputs: {
                    arn: pipelineArn,
                    imageRecipeArn: arn("image-recipe/jenkins-efs-prod-arm64-0a1b2c3d/1.0.0"),
                },
            },
        );
    return Graph.of({ deployment: { resources } });
};

/** Image Builder by its model, with moto for what is not its own, and the command on it. */
export class Stage {
    aws!: LocalAws;
    builds: Build[] = [];
    /** What a build becomes at each look. */
    becomes: string[] = ["BUILDING", "AVAILABLE"];
    reason: string | undefined;
    encrypted = true;
    machine = "arm64";
    lines: string[] = [];
    graph = graphOf();

    /** For the describe block that it is called in. */
    static open(): Stage {
        const stage = new Stage();
        LocalAws.during((aws) => {
            stage.aws = aws;
        });
        beforeEach(async () => {
            Object.assign(stage, {
                builds: [],
                becomes: ["BUILDING", "AVAILABLE"],
                reason: undefined,
                encrypted: true,
                machine: "arm64",
                lines: [],
                graph: graphOf(),
            });
            await stage.aws.reset();
            stage.aws.recorded = stage.#recorded;
        });
        return stage;
    }

    get #recorded(): readonly Recorded[] {
        const said = ({ ami, ...build }: Build) => ({
            ...build,
            outputResources: build.state.status === "AVAILABLE" ? { amis: [{ region, image: ami }] } : {},
        });
        return [
            {
                call: /imagebuilder:POST \/ListImagePipelineImages/,
                source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_ListImagePipelineImages.html",
                answer: () => ({ imageSummaryList: this.builds.map(said) }),
            },
            {
                call: /imagebuilder:PUT \/StartImagePipelineExecution/,
                source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_StartImagePipelineExecution.html",
                answer: () => {
                    const build = this.builds.length + 1;
                    this.builds.push({
                        arn: buildArn(build),
                        state: { status: "PENDING" },
                        dateCreated: new Date().toISOString(),
                        ami: `ami-${String(build).padStart(17, "0")}`,
                    });
                    return { imageBuildVersionArn: buildArn(build) };
                },
            },
            {
                call: /imagebuilder:GET \/GetImage/,
                source: "https://docs.aws.amazon.com/imagebuilder/latest/APIReference/API_GetImage.html",
                answer: () => {
                    const newest = this.builds.at(-1);
                    if (newest === undefined) return {};
                    const status = this.becomes.shift() ?? newest.state.status;
                    newest.state = { status, ...(this.reason && { reason: this.reason }) };
                    return { image: said(newest) };
                },
            },
            {
                call: "ec2:DescribeImages",
                source: "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeImages.html",
                answer: (body: Readonly<Record<string, unknown>>) =>
                    `<DescribeImagesResponse><imagesSet>${this.builds
                        .filter(({ ami }) => Object.values(body).includes(ami))
                        .map(
                            ({ ami }) =>
                                `<item><imageId>${ami}</imageId><imageState>available</imageState><architecture>${this.machine}</architecture><name>baked</name><blockDeviceMapping><item><deviceName>/dev/xvda</deviceName><ebs><encrypted>${this.encrypted}</encrypted></ebs></item></blockDeviceMapping></item>`,
                        )
                        .join("")}</imagesSet></DescribeImagesResponse>`,
            },
        ];
    }

    session(dryRun = false): Session {
        return new Session({
            region,
            pace: 0.0001,
            dryRun,
            say: (line) => void this.lines.push(line),
        });
    }

    get subject(): Subject {
        return {
            environment: environmentIn(this.graph, undefined),
            place: { partition: "aws", account, region },
        };
    }

    /** Runs the command, and throws what `npm run` would print. */
    async run(args: string, session = this.session(args.includes("--dry-run"))): Promise<Outcome> {
        try {
            const options = parseOptions(["--stack", "prod", ...args.split(" ").filter(Boolean)]);
            return await bake.run(session, this.subject, options);
        } catch (error) {
            throw explained(error, "npm run --silent bake -- --stack prod --policy");
        }
    }
}
