import { computeTypes, instanceTypes } from "../kernel/agents";
import type { Report } from "../kernel/report";
import { type Resource, resourceRule } from "../kernel/rule";
import { texts } from "../kernel/settings";
import { tokens } from "../kernel/tokens";
import { flag, items, present, see, show, text, UNKNOWN } from "../kernel/values";

interface Volume {
    readonly where: string;
    /** The object that holds `encrypted` and `kmsKeyId`. */
    readonly holder: unknown;
}

export const encryptedVolumes = resourceRule({
    name: "ec2-ebs-encrypted-customer-key",
    title: "Every EBS volume is encrypted with a customer managed key",
    asserts: "every block device is encrypted with a kmsKeyId, and the root device is among them",
    severity: "high",
    level: "advisory",
    decisive: "preview",
    references: {
        securityHub: ["EC2.3", "EC2.181"],
        configRules: ["ec2-launch-templates-ebs-volume-encrypted"],
        checkov: ["CKV_AWS_8"],
        prowler: ["ec2_ebs_volume_encryption"],
    },
    nist: { by: "Security Hub", controls: ["SC-28(1)", "SC-13"] },
    fix: [
        'blockDeviceMappings: [{ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: key.arn, volumeType: "gp3" } }]',
    ],
    types: computeTypes,
    settings: {
        rootDeviceNames: texts(
            "Names that root devices have in the images in use",
            ["/dev/xvda", "/dev/sda1", "/dev/sda"],
            "^/dev/",
        ),
    },
    check(resource, report, { rootDeviceNames }) {
        if (
            instanceTypes.includes(resource.type) &&
            present(see(resource.props, "launchTemplate")) &&
            !present(see(resource.props, "rootBlockDevice"))
        )
            return report.notApplicable("Its launch template decides");
        if (!hasRoot(resource, rootDeviceNames))
            report.violation(
                resource,
                "it does not state its root device, so the image decides whether that is encrypted",
                "state it, encrypted with a customer managed key",
                resource.type !== tokens.launchTemplate
                    ? "Set rootBlockDevice: { encrypted: true, kmsKeyId }"
                    : `Add a block device mapping for ${rootDeviceNames.join(" or ")}`,
            );
        for (const volume of volumesOf(resource)) judge(resource, volume, report);
    },
    remediate(resource) {
        // Not the key, which is the program's to choose: with encryption on, AWS's own key is used until it is.
        const open = volumesOf(resource).filter(
            ({ holder }) =>
                present(holder) &&
                holder !== UNKNOWN &&
                ![true, UNKNOWN].includes(flag(see(holder, "encrypted")) ?? false),
        );
        // Instances keep the volumes they have: only templates are safe to change.
        if (resource.type !== tokens.launchTemplate) return false;
        for (const { holder } of open) Object.assign(Object(holder), { encrypted: "true" });
        return open.length > 0;
    },
});

function hasRoot({ type, props }: Resource, names: readonly string[]): boolean {
    if (type !== tokens.launchTemplate) return present(see(props, "rootBlockDevice"));
    const mappings = items(see(props, "blockDeviceMappings"));
    return mappings.some((mapping) => {
        const name = see(mapping, "deviceName");
        // The root device's name may come from a lookup of the image.
        return name === UNKNOWN || names.includes(text(name) ?? "");
    });
}

function volumesOf({ type, props }: Resource): readonly Volume[] {
    if (type !== tokens.launchTemplate) {
        const root = see(props, "rootBlockDevice");
        return [
            ...(present(root) ? [{ where: "rootBlockDevice", holder: root }] : []),
            ...items(see(props, "ebsBlockDevices")).map((holder, index) => ({
                where: `ebsBlockDevices[${index}]`,
                holder,
            })),
        ];
    }
    return items(see(props, "blockDeviceMappings")).flatMap((mapping, index) => {
        if (mapping === UNKNOWN) return [{ where: `blockDeviceMappings[${index}]`, holder: UNKNOWN }];
        // A mapping without `ebs` is an instance store, or takes a device away.
        if (present(see(mapping, "virtualName")) || present(see(mapping, "noDevice"))) return [];
        return [{ where: `blockDeviceMappings[${index}].ebs`, holder: see(mapping, "ebs") }];
    });
}

function judge(resource: Resource, { where, holder }: Volume, report: Report): void {
    const encrypted = flag(see(holder, "encrypted"));
    if (encrypted === UNKNOWN) report.wait(resource, `${where}.encrypted`);
    else if (encrypted !== true) {
        report.violation(
            resource,
            `${where}.encrypted is ${show(see(holder, "encrypted"))}`,
            "be true",
            `Set ${where}.encrypted, and kmsKeyId to a customer managed key`,
        );
        return;
    }
    // Launch configurations cannot name a key: that they are left behind is asg-launch-template's business.
    if (resource.type === tokens.launchConfiguration) return;
    const key = see(holder, "kmsKeyId");
    if (present(key) && !/(^|[:/])alias\/aws\//.test(text(key) ?? "")) return;
    report.violation(
        resource,
        present(key)
            ? `${where}.kmsKeyId is ${show(key)}, a key that AWS manages`
            : `${where}.kmsKeyId is absent, so AWS's own key is used`,
        "be the ARN of a customer managed key",
        `Set ${where}.kmsKeyId`,
    );
}
