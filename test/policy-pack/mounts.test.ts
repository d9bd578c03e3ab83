import assert from "node:assert/strict";
import { mountsIn } from "../../policy-pack/mounts/find";
import { base64 } from "./baseline";

const source = "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com:/";

const found = (lines: readonly string[], where = "user data") =>
    mountsIn([{ where, content: ["#!/bin/bash", ...lines].join("\n") }]);

/** Scripts, by how they mount NFS in clear. */
const open: Readonly<Record<string, readonly string[]>> = {
    "a mount without a type": [`mount ${source} /mnt`],
    "a list of types": [`mount -t nfs4,nfs ${source} /mnt`],
    "options in front and short ones together": [`mount -vonolock ${source} /mnt -t nfs4`],
    "a type from a loop": [`for t in nfs4; do mount -t $t ${source} /mnt; done`],
    "a type from a default": [`mount -t "${"$"}{T:-nfs4}" ${source} /mnt`],
    "a type that a command prints": [`mount -t $(echo nfs4) ${source} /mnt`],
    "a program that a command finds": [`$(which mount) -t nfs4 ${source} /mnt`],
    "a function that is given the type": ['m() { mount -t "$1" "$2" /mnt; }', `m nfs4 ${source}`],
    "an array": [`a=(mount -t nfs4 ${source} /mnt)`, ['"$', '{a[@]}"'].join("")],
    "an alias": ["alias m='mount -t nfs4'", `m ${source} /mnt`],
    "words in pieces": [`mo''unt -t n\\fs4 ${source} /mnt`],
    "a word in escapes": [`$'\\x6dount' -t nfs4 ${source} /mnt`],
    "words split by IFS": [`mount${"$"}{IFS}-t${"$"}{IFS}nfs4 ${source} /mnt`],
    "a script in base64": [`echo ${base64(`mount -t nfs4 ${source} /mnt`)} | base64 -d | bash`],
    "a here-document for a shell": ["bash <<'X'", `mount -t nfs4 ${source} /mnt`, "X"],
    "a text for a shell in pieces": [`bash -c 'mount -t nfs'"4 ${source} /mnt"`],
    "lines that a loop reads": ["while read s m; do mount -t nfs4 $s $m; done <<E", `${source} /mnt`, "E"],
    "arguments that xargs reads": [`echo ${source} /mnt | xargs mount -t nfs4`],
    "a program of Python": [
        `python3 -c "import subprocess; subprocess.run(['mount', '-t', 'nfs4', '${source}', '/mnt'])"`,
    ],
    "systemd-mount": [`systemd-mount -t nfs4 ${source} /mnt`],
    "fstab by a here-document with variables": [
        `FS=${source}`,
        "cat >> /etc/fstab <<E",
        "$FS /mnt nfs4 defaults 0 0",
        "E",
    ],
    "fstab by printf and tee": [
        `printf '%s\\t%s\\tnfs4\\tdefaults\\t0 0\\n' ${source} /mnt | tee -a /etc/fstab`,
    ],
    "fstab by sed": [`sed -i '$ a ${source} /mnt nfs4 defaults 0 0' /etc/fstab`],
    "a map of autofs": [`echo '/mnt -fstype=nfs4 ${source}' > /etc/auto.direct`],
    "a map of autofs without a type": [`echo 'data -rw ${source}' > /etc/auto.efs`],
    "a systemd unit without a type": [
        "cat > /etc/systemd/system/mnt.mount <<E",
        "[Mount]",
        `What=${source}`,
        "Where=/mnt",
        "E",
    ],
    "a volume of Docker": [
        "docker volume create --opt type=nfs --opt o=addr=fs-0.efs.us-east-1.amazonaws.com --opt device=:/ v",
    ],
    "a volume of Compose": [
        "cat > compose.yml <<E",
        "volumes:",
        "  v:",
        "    driver_opts:",
        '      type: "nfs"',
        "      o: addr=fs-0.efs.us-east-1.amazonaws.com",
        '      device: ":/"',
        "E",
    ],
    "a volume of Kubernetes": [
        "kubectl apply -f - <<E",
        "spec:",
        "  nfs: { server: fs-0.efs.us-east-1.amazonaws.com, path: / }",
        "E",
        "cat > pv.yml <<E",
        "spec:",
        "  nfs: { server: fs-0.efs.us-east-1.amazonaws.com, path: / }",
        "E",
    ],
};

/** More of them, whose texts go through other programs first. */
const through: Readonly<Record<string, readonly string[]>> = {
    "a line for fstab behind sudo": [
        `echo '${source} /mnt nfs4 defaults 0 0' | sudo tee -a /etc/fstab >/dev/null`,
    ],
    "a here-document for another machine's shell": ["ssh localhost <<E", `mount -t nfs4 ${source} /mnt`, "E"],
    "a variable that printf fills": [`printf -v C 'mount -t %s %s /mnt' nfs4 ${source}`, "$C"],
    "an element under a name": ["declare -A m=([t]=nfs4)", ["mount -t $", `{m[t]} ${source} /mnt`].join("")],
    "a column that awk prints": [`mount -t $(echo 'a nfs4' | awk '{print $2}') ${source} /mnt`],
    "a program by a pattern": [`/bin/moun? -t nfs4 ${source} /mnt`],
    "escapes that printf reads from its argument": [
        `. <(printf '%b' 'mou\\x6et -t nf\\x734 ${source} /mnt')`,
    ],
    "a shell that awk starts": [`awk 'BEGIN { system("mount -t nfs4 ${source} /mnt") }'`],
    "a command that awk writes to a shell": [
        `awk 'BEGIN { c = "sh"; print "mount -t nfs4 ${source} /mnt" | c }'`,
    ],
    "a copy of mount": ["cp /bin/mount /tmp/m", `/tmp/m -t nfs4 ${source} /mnt`],
    "a link to a helper of mount": ["sudo ln -s /sbin/mount.nfs4 /usr/bin/attach", `attach ${source} /mnt`],
    "a program that install puts into a folder": [
        "M=/opt/bin",
        "install -m 755 /usr/bin/mount $M",
        `$M/mount -t nfs4 ${source} /mnt`,
    ],
    "a copy of mount by cat": ["cat /bin/mount > /tmp/x", `/tmp/x -t nfs4 ${source} /mnt`],
    "a copy of mount by dd": ["dd if=/bin/mount of=/tmp/q", `/tmp/q -t nfs4 ${source} /mnt`],
    "a script of Tcl": ["tclsh <<'E'", `exec mount -t nfs4 ${source} /mnt`, "E"],
    "a file of lines that becomes fstab": [
        `echo '${source} /mnt nfs4 defaults 0 0' > /tmp/lines.txt`,
        "cp /tmp/lines.txt /etc/fstab",
    ],
    "the map of every host": ["echo '/net -hosts' >> /etc/auto.master"],
    "a client in user space": [`fuse-nfs -n nfs://${source.replace(":", "")} -m /mnt`],
    "a Compose file on standard input": [
        "docker compose -f - up -d <<E",
        "volumes: {v: {driver_opts: {type: nfs, o: addr=10.0.0.4, device: ':/'}}}",
        "E",
    ],
    "a script that is written and then run": [
        "cat > /usr/local/bin/m.sh <<'E'",
        "#!/bin/sh",
        'mount -t nfs4 "$1" "$2"',
        "E",
        `/usr/local/bin/m.sh ${source} /mnt`,
    ],
};

/** Scripts that mount nothing in clear, by what resembles it. */
const harmless: Readonly<Record<string, readonly string[]>> = {
    "options that grow in steps": [
        'O=tls; O="$O,iam"; O="$O,accesspoint=fsap-0"',
        'mount -t efs -o "$O" fs-0:/ /mnt',
    ],
    "a message about a mount": [`echo 'use mount -t nfs4 ${source} /mnt'`],
    "commands that ask what is mounted": [
        "mountpoint -q /mnt || findmnt -t nfs4 /mnt",
        "grep -q nfs4 /proc/mounts",
        "umount -t nfs4 /mnt",
    ],
    "a table that awk reads": [
        `awk '$3 == "nfs4" {print $2}' /proc/mounts | while read m; do echo "$m"; done`,
    ],
    "a copy of another program": ["cp /usr/bin/python3 /opt/run", "/opt/run -t nfs4 x"],
    "a disk without a type": ["mount /dev/nvme1n1 /data", "mount -o remount,rw /", "mount -a"],
};

/** Scripts, by what they run that nobody can read here. */
const elsewhere: Readonly<Record<string, readonly string[]>> = {
    "a download in a pipe": ["curl -s https://example.test/i.sh | bash"],
    "a download in a substitution": ["bash <(wget -qO- https://example.test/i.sh)"],
    "a download that is evaluated": ['eval "$(curl -s https://example.test/i.sh)"'],
    "a parameter in a pipe": [
        "aws ssm get-parameter --name /boot --query Parameter.Value --output text | bash",
    ],
    "what somebody sends to a port": ["nc example.test 99 | sh"],
    "a file that was fetched": [
        "aws s3 cp s3://bucket/i.sh /tmp/i.sh",
        "chmod +x /tmp/i.sh",
        "sudo /tmp/i.sh",
    ],
    "a file in what was cloned": ["git clone https://example.test/setup.git /opt/setup", "/opt/setup/run.sh"],
    "a file in what was unpacked": [
        "curl -L https://example.test/a.tgz | tar xz -C /opt",
        "/opt/a/install.sh",
    ],
    "the metadata of CloudFormation": ["/opt/aws/bin/cfn-init --stack s --resource r"],
    "options that a command of the machine prints": ['mount -t efs -o "$(options-of files)" fs-0:/ /mnt'],
    "a type that only the machine knows": [`mount -t "$(cat /etc/type)" "$SOURCE" /mnt`],
};

describe("what a script mounts", () => {
    for (const [title, lines] of Object.entries({ ...open, ...through }))
        it(`is found in ${title}`, () => {
            const { mounts } = found(lines);
            assert.ok(
                mounts.some(({ type }) => /^nfs4?$/.test(type)),
                `found ${JSON.stringify(mounts)}`,
            );
        });

    for (const [title, lines] of Object.entries(harmless))
        it(`is not taken from ${title}`, () => {
            const { mounts, unread } = found(lines);
            const wrong = mounts.filter(
                ({ type, options }) =>
                    type !== "efs" || !["tls", "iam"].every((one) => options.includes(one)),
            );
            assert.deepEqual({ wrong, unread }, { wrong: [], unread: [] });
        });

    for (const [title, lines] of Object.entries(elsewhere))
        it(`is left open where it runs ${title}`, () => {
            assert.equal(found(lines).unread.length, 1);
        });

    it("comes from another file where a script reads that", () => {
        const environment = { where: "/etc/agent.env", content: "KIND=nfs4\n" };
        const script = {
            where: "user data",
            content: `#!/bin/bash\n. /etc/agent.env\nmount -t "$KIND" ${source} /mnt`,
        };
        assert.deepEqual(
            mountsIn([environment, script]).mounts.map(({ type }) => type),
            ["nfs4"],
        );
        const safe = { ...environment, content: "KIND=ext4\n" };
        assert.deepEqual(mountsIn([safe, script]).mounts, []);
    });

    it("is not taken from what people read, unless something makes a script or a table of it", () => {
        const prose = {
            where: "/opt/README.md",
            content: `Never do this:\n    mount -t nfs4 ${source} /mnt\n`,
        };
        const using = (...lines: string[]) =>
            mountsIn([prose, { where: "runcmd", content: lines.join("\n") }]).mounts.length;
        assert.equal(mountsIn([prose]).mounts.length, 0);
        assert.equal(mountsIn([{ ...prose, where: "/etc/fstab.d/README" }]).mounts.length, 0);
        assert.equal(using("chmod 0644 /opt/README.md", "cat /opt/README.md", "dnf install -y git"), 0);
        assert.equal(using("sh /opt/README.md"), 1);
        assert.equal(using("cd /opt && tail -1 README.md | sh"), 1);
        assert.equal(mountsIn([{ ...prose, content: `#!/bin/sh\n${prose.content}` }]).mounts.length, 1);
    });

    it("is found behind a text that doubles until no memory holds it", () => {
        const lines = [
            "x=nfs",
            ...Array.from({ length: 60 }, () => 'x="$x$x"'),
            `mount -t nfs4 ${source} /mnt`,
        ];
        assert.equal(found(lines).mounts.length, 1);
        const python = ["#!/usr/bin/python3", "x = 'nfs'", ...Array.from({ length: 60 }, () => "x = x + x")];
        const content = [...python, "(".repeat(1e5)].join("\n");
        assert.deepEqual(mountsIn([{ where: "user data", content }]).mounts, []);
    });

    it("is found in a machine whose files differ only in names from another's without asking twice", () => {
        const files = (name: string) => [
            { where: "/etc/agent.env", content: `NAME=${name}\nPOINT=fsap-0\n` },
            { where: "runcmd", content: 'mount -t efs -o "tls,iam,accesspoint=$POINT" fs-0:/ /mnt' },
        ];
        assert.equal(mountsIn(files("linux-1")), mountsIn(files("linux-2")));
        assert.notEqual(mountsIn(files("linux-1")), mountsIn(files("nfs4")));
    });
});
