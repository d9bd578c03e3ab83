import { DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { paginateGetParameterHistory, SSMClient } from "@aws-sdk/client-ssm";
import { inShell } from "../../cli/inShell";
import { textOf } from "../../state/graph";
import { allOf, unlessMissing } from "../aws/answers";
import type { Session } from "../aws/session";
import type { Operation, Outcome, Subject } from "../operation";
import { type Baked, bakeImage } from "./baking";
import type { BakeOptions } from "./options";
import { imagesInUse, type Pipeline, pipelinesOf } from "./pipelines";
import { policyFor } from "./policy";

/** `npm run bake`. */
export const bake: Operation<BakeOptions> = {
    script: "bake",
    policy: policyFor,
    pretended: {
        "imagebuilder:StartImagePipelineExecution": () => ({ imageBuildVersionArn: "(what is started)" }),
        "ssm:PutParameter": () => ({ Version: 1 }),
    },
    run: async (session, subject, options) =>
        options.list ? await list(session, subject) : await bakeAll(session, subject, options),
};

/** The log group of bakes; an environment has one. */
const logGroupOf = ({ environment: { graph } }: Subject): string =>
    graph
        .all("aws:cloudwatch/logGroup:LogGroup")
        .map((group) => textOf(group, "name") ?? "")
        .find((name) => name.startsWith("/aws/imagebuilder/")) ?? "/aws/imagebuilder";

async function bakeAll(session: Session, subject: Subject, options: BakeOptions): Promise<Outcome> {
    const pipelines = pipelinesOf(subject);
    const logGroup = logGroupOf(subject);
    const ends = await Promise.allSettled(
        pipelines.map((pipeline) => bakeImage(session, pipeline, logGroup)),
    );
    const baked = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value] : []));
    const faults = ends.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
    // What one architecture has is told even where another has none.
    for (const image of baked.length > 0 && faults.length > 0 ? baked : [])
        session.say(`${image.machine}: ${image.id} is version ${image.version} of ${image.parameter}`);
    const [fault] = faults;
    if (fault !== undefined) throw fault;
    return {
        json: {
            images: baked.map(({ machine, id, name, parameter, version }) => ({
                machine,
                id,
                name,
                parameter,
                version,
            })),
        },
        text: session.dryRun ? "Nothing was baked.\n" : told(baked, options),
        passed: true,
    };
}

function told(baked: readonly Baked[], { stack }: BakeOptions): string {
    const lines = baked.flatMap(({ machine, id, name, parameter, version }) => [
        `${machine}  ${id}  ${name}`,
        `  use it         image: ${parameter}:${version}`,
        ...(version > 1 ? [`  the one before  image: ${parameter}:${version - 1}`] : []),
    ]);
    const setting = stack === undefined ? "" : ` --stack ${inShell(stack)}`;
    return [
        ...lines,
        "",
        "Set image, or agents[].image where the architectures differ, to the line above and update: agents are replaced once their",
        `builds have ended. The way back is the version before. For one architecture: pulumi config set${setting} image ${baked[0]?.parameter}:${baked[0]?.version}`,
        "",
    ].join("\n");
}

/** A version of a parameter, with the image that it names. */
interface Version {
    readonly parameter: string;
    readonly version: number;
    readonly id: string;
    readonly bakedAt: string;
    readonly state: "in use" | "newest" | "may go" | "gone";
}

async function versionsOf(
    session: Session,
    { parameter }: Pipeline,
    used: readonly string[],
): Promise<readonly Version[]> {
    const client = session.client(SSMClient);
    const history =
        (await unlessMissing(
            allOf(paginateGetParameterHistory({ client }, { Name: parameter }), (page) => page.Parameters),
        )) ?? [];
    const ids = [...new Set(history.flatMap(({ Value }) => Value ?? []))];
    const { Images = [] } =
        ids.length === 0
            ? {}
            : await session
                  .client(EC2Client)
                  // As a filter, since an id that is gone would be an error.
                  .send(new DescribeImagesCommand({ Filters: [{ Name: "image-id", Values: ids }] }));
    const there = Images.map(({ ImageId }) => ImageId);
    const newest = Math.max(...history.map(({ Version = 0 }) => Version));
    const stateOf = (version: number, id: string): Version["state"] => {
        if (!there.includes(id)) return "gone";
        const names = [`${parameter}:${version}`, id, ...(version === newest ? [parameter] : [])];
        if (names.some((name) => used.includes(name))) return "in use";
        return version === newest ? "newest" : "may go";
    };
    return history
        .toSorted((a, b) => (b.Version ?? 0) - (a.Version ?? 0))
        .map(({ Version: version = 0, Value: id = "", LastModifiedDate }) => ({
            parameter,
            version,
            id,
            bakedAt: LastModifiedDate?.toISOString() ?? "",
            state: stateOf(version, id),
        }));
}

async function list(session: Session, subject: Subject): Promise<Outcome> {
    const used = imagesInUse(subject);
    const versions = (
        await Promise.all(pipelinesOf(subject).map((pipeline) => versionsOf(session, pipeline, used)))
    ).flat();
    const idsOf = (...states: readonly Version["state"][]) =>
        new Set(versions.filter(({ state }) => states.includes(state)).map(({ id }) => id));
    const kept = idsOf("in use", "newest");
    const removable = [...idsOf("may go")].filter((id) => !kept.has(id));
    const commands = removable.map(
        (id) =>
            `aws ec2 deregister-image --image-id ${id} --delete-associated-snapshots --region ${session.region}`,
    );
    const lines = versions.map(
        ({ parameter, version, id, bakedAt, state }) =>
            `${parameter}:${version}  ${id}  ${bakedAt}  ${state}`,
    );
    return {
        json: { images: versions, commands },
        text: `${[
            ...(lines.length === 0 ? ["No image is baked yet."] : lines),
            ...(commands.length === 0
                ? []
                : [
                      "",
                      "Each costs its snapshot until it goes; keep what is to be gone back to, and what another environment starts from:",
                      ...commands,
                  ]),
        ].join("\n")}\n`,
        passed: true,
    };
}
