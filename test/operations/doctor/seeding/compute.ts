import {
    AutoScalingClient,
    CreateAutoScalingGroupCommand,
    PutLifecycleHookCommand,
} from "@aws-sdk/client-auto-scaling";
import { CreateLaunchTemplateCommand, DescribeImagesCommand, EC2Client } from "@aws-sdk/client-ec2";
import { isRecord } from "../../../../state/exported";
import { recordsOf, textOf, textsOf } from "../../../../state/graph";
import { clientOf, type Seeding } from "./seeding";

/** The agents' groups, each with its instance. */
export async function seedCompute(seeding: Seeding): Promise<void> {
    const { graph } = seeding;
    const ec2 = clientOf(EC2Client);
    const scaling = clientOf(AutoScalingClient);
    const [image] = (await ec2.send(new DescribeImagesCommand({ Owners: ["amazon"] }))).Images ?? [];
    for (const template of graph.all("aws:ec2/launchTemplate:LaunchTemplate")) {
        const { LaunchTemplate } = await ec2.send(
            new CreateLaunchTemplateCommand({
                LaunchTemplateName: textOf(template, "name"),
                LaunchTemplateData: { ImageId: image?.ImageId, InstanceType: "t3.large" },
            }),
        );
        seeding.rename(template.id, LaunchTemplate?.LaunchTemplateId);
    }
    for (const group of graph.all("aws:autoscaling/group:Group")) {
        const [template] = recordsOf(group, "launchTemplate");
        await scaling.send(
            new CreateAutoScalingGroupCommand({
                AutoScalingGroupName: textOf(group, "name"),
                MinSize: Number(group.props.minSize),
                MaxSize: Number(group.props.maxSize),
                DesiredCapacity: Number(group.props.desiredCapacity),
                LaunchTemplate: {
                    LaunchTemplateId: seeding.in(isRecord(template) ? template.id : ""),
                    Version: String(template?.version),
                },
                VPCZoneIdentifier: textsOf(group, "vpcZoneIdentifiers")
                    .map((subnet) => seeding.in(subnet))
                    .join(),
            }),
        );
    }
    for (const hook of graph.all("aws:autoscaling/lifecycleHook:LifecycleHook"))
        await scaling.send(
            new PutLifecycleHookCommand({
                AutoScalingGroupName: textOf(hook, "autoscalingGroupName"),
                LifecycleHookName: textOf(hook, "name"),
                LifecycleTransition: textOf(hook, "lifecycleTransition"),
            }),
        );
}
