import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { configDelivery } from "../documents/auditBucketPolicies";
import { conformancePack } from "../documents/conformancePack";
import { missingRules } from "../documents/missingRules";
import type { Site } from "../site";
import type { Tags } from "../tags";
import { AuditBucket } from "./auditBucket";

/** What AWS Config's rules ask for by name, and what a recorder made here needs. */
export interface ComplianceArgs {
    readonly site: Site;
    readonly packName: string;
    /** First part of the bucket's name. */
    readonly bucketPrefix: string;
    readonly dataKeyArn: pulumi.Input<string>;
    readonly agentsKeyArn: pulumi.Input<string>;
    /** Every key of this environment in this region, by id. */
    readonly keyIds: pulumi.Input<readonly string[]>;
    readonly fileSystemId: pulumi.Input<string>;
    /** What the recorder that is made here needs. Absent: the account has its own. */
    readonly recorder?: {
        /** The service-linked role, which AWS keeps up to date with the types that it records. */
        readonly roleArn: string;
        readonly keyArn: pulumi.Input<string>;
        readonly accessLogs: AuditBucket;
        /** Days until a file is deleted. @default that of `AuditBucket` */
        readonly fileRetentionDays?: number;
    };
    /** Whether the engine refuses to delete the bucket of a recorder that is made here. @default that of `AuditBucket` */
    readonly protect?: boolean;
    readonly tags: Tags;
}

/**
 * AWS Config's judgement of what is really there, whoever changed it: the rules as one conformance pack, and on request
 * the recorder that they depend on, of which an account has one per region.
 */
export class Compliance extends pulumi.ComponentResource {
    constructor(name: string, args: ComplianceArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:Compliance", name, {}, opts);
        const missing = missingRules(args.site.region);
        if (missing.length > 0)
            void pulumi.log.warn(
                `AWS Config in ${args.site.region} has no rule ${missing.join(", ")}; the conformance pack leaves out what ` +
                    "is missing there, so AWS Config does not judge that in this region.",
                this,
            );
        const running = args.recorder ? [this.#addRecorder(name, args, args.recorder)] : [];
        new aws.cfg.ConformancePack(
            name,
            {
                name: args.packName,
                templateBody: pulumi
                    .output({
                        region: args.site.region,
                        dataKeyArn: args.dataKeyArn,
                        agentsKeyArn: args.agentsKeyArn,
                        keyIds: args.keyIds,
                        fileSystemId: args.fileSystemId,
                        environment: args.tags.environment,
                    })
                    .apply(conformancePack),
            },
            // AWS Config refuses rules where nothing records.
            { parent: this, dependsOn: running },
        );
        this.registerOutputs({});
    }

    #addRecorder(
        name: string,
        { site, bucketPrefix, protect, tags }: ComplianceArgs,
        recorder: NonNullable<ComplianceArgs["recorder"]>,
    ): aws.cfg.RecorderStatus {
        const parent = { parent: this };
        const files = new AuditBucket(
            name,
            {
                namePrefix: `${bucketPrefix}config-`,
                delivery: configDelivery(site),
                keyArn: recorder.keyArn,
                accessLogs: recorder.accessLogs,
                retentionDays: recorder.fileRetentionDays,
                protect,
                tags,
            },
            parent,
        );
        const recording = new aws.cfg.Recorder(
            name,
            {
                roleArn: recorder.roleArn,
                recordingGroup: { allSupported: true, includeGlobalResourceTypes: true },
            },
            parent,
        );
        const channel = new aws.cfg.DeliveryChannel(
            name,
            {
                s3BucketName: files.bucket.id,
                s3KmsKeyArn: recorder.keyArn,
                snapshotDeliveryProperties: { deliveryFrequency: "TwentyFour_Hours" },
            },
            { parent: this, dependsOn: [files.policy, recording] },
        );
        return new aws.cfg.RecorderStatus(
            name,
            { name: recording.name, isEnabled: true },
            { parent: this, dependsOn: channel },
        );
    }
}
