import { tokens } from "../../policy-pack/kernel/tokens";
import {
    accessPoint,
    agentGroup,
    fileSystem,
    other,
    profile,
    role,
    rolePolicy,
    scalingGroup,
    subnetA,
    template,
} from "./baseline";
import { inherited, instance, using } from "./machines";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const second = { ...template, name: "second" };

const otherRole = { ...role, name: "other-role" };

const otherProfile = { ...but(profile, { role: of(otherRole, "name") }), name: "other-profile" };

/** What lets the role mount. */
const mounting = [rolePolicy, accessPoint, fileSystem];

rule("ec2-instance-profile-per-agent", {
    accepts: {
        "one template with its role": using(template),
        "two templates, each with its role": [
            ...using(template),
            but(second, { iamInstanceProfile: { arn: of(otherProfile) } }),
            otherProfile,
            otherRole,
        ],
        "an instance that takes it from its template": [...using(template), inherited],
        "one role for web servers, which mount nothing": [...using(template), second],
        "a role that the configuration lets be shared": {
            plan: [...using(template), second, ...mounting],
            config: { sharedRoles: ["agent-role"] },
        },
    },
    refuses: {
        "one profile for two templates": {
            plan: [...using(template), second, ...mounting],
            on: "second",
            says: /may mount EFS, as agent does/,
        },
        "two profiles of one role": {
            plan: [
                ...using(template),
                but(second, { iamInstanceProfile: { name: of({ ...profile, name: "again" }, "name") } }),
                { ...profile, name: "again" },
                ...mounting,
            ],
            on: "second",
        },
        "a template and an instance with one role": {
            plan: [...using(template), instance, ...mounting],
            on: "instance",
        },
        "a template without a profile where the stack has none": but(template, {
            iamInstanceProfile: undefined,
        }),
        "a request for a spot instance without a profile": declare(tokens.spotInstanceRequest, "spot"),
        "a template without a profile": {
            plan: using(but(template, { iamInstanceProfile: undefined })),
            says: /no instance profile/,
        },
    },
    waits: {
        "a profile from outside the stack": [
            but(template, { iamInstanceProfile: { arn: of({ ...profile, name: "elsewhere" }) } }),
            profile,
            role,
        ],
    },
    ignores: { "a stack without profiles": [agentGroup] },
});

rule("asg-launch-template", {
    accepts: {
        "a launch template": using(scalingGroup),
        "a mixed instances policy": but(scalingGroup, {
            launchTemplate: undefined,
            mixedInstancesPolicy: { launchTemplate: {} },
        }),
        "a template that is not known yet": but(scalingGroup, { launchTemplate: unknown }),
    },
    refuses: {
        "a launch configuration": {
            plan: but(scalingGroup, { launchTemplate: undefined, launchConfiguration: "old" }),
            says: /launch configuration/,
        },
        neither: { plan: but(scalingGroup, { launchTemplate: undefined }), says: /no launch template/ },
    },
    ignores: { "another resource": other },
});

const inOneZone = but(scalingGroup, { vpcZoneIdentifiers: [of(subnetA, "id")] });

const because = (tag: string, value: unknown) =>
    but(inOneZone, { tags: [{ key: tag, value, propagateAtLaunch: false }] });

rule("asg-multi-az", {
    accepts: {
        "two subnets": using(scalingGroup),
        "two zones": but(scalingGroup, {
            vpcZoneIdentifiers: undefined,
            availabilityZones: ["us-east-1a", "us-east-1b"],
        }),
        "one zone, with a reason": using(because("single-az-reason", "license server")),
        "one zone, with a reason by the organisation's tag": {
            plan: using(because("zone", "why")),
            config: { reasonTags: ["zone"] },
        },
    },
    refuses: {
        "one subnet": { plan: using(inOneZone), says: /1 zone/ },
        "one subnet, with an empty reason": using(because("single-az-reason", "")),
        "one subnet, with another tag": using(because("single-az", "yes")),
        neither: but(scalingGroup, { vpcZoneIdentifiers: undefined }),
    },
    waits: { "subnets that are not known yet": but(scalingGroup, { vpcZoneIdentifiers: unknown }) },
    ignores: { "another resource": other },
});
