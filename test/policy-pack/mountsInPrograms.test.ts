import assert from "node:assert/strict";
import { mountsIn } from "../../policy-pack/mounts/find";

const source = "fs-0123456789abcdef0.efs.us-east-1.amazonaws.com:/";

const found = (program: string) => mountsIn([{ where: "user data", content: program }]);

const python = (...lines: string[]) => ["#!/usr/bin/env python3", ...lines].join("\n");

const node = (...lines: string[]) => ["#!/usr/bin/env node", ...lines].join("\n");

/** Programs that mount NFS in clear, by how they make the words. */
const open: Readonly<Record<string, string>> = {
    "a value in a text": python("t = 'nfs' + str(4)", `os.system(f"mount -t {t} ${source} /mnt")`),
    "a name in a list": python('KIND = "nfs4"', `subprocess.run(["mount", "-t", KIND, "${source}", "/mnt"])`),
    "a format": python('os.system("mount -t {} {}:/ /mnt".format("nfs4", host))'),
    "a format by percent signs": python(`os.system("mount -t %s %s /mnt" % ("nfs4", "${source}"))`),
    "a list that is joined": python(`os.system(" ".join(["mount", "-t", "nfs4", "${source}", "/mnt"]))`),
    "a text that is split": python(`subprocess.run("mount -t nfs4 ${source} /mnt".split())`),
    "one of two values": python(
        't = "nfs4" if legacy else "ext4"',
        `os.system(f"mount -t {t} ${source} /mnt")`,
    ),
    "one of two values of JavaScript": node(
        `const t = legacy ? "nfs4" : "ext4";`,
        `execSync("mount -t " + t + " ${source} /mnt");`,
    ),
    "a call of the C library": python(`libc.mount(b"${source}", b"/mnt", b"nfs4", 0, b"addr=10.0.0.1")`),
    "a line of fstab": python(
        'open("/etc/fstab", "a").write(f"{fs}.efs.{region}.amazonaws.com:/ /mnt nfs4 defaults 0 0\\n")',
    ),
    "arguments of Perl": `#!/usr/bin/perl\nmy $t = "nfs" . "4";\nsystem("mount", "-t", $t, "${source}", "/mnt");`,
    "bare words of Perl": `#!/usr/bin/perl\nsystem(qw(mount -t nfs4 ${source} /mnt));`,
    "a variable in a text of Perl": `#!/usr/bin/perl\nmy $t = 'nfs4';\n\`mount -t $t ${source} /mnt\`;`,
    "a value in a text of Ruby": `#!/usr/bin/env ruby\nt = 'nfs4'\nsystem "mount -t #{t} ${source} /mnt"`,
    "a template of JavaScript": node(
        "const t = 'nfs4';",
        ["require('child_process').execSync(`mount -t $", `{t} ${source} /mnt\`);`].join(""),
    ),
    "a list as an argument of JavaScript": node(`spawnSync('mount', ['-t', 'nfs4', '${source}', '/mnt']);`),
};

/** Programs that mount nothing in clear. */
const harmless: Readonly<Record<string, string>> = {
    "options under a name": python(
        'OPTIONS = "tls,iam,accesspoint=fsap-0"',
        'subprocess.run(["mount", "-t", "efs", "-o", OPTIONS, "fs-0:/", "/mnt"])',
    ),
    "options that are joined": python(
        'options = ",".join(["tls", "iam", "accesspoint=fsap-0"])',
        'os.system(f"mount -t efs -o {options} fs-0:/ /mnt")',
    ),
    "what it tells somebody": python(
        `print("never mount -t nfs4 ${source} /mnt")`,
        `logger.info("mount -t nfs4 ${source} /mnt")`,
    ),
    "a text about the program, and help with its arguments": python(
        `"""Never mount -t nfs4 ${source} /mnt."""`,
        `p = ArgumentParser(description="replaces mount -t nfs4 ${source} /mnt")`,
        `p.add_argument("--fs", help="as in mount -t nfs4 ${source} /mnt")`,
    ),
    "a statement of Perl that prints": `#!/usr/bin/perl\nprint "never mount -t nfs4 ${source} /mnt\\n";`,
    "a comment, and an address that it asks": python(
        `# mount -t nfs4 ${source} /mnt`,
        'region = requests.get("http://169.254.169.254/region").text',
        'subprocess.run(["dnf", "install", "-y", "nfs-utils"])',
    ),
};

/** Programs of which the rest is told when they run. */
const elsewhere: Readonly<Record<string, string>> = {
    "a type from its environment": python(
        `subprocess.run(["mount", "-t", os.environ["KIND"], "${source}", "/mnt"])`,
    ),
    "options from its environment": python(
        'subprocess.run(["mount", "-t", "efs", "-o", os.environ["OPTIONS"], "fs-0:/", "/mnt"])',
    ),
    "what a function is given": python(
        "def attach(kind):",
        `    subprocess.run(["mount", "-t", kind, "${source}", "/mnt"])`,
    ),
    "options that it loads": python(
        "options = load()",
        'os.system(f"mount -t efs -o {options} fs-0:/ /mnt")',
    ),
    "a program that it downloads": python(
        "import requests",
        'exec(requests.get("https://example.test/m.py").text)',
    ),
    "a file that it downloads": python(
        'urllib.request.urlretrieve("https://example.test/m.sh", "/tmp/m.sh")',
        'subprocess.run(["/bin/sh", "/tmp/m.sh"])',
    ),
    "a program of Ruby that it downloads":
        '#!/usr/bin/env ruby\neval(URI.open("https://example.test/m.rb").read)',
};

const isOpen = ({ type, options }: { readonly type: string; readonly options: readonly string[] }) =>
    type !== "efs" || !["tls", "iam"].every((one) => options.includes(one));

describe("what a program in another language mounts", () => {
    for (const [title, program] of Object.entries(open))
        it(`is found in ${title}`, () => {
            assert.deepEqual(
                found(program).mounts.map(({ type }) => type),
                ["nfs4"],
            );
        });

    for (const [title, program] of Object.entries(harmless))
        it(`is not taken from ${title}`, () => {
            const { mounts, unread } = found(program);
            assert.deepEqual({ wrong: mounts.filter(isOpen), unread }, { wrong: [], unread: [] });
        });

    for (const [title, program] of Object.entries(elsewhere))
        it(`is left open by ${title}`, () => {
            const { mounts, unread } = found(program);
            assert.deepEqual(mounts, []);
            assert.equal(unread.length, 1);
        });
});
