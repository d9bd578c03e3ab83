import * as aws from "@pulumi/aws";

// Nothing of the kit: another team's program, before anybody has asked what is wrong with it.
const group = new aws.ec2.SecurityGroup("files", {
    vpcId: "vpc-0a1b2c3d4e5f60700",
    description: "NFS",
    ingress: [{ protocol: "tcp", fromPort: 2049, toPort: 2049, cidrBlocks: ["0.0.0.0/0"] }],
});
const files = new aws.efs.FileSystem("files");
new aws.efs.MountTarget("files", {
    fileSystemId: files.id,
    subnetId: "subnet-0a1b2c3d4e5f60700",
    securityGroups: [group.id],
});
