import type { Site } from "../../infra/site";

/** A site for what is a function of one. */
export const site: Site = {
    accountId: "111122223333",
    region: "us-east-1",
    partition: "aws",
    dnsSuffix: "amazonaws.com",
    deployerArn: "arn:aws:iam::111122223333:role/Deployer",
    boundaryArn: "arn:aws:iam::111122223333:policy/jenkins-efs-boundary",
    autoscalingRoleArn: "arn:aws:iam::111122223333:role/autoscaling",
    configRoleArn: undefined,
    zones: [],
};
