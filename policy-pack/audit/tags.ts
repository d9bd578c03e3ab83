import { resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { present, see, UNKNOWN } from "../kernel/values";

const taggable = [
    tokens.accessPoint,
    tokens.backupPlan,
    tokens.fileSystem,
    tokens.instance,
    tokens.instanceProfile,
    tokens.key,
    tokens.launchTemplate,
    tokens.logGroup,
    tokens.metricAlarm,
    tokens.policy,
    tokens.role,
    tokens.secret,
    tokens.subnet,
    tokens.topic,
    tokens.trail,
    tokens.vault,
    tokens.vpc,
    tokens.vpcEndpoint,
    "aws:ec2/securityGroup:SecurityGroup",
    "aws:s3/bucket:Bucket",
] as const;

export const requiredTags = resourceRule({
    name: "required-tags",
    title: "Resources carry the required tags",
    asserts: "tagsAll of taggable resources holds every tag of requiredTags",
    severity: "low",
    level: "mandatory",
    decisive: "preview",
    references: {
        securityHub: ["EFS.5", "Backup.3", "Backup.5"],
        configRules: ["tagged-efs-accesspoint"],
    },
    nist: { by: "this pack", controls: ["CM-8"] },
    fix: ['new aws.Provider("aws", { defaultTags: { tags: { project: "jenkins", owner: "ci-team" } } });'],
    types: taggable,
    settings: { requiredTags: texts("Tags that every taggable resource carries") },
    check(resource, report, { requiredTags }) {
        if (requiredTags.length === 0) return report.notApplicable("The configuration requires no tag");
        const all = see(resource.props, "tagsAll");
        const own = see(resource.props, "tags");
        const tagged = (tag: string) =>
            [all, own].some((tags) => tags !== UNKNOWN && present(see(tags, tag)));
        const missing = requiredTags.filter((tag) => !tagged(tag));
        if (missing.length === 0) return;
        if (all === UNKNOWN || own === UNKNOWN) return report.wait(resource, "tags");
        report.violation(
            resource,
            `it lacks the tag(s) ${missing.join(", ")}`,
            `carry ${requiredTags.join(", ")}`,
            "Set them in defaultTags of the provider",
        );
    },
});
