import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { topicPolicy } from "../documents/auditRolePolicies";
import type { Site } from "../site";
import type { Tags } from "../tags";

/** The topic's name and key, and who listens to it. */
export interface AlarmTopicArgs {
    readonly site: Site;
    /** The logs key's policy names the topic, so its name is fixed. */
    readonly topic: { readonly name: string; readonly arn: string };
    readonly keyArn: pulumi.Input<string>;
    /** Who gets a mail, once they confirm. @default nobody; others can subscribe */
    readonly emails?: readonly string[];
    /** First part of the names of the rules that tell events. */
    readonly ruleNamePrefix: string;
    readonly tags: Tags;
}

/** Where alarms are told: an encrypted topic to which only this environment's alarms and rules publish, and who listens to it. */
export class AlarmTopic extends pulumi.ComponentResource {
    readonly topic: aws.sns.Topic;
    /** What has to be in force before the first alarm: without it a message is lost, and nothing says so. */
    readonly ready: readonly pulumi.Resource[];

    constructor(name: string, args: AlarmTopicArgs, opts?: pulumi.ComponentResourceOptions) {
        super("jenkins-efs:auditing:AlarmTopic", name, {}, opts);
        const { site, tags } = args;
        const parent = { parent: this };

        this.topic = new aws.sns.Topic(
            name,
            { name: args.topic.name, kmsMasterKeyId: args.keyArn, tags: { ...tags, Name: args.topic.name } },
            parent,
        );
        const published = new aws.sns.TopicPolicy(
            name,
            { arn: this.topic.arn, policy: topicPolicy(site, args.topic.arn, args.ruleNamePrefix) },
            parent,
        );
        for (const endpoint of args.emails ?? [])
            new aws.sns.TopicSubscription(
                `${name}-${endpoint}`,
                { topic: this.topic.arn, protocol: "email", endpoint },
                parent,
            );
        this.ready = [published];
        this.registerOutputs({ topicArn: this.topic.arn });
    }
}
