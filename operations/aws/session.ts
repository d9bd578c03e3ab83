import { isRecord } from "../../state/exported";
import { noteCall } from "./errors";

// The kit runs on Node 20 too, with versions of the SDK that do: renovate.json holds them back. Nobody else needs to know.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= "true";

/** Services that the commands call, as the SDK's clients name themselves, each with what its actions begin with in a policy. */
const prefixes: Readonly<Record<string, string>> = {
    "Auto Scaling": "autoscaling",
    Backup: "backup",
    CloudTrail: "cloudtrail",
    CloudWatch: "cloudwatch",
    "CloudWatch Logs": "logs",
    "Config Service": "config",
    EC2: "ec2",
    EFS: "elasticfilesystem",
    EventBridge: "events",
    IAM: "iam",
    KMS: "kms",
    S3: "s3",
    "Secrets Manager": "secretsmanager",
    "Service Quotas": "servicequotas",
    SNS: "sns",
    SSM: "ssm",
    STS: "sts",
    imagebuilder: "imagebuilder",
};

/**
 * Actions whose names are not those of their operations.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html
 */
const actions: Readonly<Record<string, string>> = {
    "s3:GetPublicAccessBlock": "s3:GetBucketPublicAccessBlock",
    "s3:GetBucketEncryption": "s3:GetEncryptionConfiguration",
    "s3:GetBucketLifecycleConfiguration": "s3:GetLifecycleConfiguration",
    "s3:GetObjectLockConfiguration": "s3:GetBucketObjectLockConfiguration",
};

/** A call to AWS, as it was made, or as a dry run would have made it. */
export interface Call {
    /** Service and operation, as a policy names the action: `elasticfilesystem:CreateAccessPoint`. */
    readonly action: string;
    readonly region: string;
    readonly input: Readonly<Record<string, unknown>>;
}

/** What AWS would answer to a call that a dry run does not make, by action: what the steps after it read of the answer. */
export type Pretended = Readonly<
    Record<string, (input: Readonly<Record<string, unknown>>) => Readonly<Record<string, unknown>>>
>;

/** How a command talks to AWS. */
export interface SessionOptions {
    /** A profile of the user's AWS configuration. @default the credentials that the AWS CLI would take too */
    readonly profile?: string | undefined;
    /** Region of the calls that name no other. */
    readonly region: string;
    /** Whether calls that change something are only told. @default false */
    readonly dryRun?: boolean;
    /** Where progress and, in a dry run, each call are told, a line each. */
    readonly say: (line: string) => void;
    /** Needed of a dry run whose later steps read what earlier ones made. @default empty answers */
    readonly pretended?: Pretended;
    /** What every pause is multiplied with. @default 1 */
    readonly pace?: number;
}

/** What the SDK's clients have in common, of which the session uses no more. */
export interface Client {
    readonly config: { readonly serviceId: string };
    readonly middlewareStack: object;
    destroy(): void;
}

/** A client's stack of middleware, whatever the inputs and outputs of its service. */
interface MiddlewareStack {
    add(middleware: (next: Handler, context: Context) => Handler, options: Placed): void;
}
interface Placed {
    readonly step: "initialize";
    readonly priority: "high";
    readonly name: string;
}
type Context = { readonly commandName?: string };
type Handler = (args: { readonly input: unknown }) => Promise<{ output: unknown; response: unknown }>;

/** How the session makes its clients, and how long they wait: without the last, a stalled connection is only warned of. */
export interface ClientOptions {
    readonly region: string;
    readonly profile?: string;
    readonly retryMode: "standard";
    readonly maxAttempts: number;
    readonly requestHandler: {
        readonly connectionTimeout: number;
        readonly requestTimeout: number;
        readonly throwOnRequestTimeout: true;
    };
}

/** Operations that change nothing, by the words that AWS's APIs begin their names with. */
const isReading = (operation: string): boolean =>
    /^(BatchGet|Describe|Get|List|Lookup|Search)/.test(operation);

/** Members of the APIs' inputs that nobody is to see. */
const secretMembers = new Set(["SecretBinary", "SecretString"]);

const shown = (input: unknown): string =>
    JSON.stringify(input, (key, value) => (secretMembers.has(key) ? "[secret]" : value));

/**
 * One run of a command, as AWS sees it: the same credentials and patience for each client, every call noted. In a dry run it
 * says each call, and makes those only that change nothing.
 */
export class Session {
    /** Every call so far, in their order. */
    readonly calls: Call[] = [];
    readonly #clients = new Map<string, Client>();

    constructor(private readonly options: SessionOptions) {}

    get dryRun(): boolean {
        return this.options.dryRun === true;
    }

    get region(): string {
        return this.options.region;
    }

    /** Tells a line of progress. */
    say(line: string): void {
        this.options.say(line);
    }

    /**
     * A client of one of the SDK's services; the same one each time.
     * @param Service its class, such as `EFSClient`
     * @param region @default the session's
     */
    client<C extends Client>(Service: new (options: ClientOptions) => C, region = this.region): C {
        const key = `${Service.name} ${region}`;
        const known = this.#clients.get(key);
        if (known !== undefined) return known as C;
        const client = new Service({
            region,
            ...(this.options.profile === undefined ? {} : { profile: this.options.profile }),
            retryMode: "standard",
            maxAttempts: 6,
            requestHandler: { connectionTimeout: 5000, requestTimeout: 60_000, throwOnRequestTimeout: true },
        });
        this.#watch(client, region);
        this.#clients.set(key, client);
        return client;
    }

    #watch(client: Client, region: string): void {
        const { serviceId } = client.config;
        const prefix = prefixes[serviceId];
        if (prefix === undefined) throw new Error(`operations/aws/session.ts does not know ${serviceId}.`);
        (client.middlewareStack as MiddlewareStack).add(
            (next, { commandName = "" }) =>
                async (args) => {
                    const operation = commandName.replace(/Command$/, "");
                    const called = `${prefix}:${operation}`;
                    const action = actions[called] ?? called;
                    const input = isRecord(args.input) ? args.input : {};
                    this.calls.push({ action, region, input });
                    if (this.dryRun) {
                        this.say(
                            `${isReading(operation) ? "calls      " : "would call "} ${action} in ${region} ${shown(input)}`,
                        );
                        if (!isReading(operation)) {
                            const answer = this.options.pretended?.[action]?.(input);
                            return { output: { $metadata: {}, ...answer }, response: undefined };
                        }
                    }
                    try {
                        return await next(args);
                    } catch (error) {
                        throw noteCall(error, action, region);
                    }
                },
            { step: "initialize", priority: "high", name: "jenkinsEfsSession" },
        );
    }

    /**
     * Looks until something is there. A dry run says so, and takes it as there.
     * @param what the end of "Waiting until", for progress and for the error
     * @param look undefined as long as it is not there; what it throws ends the waiting
     * @param pretended what a dry run goes on with
     * @throws Error after the last look, which says how long was waited
     */
    async until<T>(
        what: string,
        { everySeconds, minutes }: { readonly everySeconds: number; readonly minutes: number },
        look: () => Promise<T | undefined>,
        pretended: T,
    ): Promise<T> {
        if (this.dryRun) {
            this.say(`would wait  until ${what}, for ${minutes} minutes at most`);
            return pretended;
        }
        const looks = Math.ceil((minutes * 60) / everySeconds);
        for (let looked = 0; looked <= looks; looked += 1) {
            const found = await look();
            if (found !== undefined) return found;
            if (looked === 0) this.say(`Waiting until ${what}, for ${minutes} minutes at most.`);
            if (looked < looks) await this.pause(everySeconds);
        }
        throw new Error(`Waited ${minutes} minutes in vain until ${what}.`);
    }

    /** Waits for some seconds; a dry run does not. */
    async pause(seconds: number): Promise<void> {
        if (this.dryRun) return;
        await new Promise((resolve) => setTimeout(resolve, seconds * 1000 * (this.options.pace ?? 1)));
    }

    /** Closes every connection, so that the process can end. */
    close(): void {
        for (const client of this.#clients.values()) client.destroy();
    }
}
