import { describeTypes, text } from "../resourceType";
import { tagKey, tagValue, upTo } from "../texts";

/** Changes that AWS records on the launch template itself, without a new version. */
const notVersioned = new Set(["tags", "defaultVersion", "updateDefaultVersion"]);

/** What runs the agents: launch templates, Auto Scaling groups and instances. */
export const compute = describeTypes({
    "aws:ec2/launchTemplate:LaunchTemplate": {
        replaces: "name namePrefix",
        autoName: { maxLength: 125 },
        texts: { name: /^[a-zA-Z0-9().\-/_]{3,125}$/, description: upTo(255) },
        id: ({ hex }) => `lt-${hex(17)}`,
        computed: (i) => {
            const before = Number(i.previous?.latestVersion ?? 0);
            return {
                arn: i.arn("ec2", `launch-template/${i.id}`),
                defaultVersion: i.inputs.updateDefaultVersion === true ? before + 1 : 1,
                latestVersion: before + 1,
            };
        },
        unknownOnUpdate: (changed, inputs) => {
            if (changed.every((key) => notVersioned.has(key))) return [];
            return inputs.updateDefaultVersion === true
                ? ["latestVersion", "defaultVersion"]
                : ["latestVersion"];
        },
    },
    "aws:ec2/instance:Instance": {
        replaces: `ami availabilityZone enclaveOptions ephemeralBlockDevices hibernation hostId
            hostResourceGroupArn instanceMarketOptions keyName networkInterfaces placementGroup
            placementGroupId placementPartitionNumber primaryNetworkInterface privateIp securityGroups
            subnetId tenancy`,
        defaults: { getPasswordData: false, sourceDestCheck: true, userDataReplaceOnChange: false },
        holds: "subnetId vpcSecurityGroupIds",
        id: ({ hex }) => `i-${hex(17)}`,
        computed: (i) => ({
            arn: i.arn("ec2", `instance/${i.id}`),
            associatePublicIpAddress: false,
            availabilityZone: i.zoneOfSubnet(i.inputs.subnetId).name,
            instanceLifecycle: "",
            instanceState: "running",
            outpostArn: "",
            passwordData: "",
            primaryNetworkInterfaceId: `eni-${i.hex(17, "eni")}`,
            privateIp: i.addressIn(i.inputs.subnetId),
            privateDns: `ip-${i.addressIn(i.inputs.subnetId).replaceAll(".", "-")}.ec2.internal`,
            publicDns: "",
            publicIp: "",
            spotInstanceRequestId: "",
            tenancy: "default",
        }),
    },
    "aws:autoscaling/group:Group": {
        replaces: "name namePrefix",
        autoName: {},
        texts: { name: /^(?!.*:)[\x21-\x7e]{1,255}$/, "tags.key": tagKey, "tags.value": tagValue },
        // Its tags are a list that says for each whether instances get it, and default tags do not reach it.
        defaults: {
            forceDelete: false,
            forceDeleteWarmPool: false,
            healthCheckGracePeriod: 300,
            ignoreFailedScalingActivities: false,
            metricsGranularity: "1Minute",
            protectFromScaleIn: false,
            waitForCapacityTimeout: "10m",
        },
        holds: "vpcZoneIdentifiers",
        id: ({ inputs }) => text(inputs.name),
        computed: (i) => ({
            arn: i.arn("autoscaling", `autoScalingGroup:${i.hex(32, "uuid")}:autoScalingGroupName/${i.id}`),
            availabilityZones: Array.isArray(i.inputs.vpcZoneIdentifiers)
                ? [
                      ...new Set(i.inputs.vpcZoneIdentifiers.map((subnet) => i.zoneOfSubnet(subnet).name)),
                  ].sort()
                : [],
            defaultCooldown: 300,
            desiredCapacity: i.inputs.minSize,
            healthCheckType: "EC2",
            loadBalancers: [],
            predictedCapacity: 0,
            serviceLinkedRoleArn: i.globalArn(
                "iam",
                "role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
            ),
            targetGroupArns: [],
            trafficSources: [],
            warmPoolSize: 0,
        }),
        unknownOnUpdate: (changed) => (changed.includes("vpcZoneIdentifiers") ? ["availabilityZones"] : []),
    },
    "aws:autoscaling/lifecycleHook:LifecycleHook": {
        overwrites: true,
        replaces: "autoscalingGroupName name",
        autoName: {},
        texts: { name: /^[A-Za-z0-9\-_/]{1,255}$/ },
        // The provider's id is the name alone, which is unique in its group only.
        id: ({ inputs }) => `${text(inputs.autoscalingGroupName)}/${text(inputs.name)}`,
        goesWith: ({ inputs }) => `aws:autoscaling/group:Group ${text(inputs.autoscalingGroupName)}`,
        computed: () => ({ defaultResult: "ABANDON" }),
    },
});
