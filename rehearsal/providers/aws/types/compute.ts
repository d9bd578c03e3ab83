import { describeTypes, text } from "../resourceType";

/** Changes that AWS records on the launch template itself, without a new version. */
const notVersioned = new Set(["tags", "defaultVersion", "updateDefaultVersion"]);

/** What runs the agents: launch templates, Auto Scaling groups and instances. */
export const compute = describeTypes({
    "aws:ec2/launchTemplate:LaunchTemplate": {
        inputs: `blockDeviceMappings capacityReservationSpecification cpuOptions creditSpecification defaultVersion
            description disableApiStop disableApiTermination ebsOptimized enclaveOptions hibernationOptions
            iamInstanceProfile imageId instanceInitiatedShutdownBehavior instanceMarketOptions instanceRequirements
            instanceType kernelId keyName licenseSpecifications maintenanceOptions metadataOptions monitoring name^
            namePrefix^ networkInterfaces networkPerformanceOptions placement privateDnsNameOptions ramDiskId region^
            secondaryInterfaces securityGroupNames tagSpecifications tags updateDefaultVersion userData
            vpcSecurityGroupIds`,
        autoName: { maxLength: 125 },
        namePattern: /^[a-zA-Z0-9().\-/_]{3,125}$/,
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
            if (changed.every((key) => notVersioned.has(key))) {
                return [];
            }
            return inputs.updateDefaultVersion === true
                ? ["latestVersion", "defaultVersion"]
                : ["latestVersion"];
        },
    },
    "aws:ec2/instance:Instance": {
        inputs: `ami^ associatePublicIpAddress availabilityZone^ capacityReservationSpecification cpuOptions
            creditSpecification disableApiStop disableApiTermination ebsBlockDevices ebsOptimized enablePrimaryIpv6
            enclaveOptions^ ephemeralBlockDevices^ forceDestroy getPasswordData hibernation^ hostId^
            hostResourceGroupArn^ iamInstanceProfile instanceInitiatedShutdownBehavior instanceMarketOptions^
            instanceType ipv6AddressCount ipv6Addresses keyName^ launchTemplate maintenanceOptions metadataOptions
            monitoring networkInterfaces^ placementGroup^ placementGroupId^ placementPartitionNumber^
            primaryNetworkInterface^ privateDnsNameOptions privateIp^ region^ rootBlockDevice secondaryNetworkInterfaces
            secondaryPrivateIps securityGroups^ sourceDestCheck subnetId^ tags tenancy^ userData userDataBase64
            userDataReplaceOnChange volumeTags vpcSecurityGroupIds`,
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
            privateIp: `10.0.1.${4 + (Number.parseInt(i.hex(2, "ip"), 16) % 250)}`,
            privateDns: "ip-10-0-1-4.ec2.internal",
            publicDns: "",
            publicIp: "",
            spotInstanceRequestId: "",
            tenancy: "default",
        }),
    },
    "aws:autoscaling/group:Group": {
        inputs: `availabilityZoneDistribution availabilityZones capacityRebalance capacityReservationSpecification
            context defaultCooldown defaultInstanceWarmup desiredCapacity desiredCapacityType enabledMetrics forceDelete
            forceDeleteWarmPool healthCheckGracePeriod healthCheckType ignoreFailedScalingActivities
            initialLifecycleHooks instanceLifecyclePolicy instanceMaintenancePolicy instanceRefresh
            launchConfiguration launchTemplate loadBalancers maxInstanceLifetime maxSize! metricsGranularity
            minElbCapacity minSize! mixedInstancesPolicy name^ namePrefix^ placementGroup protectFromScaleIn region^
            serviceLinkedRoleArn suspendedProcesses tags targetGroupArns terminationPolicies trafficSources
            vpcZoneIdentifiers waitForCapacityTimeout waitForElbCapacity warmPool`,
        autoName: {},
        // Its tags are a list that says for each whether instances get it, and default tags do not reach it.
        hasTagsAll: false,
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
        inputs: `autoscalingGroupName!^ defaultResult heartbeatTimeout lifecycleTransition! name^ notificationMetadata
            notificationTargetArn region^ roleArn`,
        autoName: {},
        // The provider's id is the name alone, which is unique in its group only.
        id: ({ inputs }) => `${text(inputs.autoscalingGroupName)}/${text(inputs.name)}`,
        goesWith: ({ inputs }) => `aws:autoscaling/group:Group ${text(inputs.autoscalingGroupName)}`,
        computed: () => ({ defaultResult: "ABANDON" }),
    },
});
