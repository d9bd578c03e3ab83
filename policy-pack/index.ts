import { PolicyPack } from "@pulumi/policy";
import { nameTypes } from "./kernel/asAws";
import { readOnce } from "./kernel/readOnce";
import { previewCoverage } from "./previewCoverage";
import { rules } from "./rules";

readOnce();
nameTypes();

new PolicyPack("jenkins-efs", {
    displayName: "Jenkins on EFS",
    description: "Amazon EFS, the keys, networks, instances, roles and backups around it, and their audit.",
    provider: "aws",
    tags: ["aws", "efs", "kms", "backup"],
    enforcementLevel: "mandatory",
    policies: [...rules, previewCoverage],
});
