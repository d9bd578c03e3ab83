import type { Statement, Subject } from "../operation";
import type { BakeOptions } from "./options";
import { pipelinesOf } from "./pipelines";

/** What a caller has to be allowed: these pipelines and these parameters, and to look at images. */
export function policyFor(subject: Subject, { list }: BakeOptions): readonly Statement[] {
    const { partition, region, account } = subject.place;
    const pipelines = pipelinesOf(subject);
    const parameters = pipelines.map(
        ({ parameter }) => `arn:${partition}:ssm:${region}:${account}:parameter${parameter}`,
    );
    // EC2 knows no resource here: every image of the account is seen, or none.
    const look: Statement = {
        Sid: "LookAtImages",
        Effect: "Allow",
        Action: "ec2:DescribeImages",
        Resource: "*",
    };
    if (list)
        return [
            look,
            { Sid: "ReadVersions", Effect: "Allow", Action: "ssm:GetParameterHistory", Resource: parameters },
        ];
    return [
        {
            Sid: "Bake",
            Effect: "Allow",
            Action: ["imagebuilder:ListImagePipelineImages", "imagebuilder:StartImagePipelineExecution"],
            Resource: pipelines.map(({ arn }) => arn),
        },
        {
            Sid: "FollowBake",
            Effect: "Allow",
            Action: "imagebuilder:GetImage",
            // Called after its recipe, whose name goes on with its content's hash.
            Resource: pipelines.map(({ arn }) => `${arn.replace(":image-pipeline/", ":image/")}-*`),
        },
        look,
        {
            Sid: "NameImages",
            Effect: "Allow",
            Action: ["ssm:GetParameter", "ssm:PutParameter"],
            Resource: parameters,
        },
    ];
}
