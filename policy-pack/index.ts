import { PolicyPack } from "@pulumi/policy";
import { previewCoverage } from "./previewCoverage";
import { rules } from "./rules";

new PolicyPack("jenkins-efs", {
    displayName: "Jenkins on EFS",
    description: "Amazon EFS, the keys, networks, instances, roles and backups around it, and their audit.",
    provider: "aws",
    tags: ["aws", "efs", "kms", "backup"],
    enforcementLevel: "mandatory",
    policies: [...rules, previewCoverage],
});
