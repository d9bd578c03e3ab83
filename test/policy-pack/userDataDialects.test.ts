import { gzipSync } from "node:zlib";
import { base64, other } from "./baseline";
import { rule } from "./table";
import { starting } from "./userData";

const source = "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com:/";

const open = `mount -t nfs4 ${source} /mnt`;

const safe = "mount -t efs -o tls,iam,accesspoint=fsap-0123456789abcdef0 fs-0123456789abcdef0:/ /mnt";

const unit = (type: string, options = "") =>
    `[Mount]\nWhat=${source}\nWhere=/mnt\nType=${type}\nOptions=${options}\n`;

const ignition = (config: Readonly<Record<string, unknown>>) =>
    starting(JSON.stringify({ ignition: { version: "3.4.0" }, ...config }));

const fileOf = (contents: unknown, path = "/opt/bin/m.sh") =>
    ignition({ storage: { files: [{ path, mode: 493, contents }] } });

const dataUrl = (text: string) => `data:,${encodeURIComponent(text)}`;

const jinja = (...lines: string[]) => starting(["## template: jinja", ...lines].join("\n"));

rule("ec2-user-data-mounts-efs-with-tls", {
    accepts: {
        "an Ignition configuration that mounts with TLS and IAM": ignition({
            systemd: { units: [{ name: "mnt.mount", contents: unit("efs", "tls,iam,accesspoint=fsap-0") }] },
            storage: {
                files: [{ path: "/opt/m.sh", contents: { source: dataUrl(`#!/bin/sh\n${safe}\n`) } }],
            },
        }),
        "a template that mounts with TLS and IAM what its instance data name": jinja(
            "#cloud-config",
            "hostname: node-{{ v1.instance_id }}",
            "runcmd:",
            `- ${safe.replace("fs-0123456789abcdef0", "{{ ds.meta_data.tags.files }}")}`,
        ),
        "a template whose branches hold the same key": jinja(
            "#cloud-config",
            "{% if v1.distro == 'ubuntu' %}",
            "packages: [nfs-common]",
            "{% else %}",
            "packages: [nfs-utils]",
            "{% endif %}",
            "runcmd:",
            `- ${safe}`,
        ),
    },
    refuses: {
        "an Ignition unit of NFS": {
            plan: ignition({ systemd: { units: [{ name: "mnt.mount", contents: unit("nfs4") }] } }),
            says: /NFS in line 4 of \/etc\/systemd\/system\/mnt\.mount with type nfs4/,
        },
        "an Ignition drop-in that runs a mount": ignition({
            systemd: {
                units: [
                    {
                        name: "a.service",
                        dropins: [{ name: "m.conf", contents: `[Service]\nExecStartPre=${open}\n` }],
                    },
                ],
            },
        }),
        "an Ignition file in percent signs": fileOf({ source: dataUrl(`#!/bin/sh\n${open}\n`) }),
        "an Ignition file in base64": fileOf(
            {
                source: `data:text/plain;charset=utf-8;base64,${base64(`${source} /mnt nfs4 defaults 0 0\n`)}`,
            },
            "/etc/fstab",
        ),
        "an Ignition file in gzip": fileOf({
            compression: "gzip",
            source: `data:;base64,${base64(gzipSync(`#!/bin/sh\n${open}\n`))}`,
        }),
        "lines that Ignition appends": ignition({
            storage: {
                files: [
                    {
                        path: "/etc/fstab",
                        append: [{ source: dataUrl(`${source} /mnt nfs4 defaults 0 0\n`) }],
                    },
                ],
            },
        }),
        "an Ignition configuration in another": ignition({
            ignition: {
                version: "3.4.0",
                config: {
                    merge: [
                        {
                            source: dataUrl(
                                JSON.stringify({
                                    ignition: { version: "3.4.0" },
                                    systemd: { units: [{ name: "mnt.mount", contents: unit("nfs") }] },
                                }),
                            ),
                        },
                    ],
                },
            },
        }),
        "Butane's YAML": starting(
            ["variant: flatcar", "version: 1.1.0", "storage:", "  files:", "  - path: /m.sh", "    contents:"]
                .concat(["      inline: |", "        #!/bin/sh", `        ${open}`])
                .join("\n"),
        ),
        "a type that a template joins": jinja(
            "#cloud-config",
            "runcmd:",
            `- mount -t {{ 'nfs' ~ '4' }} ${source} /mnt/{{ v1.region }}`,
        ),
        "a type that a template sets": jinja(
            "#cloud-config",
            "{% set kind = 'nfs4' %}",
            "runcmd:",
            `- mount -t {{ kind }} ${source} /mnt`,
        ),
        "a type in one branch of a template": jinja(
            "#!/bin/bash",
            `mount -t {% if v1.region == 'us-east-1' %}efs{% else %}nfs4{% endif %} ${source} /mnt`,
        ),
        "a type that is a template's default": jinja(
            "#!/bin/bash",
            `mount -t {{ ds.meta_data.kind | default('nfs4') }} ${source} /mnt`,
        ),
    },
    waits: {
        "a configuration that Ignition fetches": {
            plan: ignition({
                ignition: { version: "3.4.0", config: { replace: { source: "s3://b/c.ign" } } },
            }),
            says: /a configuration that Ignition fetches from s3:\/\/b\/c\.ign/,
        },
        "a file that Ignition fetches": fileOf({ source: "https://example.test/m.sh" }),
        "a type that only the instance data know": {
            plan: jinja("#!/bin/bash", "mount -t {{ ds.meta_data.kind }} $SOURCE /mnt"),
            says: /jinja_ds_meta_data_kind/,
        },
        "options that only the instance data know": {
            plan: jinja("#!/bin/bash", "mount -t efs -o {{ ds.meta_data.options }} fs-0:/ /mnt"),
            says: /a mount whose options are \$jinja_ds_meta_data_options, in line 2 of user data/,
        },
        "a template that is no YAML": jinja("#cloud-config", "runcmd: [", "  }"),
    },
    ignores: { "another resource": other },
});
