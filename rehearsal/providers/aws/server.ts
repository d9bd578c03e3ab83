import * as grpc from "@grpc/grpc-js";
import * as plugin from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import type { Account } from "./account";
import { withFaults } from "./faults";
import { invoke } from "./invokes";
import { AwsStandIn, type Settings } from "./provider";
import { isRegion } from "./regions";
import { isProperties, type Properties } from "./values";

const toProperties = (struct: Struct | undefined): Properties => (struct?.toJavaScript() ?? {}) as Properties;

// `fromJavaScript` refuses `undefined` inside an object, which JSON drops.
const toStruct = (properties: Properties): Struct =>
    Struct.fromJavaScript(JSON.parse(JSON.stringify(properties)));

/** Turns a function of a request into a gRPC method: what it throws becomes the engine's diagnostic. */
function method<Request, Response>(answer: (request: Request) => Response | Promise<Response>) {
    return (call: grpc.ServerUnaryCall<Request, Response>, callback: grpc.sendUnaryData<Response>): void => {
        new Promise<Response>((resolve) => resolve(answer(call.request))).then(
            (response) => callback(null, response),
            (error: unknown) => {
                const details = error instanceof Error ? error.message : String(error);
                callback({ code: grpc.status.UNKNOWN, details });
            },
        );
    };
}

/**
 * Serves the stand-in for one provider resource.
 *
 * `@pulumi/pulumi/provider` has a server too, but it keeps the provider's configuration and the preview flag to
 * itself, and without them neither regions, default tags nor the unknowns of an update could be true to AWS.
 */
export function serve(account: Account, version: string): Promise<number> {
    let standIn: AwsStandIn | undefined;
    let settings: Settings | undefined;
    const configured = (): AwsStandIn => {
        if (standIn === undefined)
            throw new Error("The stand-in for AWS was asked for a resource before it was configured.");
        return standIn;
    };
    const server = new grpc.Server({
        "grpc.max_receive_message_length": -1,
        "grpc.max_send_message_length": -1,
    });
    server.addService(ResourceProviderService, {
        getPluginInfo: method<Empty, plugin.PluginInfo>(() => new plugin.PluginInfo().setVersion(version)),
        attach: method<plugin.PluginAttach, Empty>(() => new Empty()),
        cancel: method<Empty, Empty>(() => new Empty()),
        checkConfig: method<messages.CheckRequest, messages.CheckResponse>((request) =>
            new messages.CheckResponse().setInputs(request.getNews()),
        ),
        diffConfig: method<messages.DiffRequest, messages.DiffResponse>(() => new messages.DiffResponse()),
        configure: method<messages.ConfigureRequest, messages.ConfigureResponse>((request) => {
            settings = settingsFrom(toProperties(request.getArgs()));
            standIn = new AwsStandIn(account, settings);
            return new messages.ConfigureResponse().setSupportspreview(true);
        }),
        check: method<messages.CheckRequest, messages.CheckResponse>((request) => {
            const { inputs, faults } = configured().check(
                request.getUrn(),
                toProperties(request.getOlds()),
                toProperties(request.getNews()),
                request.getRandomseed_asU8(),
            );
            const failures = faults.map(({ property, reason }) =>
                new messages.CheckFailure().setProperty(property).setReason(reason),
            );
            return new messages.CheckResponse().setInputs(toStruct(inputs)).setFailuresList(failures);
        }),
        diff: method<messages.DiffRequest, messages.DiffResponse>((request) => {
            const { changed, replaces, deleteBeforeReplace } = configured().diff(
                request.getUrn(),
                toProperties(request.getOldInputs()),
                toProperties(request.getOlds()),
                toProperties(request.getNews()),
            );
            const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
            return new messages.DiffResponse()
                .setChanges(changed.length > 0 ? DIFF_SOME : DIFF_NONE)
                .setDiffsList([...changed])
                .setReplacesList([...replaces])
                .setDeletebeforereplace(deleteBeforeReplace);
        }),
        create: method<messages.CreateRequest, messages.CreateResponse>(async (request) => {
            const inputs = toProperties(request.getProperties());
            const urn = request.getUrn();
            const create = () => configured().create(urn, inputs, request.getPreview());
            const { id, outputs } = request.getPreview() ? create() : await withFaults("create", urn, create);
            return new messages.CreateResponse().setId(id).setProperties(toStruct(outputs));
        }),
        update: method<messages.UpdateRequest, messages.UpdateResponse>(async (request) => {
            const change = {
                oldInputs: toProperties(request.getOldInputs()),
                oldOutputs: toProperties(request.getOlds()),
                inputs: toProperties(request.getNews()),
            };
            const urn = request.getUrn();
            const update = () => configured().update(urn, request.getId(), change, request.getPreview());
            const outputs = request.getPreview() ? update() : await withFaults("update", urn, update);
            return new messages.UpdateResponse().setProperties(toStruct(outputs));
        }),
        read: method<messages.ReadRequest, messages.ReadResponse>((request) => {
            const before = toProperties(request.getProperties());
            const outputs = configured().read(request.getUrn(), request.getId(), before);
            return outputs === undefined
                ? new messages.ReadResponse()
                : new messages.ReadResponse()
                      .setId(request.getId())
                      .setProperties(toStruct(outputs))
                      .setInputs(request.getInputs());
        }),
        delete: method<messages.DeleteRequest, Empty>(async (request) => {
            const urn = request.getUrn();
            await withFaults("delete", urn, () =>
                configured().delete(urn, request.getId(), toProperties(request.getProperties())),
            );
            return new Empty();
        }),
        invoke: method<messages.InvokeRequest, messages.InvokeResponse>((request) => {
            const region = settings?.region ?? "";
            const outputs = invoke(request.getTok(), toProperties(request.getArgs()), { account, region });
            return new messages.InvokeResponse().setReturn(toStruct(outputs));
        }),
    });
    return new Promise((resolve, reject) => {
        server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) =>
            error === null ? resolve(port) : reject(error),
        );
    });
}

/** Reads a provider resource's inputs; nested values arrive as JSON text. */
function settingsFrom(inputs: Properties): Settings {
    const region = inputs.region;
    if (typeof region !== "string" || !isRegion(region))
        throw new Error(
            `AWS region ${JSON.stringify(region ?? "not set")}: set aws:region in the stack's configuration, ` +
                "for example us-east-1, as the official provider wants it too.",
        );
    const given = inputs.defaultTags;
    const defaultTags: unknown = typeof given === "string" ? JSON.parse(given) : given;
    const tags = isProperties(defaultTags) ? defaultTags.tags : undefined;
    return { region, defaultTags: isProperties(tags) ? tags : {} };
}
