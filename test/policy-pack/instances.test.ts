import { tokens } from "../../policy-pack/kernel/tokens";
import { key, other, template } from "./baseline";
import { inherited, instance, using } from "./machines";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const configuration = declare(tokens.launchConfiguration, "old", {
    metadataOptions: { httpTokens: "required", httpPutResponseHopLimit: 1 },
});

const options = (metadataOptions: unknown) => using(but(template, { metadataOptions }));

const fleet = (props: object) => declare(tokens.spotFleetRequest, "fleet", { ...props });

rule("ec2-imdsv2-required", {
    accepts: {
        "a launch template that requires it": using(template),
        "an instance that requires it": using(instance),
        "a launch configuration that requires it": configuration,
        "instances without metadata": options({ httpEndpoint: "disabled" }),
    },
    refuses: {
        "a spot fleet whose machines cannot say": {
            plan: fleet({ launchSpecifications: [{ ami: "ami-0", instanceType: "t3.small" }] }),
            says: /launchTemplateConfigs/,
        },
        optional: { plan: options({ httpTokens: "optional" }), says: /"optional"/ },
        "a launch template that does not say": { plan: options(undefined), says: /absent/ },
        "options without tokens": options({ httpEndpoint: "enabled" }),
        "an instance that does not say": using(but(instance, { metadataOptions: undefined })),
        "a launch configuration that does not say": but(configuration, { metadataOptions: undefined }),
        "a request for a spot instance that does not say": declare(tokens.spotInstanceRequest, "spot"),
    },
    waits: {
        "options that are not known yet": options(unknown),
        "specifications that are not known yet": fleet({ launchSpecifications: unknown }),
    },
    ignores: {
        "an instance that takes them from its template": inherited,
        "a spot fleet by templates": fleet({ launchTemplateConfigs: [{}] }),
        "another resource": other,
    },
});

rule("ec2-imds-hop-limit", {
    accepts: {
        "one hop": using(template),
        "two hops where the configuration says so": {
            plan: options({ httpTokens: "required", httpPutResponseHopLimit: 2 }),
            config: { maximumHops: 2 },
        },
        "instances without metadata": options({ httpEndpoint: "disabled" }),
    },
    refuses: {
        "two hops": { plan: options({ httpTokens: "required", httpPutResponseHopLimit: 2 }), says: /is 2/ },
        "a template that does not say": { plan: options({ httpTokens: "required" }), says: /absent/ },
        "64 hops as text": options({ httpPutResponseHopLimit: "64" }),
    },
    waits: { "a limit that is not known yet": options({ httpPutResponseHopLimit: unknown }) },
    ignores: { "an instance that takes it from its template": inherited, "another resource": other },
});

const interfaces = (...networkInterfaces: unknown[]) => using(but(template, { networkInterfaces }));

rule("ec2-no-public-ip", {
    accepts: {
        "a template without interfaces": using(template),
        "an interface that says no": interfaces({ associatePublicIpAddress: "false" }),
        "an interface that leaves it to a private subnet": interfaces({ deviceIndex: 0 }),
        "an instance that says no": using(but(instance, { associatePublicIpAddress: false })),
    },
    refuses: {
        "true as text, as templates keep it": {
            plan: interfaces({ associatePublicIpAddress: "false" }, { associatePublicIpAddress: "true" }),
            says: /networkInterfaces\[1\]/,
        },
        true: interfaces({ associatePublicIpAddress: true }),
        "an instance with one": using(but(instance, { associatePublicIpAddress: true })),
        "a launch configuration with one": but(configuration, { associatePublicIpAddress: true }),
    },
    waits: {
        "an interface that is not known yet": interfaces(unknown),
        "an address that is not known yet": using(but(instance, { associatePublicIpAddress: unknown })),
    },
    ignores: { "another resource": other },
});

const disk = { encrypted: "true", kmsKeyId: of(key) };

const disks = (...blockDeviceMappings: unknown[]) => using(but(template, { blockDeviceMappings }));

rule("ec2-ebs-encrypted-customer-key", {
    accepts: {
        "an encrypted root": using(template),
        "an encrypted root and an encrypted second disk": disks(
            { deviceName: "/dev/xvda", ebs: disk },
            { deviceName: "/dev/sdf", ebs: disk },
        ),
        "an instance store beside it": disks(
            { deviceName: "/dev/xvda", ebs: disk },
            { deviceName: "/dev/sdb", virtualName: "ephemeral0" },
        ),
        "a device taken away": disks(
            { deviceName: "/dev/xvda", ebs: disk },
            { deviceName: "/dev/sdc", noDevice: "true" },
        ),
        "a root whose name comes from the image": disks({ deviceName: unknown, ebs: disk }),
        "another root name where the configuration says so": {
            plan: disks({ deviceName: "/dev/nvme0", ebs: disk }),
            config: { rootDeviceNames: ["/dev/nvme0"] },
        },
        "an instance": using(instance),
    },
    refuses: {
        "an open disk of a launch configuration": but(configuration, {
            rootBlockDevice: { encrypted: false },
        }),
        "an open disk of a request for a spot instance": declare(tokens.spotInstanceRequest, "spot", {
            rootBlockDevice: { encrypted: false },
        }),
        "a disk that says false": {
            plan: disks({ deviceName: "/dev/xvda", ebs: { ...disk, encrypted: "false" } }),
            says: /ebs\.encrypted is "false"/,
        },
        "a disk that does not say": {
            plan: disks({ deviceName: "/dev/xvda", ebs: { kmsKeyId: of(key) } }),
            says: /absent/,
        },
        "a disk without a key": {
            plan: disks({ deviceName: "/dev/xvda", ebs: { encrypted: "true" } }),
            says: /kmsKeyId is absent/,
        },
        "AWS's own key": {
            plan: disks({ deviceName: "/dev/xvda", ebs: { encrypted: "true", kmsKeyId: "alias/aws/ebs" } }),
            says: /AWS manages/,
        },
        "a second disk in clear": {
            plan: disks(
                { deviceName: "/dev/xvda", ebs: disk },
                { deviceName: "/dev/sdf", ebs: { encrypted: "false" } },
            ),
            says: /\[1\]/,
        },
        "a mapping without a disk": disks({ deviceName: "/dev/xvda" }),
        "a template that leaves the root to the image": {
            plan: disks({ deviceName: "/dev/sdf", ebs: disk }),
            says: /root device/,
        },
        "a template without mappings": disks(),
        "an instance that leaves the root to the image": using(but(instance, { rootBlockDevice: undefined })),
        "an instance's second disk in clear": using(
            but(instance, { ebsBlockDevices: [{ deviceName: "/dev/sdf", encrypted: false }] }),
        ),
    },
    waits: {
        "encryption that is not known yet": disks({
            deviceName: "/dev/xvda",
            ebs: { ...disk, encrypted: unknown },
        }),
        "a mapping that is not known yet": disks(unknown),
    },
    ignores: { "an instance that takes its root from its template": inherited, "another resource": other },
});

rule("ec2-detailed-monitoring", {
    accepts: { "a template with it": using(template), "an instance with it": using(instance) },
    refuses: {
        "a template without it": {
            plan: using(but(template, { monitoring: undefined })),
            says: /monitoring\.enabled is absent/,
        },
        false: using(but(template, { monitoring: { enabled: false } })),
        "an instance without it": using(but(instance, { monitoring: undefined })),
    },
    waits: { "a value that is not known yet": using(but(template, { monitoring: unknown })) },
    ignores: { "an instance that takes it from its template": inherited, "another resource": other },
});
