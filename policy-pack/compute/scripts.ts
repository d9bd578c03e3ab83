import { resourceRule } from "../kernel/rule";
import { judgeMounts } from "../mounts/judge";
import { judgedOf, scripts } from "./handed";

export const scriptsMountWithTls = resourceRule({
    name: "scripts-mount-efs-with-tls",
    title: "Scripts that machines are handed mount EFS with TLS, IAM and an access point",
    asserts:
        "every EFS or NFS mount in documents of Systems Manager, components of Image Builder, commands, templates of CloudFormation, lifecycle configurations and the commands of containers that may mount is of type efs with tls, iam and accesspoint=, without notls or verify=0",
    severity: "critical",
    level: "mandatory",
    decisive: "create",
    references: {},
    nist: { by: "this pack", controls: ["SC-8(1)", "AC-17(2)"] },
    fix: ["mount -t efs -o tls,iam,accesspoint=fsap-0123456789abcdef0 fs-0123456789abcdef0:/ /mnt/efs"],
    types: Object.keys(scripts),
    check(resource, report) {
        const data = judgedOf(scripts, resource, report, {
            its: "its scripts",
            nothing: "It hands no script to a machine",
        });
        if (data) judgeMounts(resource, "its script", data, report);
    },
});
