import { gzipSync } from "node:zlib";
import { agent, areas } from "../../boot/values";
import { tokens } from "../../policy-pack/kernel/tokens";
import { base64, other, template } from "./baseline";
import { but, declare, unknown } from "./plan";
import { rule } from "./table";
import { around, cloudConfig, multipart, script, starting, written } from "./userData";

const safe = "mount -t efs -o tls,iam,accesspoint=fsap-0123456789abcdef0 fs-0123456789abcdef0:/ /mnt/efs";

const open = "mount -t nfs4 -o nfsvers=4.1 fs-0123456789abcdef0.efs.us-east-1.amazonaws.com:/ /mnt/efs";

rule("ec2-user-data-mounts-efs-with-tls", {
    accepts: {
        "the kit's own user data": written(),
        "the same of an agent with shared areas": written(undefined, {
            ...agent,
            areas: Object.values(areas),
        }),
        "a mount with all three options": script(safe),
        "user data that mounts nothing": script("dnf install -y git"),
        "a mount of something else": script("mount -t ext4 /dev/sdf /data", "mount -o bind /a /b"),
        "a mount that is commented out": script(`# ${open}`),
        "an fstab line": script(
            "echo 'fs-0:/ /mnt/efs efs _netdev,tls,iam,accesspoint=fsap-0 0 0' >> /etc/fstab",
        ),
        "a cloud-config mount": cloudConfig(
            "mounts:",
            "  - [ 'fs-0:/', /mnt/efs, efs, '_netdev,tls,iam,accesspoint=fsap-0', '0', '0' ]",
        ),
        "a systemd mount unit": cloudConfig(
            "write_files:",
            "  - path: /etc/systemd/system/mnt-efs.mount",
            "    content: |",
            "      [Mount]",
            "      What=fs-0:/",
            "      Where=/mnt/efs",
            "      Type=efs",
            "      Options=tls,iam,accesspoint=fsap-0",
        ),
        "options that come from an environment file": cloudConfig(
            "write_files:",
            "  - path: /etc/agent.env",
            "    content: |",
            "      OPTIONS='tls,iam,accesspoint=fsap-0'",
            "runcmd:",
            '  - mount -t efs -o "$OPTIONS" fs-0:/ /mnt/efs',
        ),
        "an access point that the instance looks up": script(
            'mount -t efs -o "tls,iam,accesspoint=$POINT" "$FS:/" /mnt/efs',
        ),
        "an access point that is one word of several, between commas": script(
            'IFS=, read -r _ point <<<"cache,fsap-0"',
            'mount -t efs -o "tls,iam,accesspoint=$point" fs-0:/ /mnt/efs',
        ),
        "one between spaces, after words between commas": script(
            'IFS=, read -r _ kind <<<"cache,read"',
            'read -r _ point <<<"cache fsap-0"',
            'mount -t efs -o "tls,iam,accesspoint=$point" fs-0:/ /mnt/efs',
        ),
        "a command as a list": cloudConfig(
            "runcmd:",
            "  - [mount, -t, efs, -o, 'tls,iam,accesspoint=fsap-0', 'fs-0:/', /mnt/efs]",
        ),
        "checks of certificates that are turned on": script(
            "sed -i 's/#stunnel_check_cert_validity = false/stunnel_check_cert_validity = true/' /etc/amazon/efs/efs-utils.conf",
            safe,
        ),
        "an instance's plain user data": declare(tokens.instance, "instance", {
            userData: `#!/bin/bash\n${safe}`,
        }),
    },
    refuses: {
        "an access point that is missing between commas": {
            plan: script(
                'IFS=, read -r point _ <<<",cache"',
                'mount -t efs -o "tls,iam,accesspoint=$point" fs-0:/ /mnt/efs',
            ),
            says: /without accesspoint=/,
        },
        "the kit's user data without tls": {
            plan: written((text) => text.replace("tls,iam,accesspoint", "iam,accesspoint")),
            says: /without tls/,
        },
        "the kit's user data without iam": {
            plan: written((text) => text.replace("tls,iam,accesspoint", "tls,accesspoint")),
            says: /without iam/,
        },
        "the kit's user data without an access point": {
            plan: written((text) => text.replace(/,accesspoint=[^"]*/, "")),
            says: /without accesspoint=/,
        },
        "the kit's user data with verify=0": {
            plan: written((text) => text.replace("_netdev,tls", "_netdev,verify=0,tls")),
            says: /verify=0/,
        },
        "the kit's user data with plain NFS": {
            plan: written((text) => text.replace("mount -t efs", "mount -t nfs4")),
            says: /type nfs4/,
        },
        "plain NFS": { plan: script(open), says: /type nfs4/ },
        "plain NFS by its own program": script(
            "/sbin/mount.nfs4 fs-0.efs.us-east-1.amazonaws.com:/ /mnt -o nolock",
        ),
        "EFS by its own program without options": script("/sbin/mount.efs fs-0:/ /mnt"),
        "no options at all": { plan: script("mount -t efs fs-0:/ /mnt/efs"), says: /without tls/ },
        notls: {
            plan: script("mount -t efs -o tls,notls,iam,accesspoint=fsap-0 fs-0:/ /mnt"),
            says: /notls/,
        },
        "an empty access point": script("mount -t efs -o tls,iam,accesspoint= fs-0:/ /mnt"),
        "options that only resemble the right ones": script(
            "mount -t efs -o tlsport=1,iamx,accesspoint=fsap-0 fs-0:/ /mnt",
        ),
        "a check of certificates that is turned off": {
            plan: script(
                "sed -i 's/stunnel_check_cert_hostname = true/stunnel_check_cert_hostname = false/' /etc/amazon/efs/efs-utils.conf",
                safe,
            ),
            says: /certificate off/,
        },
        "a machine of a fleet that mounts in clear": {
            plan: declare(tokens.spotFleetRequest, "fleet", {
                launchSpecifications: [
                    { userData: base64(`#!/bin/bash\n${safe}`) },
                    { userData: base64(`#!/bin/bash\n${open}`) },
                ],
            }),
            says: /type nfs4/,
        },
        "a second mount that is open": { plan: script(safe, open), says: /type nfs4/ },
        "a mount in a line with other commands": script(`mkdir -p /mnt && ${open} || exit 1`),
        "a mount over two lines": script("mount -t efs \\", "  -o iam,accesspoint=fsap-0 fs-0:/ /mnt"),
        "an fstab line without tls": script(
            'echo "fs-0:/ /mnt/efs efs _netdev,iam,accesspoint=fsap-0 0 0" >> /etc/fstab',
        ),
        "an fstab line of NFS": script(
            "echo 'fs-0.efs.us-east-1.amazonaws.com:/ /mnt/efs nfs4 nfsvers=4.1 0 0' >> /etc/fstab",
        ),
        "a cloud-config mount of NFS": cloudConfig(
            "mounts:",
            "  - [ 'fs-0.efs.us-east-1.amazonaws.com:/', /mnt/efs, nfs4, 'nfsvers=4.1', '0', '0' ]",
        ),
        "a systemd mount unit without iam": cloudConfig(
            "write_files:",
            "  - path: /a.mount",
            "    content: |",
            "      [Mount]",
            "      What=fs-0:/",
            "      Type=efs",
            "      Options=tls,accesspoint=fsap-0",
        ),
        "a written file in base64": cloudConfig(
            "write_files:",
            "  - path: /m.sh",
            "    encoding: b64",
            `    content: ${base64(open)}`,
        ),
        "a written file in gzip and base64": cloudConfig(
            "write_files:",
            "  - path: /m.sh",
            "    encoding: gz+b64",
            `    content: ${base64(gzipSync(open))}`,
        ),
        "gzipped user data": starting(gzipSync(`#!/bin/bash\n${open}`)),
        "a part of a MIME message": starting(
            multipart(
                { type: "text/cloud-config", body: "#cloud-config\npackages: [git]" },
                { type: "text/x-shellscript", body: `#!/bin/bash\n${open}` },
            ),
        ),
        "a part of a MIME message in base64": starting(
            multipart({
                type: "text/x-shellscript",
                encoding: "base64",
                body: base64(`#!/bin/bash\n${open}`),
            }),
        ),
        "a cloud-config part without its first line": starting(
            multipart({ type: "text/cloud-config", body: `runcmd:\n  - ${open}` }),
        ),
        "options that are nowhere in the user data": {
            plan: script('mount -t efs -o "$OPTIONS" fs-0:/ /mnt'),
            says: /options that nothing sets \(\$OPTIONS\)/,
        },
        "options that a file sets without tls": script(
            "OPTIONS=iam,accesspoint=fsap-0",
            'mount -t efs -o "$OPTIONS" fs-0:/ /mnt',
        ),
        "an archive of cloud-configs": starting(
            `#cloud-config-archive\n- type: text/x-shellscript\n  content: |\n    #!/bin/bash\n    ${open}`,
        ),
        "cloud-config that is not YAML": { plan: cloudConfig("runcmd: [", "  }"), says: /not YAML/ },
        "gzip that does not unpack": {
            plan: starting(Buffer.from([0x1f, 0x8b, 1, 2, 3])),
            says: /cannot be unpacked/,
        },
        "an instance's plain user data": declare(tokens.instance, "instance", {
            userData: `#!/bin/bash\n${open}`,
        }),
        "an instance's user data that is encoded already": declare(tokens.instance, "instance", {
            userData: base64(`#!/bin/bash\n${open}`),
        }),
        "a cloud-config mount whose type stands in the default fields": cloudConfig(
            "mount_default_fields: [null, null, nfs4, 'nfsvers=4.1', '0', '2']",
            "mounts:",
            "  - [ 'fs-0.efs.us-east-1.amazonaws.com:/', /mnt/efs ]",
        ),
        "a cloud-config mount without a type": cloudConfig(
            "mounts:",
            "  - [ 'fs-0.efs.us-east-1.amazonaws.com:/', /mnt/efs ]",
        ),
        "a binary file": cloudConfig(
            "write_files:",
            "  - path: /m.sh",
            "    content: !!binary |",
            `      ${base64(open)}`,
        ),
        "an instance's encoded user data": declare(tokens.instance, "instance", {
            userDataBase64: base64(`#!/bin/bash\n${open}`),
        }),
    },
    waits: {
        "user data that is not known yet": [but(template, { userData: unknown }), ...around],
        "a script that it downloads": {
            plan: script("curl -s https://example.test/i.sh | bash"),
            says: /a download of https:\/\/example\.test\/i\.sh, which it runs with bash/,
        },
        "what cloud-init includes": starting("#include\nhttps://example.test/i.sh\n"),
    },
    ignores: {
        "a template without user data": but(template, { userData: undefined }),
        "another resource": other,
    },
});
