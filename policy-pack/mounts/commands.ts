import { matches } from "../kernel/iam";
import { follow } from "./builtins";
import { hasHole, isDownload, shown, wholeHole } from "./holes";
import type { Session } from "./machine";
import { calledMount, isNetworkType, type Mount, mountOf, type Sink } from "./mount";
import { source } from "./programs";
import { writers, written } from "./writes";

/* They talk of commands and run none. */
const talkers = new Set(
    "echo printf logger wall grep egrep fgrep man which type whereis whatis apt apt-get yum dnf rpm dpkg apk pip pip3 umount mountpoint findmnt systemctl test [ [[ ls mkdir rm chmod chown id stat pkill pgrep kill sleep read tr cut head tail sort wc".split(
        " ",
    ),
);

const shells = new Set(["sh", "bash", "dash", "zsh", "ksh", "ash", "mksh", "tclsh", "expect"]);
const awks = new Set(["awk", "gawk", "mawk", "nawk"]);
const interpreters = new Set(["python", "python2", "python3", "perl", "ruby", "node", "php"]);
const containers = new Set(["docker", "podman", "nerdctl", "docker-compose", "kubectl"]);

/** Whether a program's name is that of a mount, or a pattern that the shell completes to it. */
function isMount(name: string): boolean {
    return /^(mount|systemd-mount|mount\.\w+)$/.test(name) || (/[?*]/.test(name) && matches(name, "mount"));
}

/** Looks at a command: at a mount in it, behind whatever runs it, and at the scripts that it is given. */
export function inspect(
    argv: readonly string[],
    input: string,
    shell: Session,
    where: string,
    sink: Sink,
): void {
    const names = argv.map((word) =>
        word.includes("/") || word === programOf(argv) ? shell.machine.programIn(word) : word,
    );
    const [first = ""] = names;
    fetched(argv, first, input, shell);
    const writer = names.findIndex((name) => writers.has(name));
    if (writer === 0 || (writer > 0 && wrappers.has(first)))
        written(argv.slice(writer), names[writer] ?? "", input, shell, sink);
    if (talkers.has(first)) return;
    if (names.some((name) => awks.has(name))) {
        // Only what it hands to a shell runs.
        for (const word of argv)
            if (/\bsystem\s*\(|\|&?\s*["\w]|"\s*\|\s*getline/.test(word)) sink.text(word, "a script.awk");
        return;
    }
    // Clients in user space name an address of their own: https://github.com/sahlberg/libnfs
    if (
        names.some((name) => /^(fuse-nfs|nfusr)$/.test(name)) ||
        argv.some((word) => /^nfs:\/\//i.test(word))
    ) {
        sink.mount(mountOf(where, "nfs", ""));
        return;
    }
    const at = names.findIndex(isMount);
    if (at >= 0) {
        const found = calledMount(where, names[at] ?? "", [
            ...argv.slice(at + 1),
            ...(first === "xargs" ? input.trim().split(/\s+/) : []),
        ]);
        if (found && "unread" in found) sink.unread(found.unread);
        else if (found) sink.mount(found);
        return;
    }
    if (names.some((name) => containers.has(name))) {
        for (const found of volumes(argv, where)) sink.mount(found);
        if (input !== "") sink.text(input, `a file for ${first}`);
    }
    const runs = names.findIndex((name) => shells.has(name) || interpreters.has(name));
    if (runs >= 0) {
        interpreted(argv.slice(runs), names[runs] ?? "", input, shell, sink);
        return;
    }
    if (["at", "batch", "crontab", "parallel", "ssh", "su"].includes(first) && input !== "")
        sink.text(input, first);
    // su -c, ssh, watch and the like hand a whole command over in one word.
    for (const word of argv.slice(1))
        if (/\s/.test(word) && /mount|nfs|efs|curl|wget|base64/.test(word)) sink.text(word, first);
    ran(argv, first, shell, sink);
}

function isDone({ machine: { done } }: Session, words: readonly string[]): boolean {
    const key = words.join(" ");
    return done.size === done.add(key).size;
}

/** What a shell or another interpreter is told to run: a word, what it reads, or a file. */
function interpreted(argv: readonly string[], name: string, input: string, shell: Session, sink: Sink): void {
    const flag = argv.findIndex((word, index) => index > 0 && /^-[a-z]*[ce]$/.test(word));
    const [, ...words] = argv;
    const isShell = shells.has(name);
    const inside = shell.child();
    const operands = words.filter((word) => !/^[-+]/.test(word));
    const file = operands[0] ?? "";
    const run = (text: string) => {
        if (isDone(shell, [text, ...operands])) return;
        for (const [index, arg] of operands.slice(1).entries()) inside.assign(String(index + 1), [[arg]]);
        inside.assign("@", [operands.slice(1)]);
        if (isShell) follow(inside, text, "", name);
        else if (wholeHole(text) !== undefined) sink.unread(`${shown(text)}, which it runs with ${name}`);
        else sink.text(text, `a script.${name}`);
    };
    if (flag > 0 && isShell) run(argv[flag + 1] ?? "");
    else if (flag > 0) sink.text(argv[flag + 1] ?? "", `a script.${name}`);
    else if (file !== "" && !words.includes("-s")) {
        const known = shell.machine.read(file);
        if (known !== undefined) run(known);
        else if (hasHole(file) && isDownload(wholeHole(file) ?? ""))
            sink.unread(`${shown(file)}, which it runs with ${name}`);
        else origin(file, shell, sink, name);
    } else if (input !== "") run(input);
}

/** Notes what a command fetches, and under which path it then lies. */
function fetched(argv: readonly string[], name: string, input: string, shell: Session): void {
    const [, ...args] = argv;
    const wrapped = ["sudo", "env", "timeout", "retry", "nice"].includes(name);
    if (wrapped && args.length > 0) {
        fetched(args, args[0]?.split("/").at(-1) ?? "", input, shell);
        return;
    }
    const { fetched: known } = shell.machine;
    const unpacks = ["tar", "unzip", "gunzip", "bsdtar"].includes(name);
    const unpacked = unpacks ? args.find((arg) => known.has(arg)) : undefined;
    const piped = wholeHole(input) ?? "";
    const archive = unpacked !== undefined ? known.get(unpacked) : isDownload(piped) ? piped : undefined;
    const from = unpacks ? archive : source({ name, args });
    if (from === undefined) return;
    const after = (...flags: string[]) =>
        args.flatMap((arg, index) => (flags.includes(arg) ? [args[index + 1] ?? ""] : []));
    const operands = args.filter((arg) => !arg.startsWith("-"));
    const last = operands.at(-1) ?? "";
    const tail = shown(from).split(/[?#]/)[0]?.split("/").filter(Boolean).at(-1) ?? "";
    const named = [
        ...after("-o", "--output", "-O", "--output-document", "-C", "--directory", "-d"),
        ...args.flatMap(
            (arg) => /^(?:-o|-O|--output=|--output-document=|--directory=)(.+)/.exec(arg)?.[1] ?? [],
        ),
    ];
    const target = named.find((path) => path !== "" && path !== "-" && !path.includes("://"));
    const path = target ?? (last !== from && !last.includes(":") ? last : tail.replace(/\.git$/, ""));
    known.set(path === "." || path === "./" ? tail : path, shown(from));
    if (path.endsWith("/")) known.set(path + tail, shown(from));
}

/** A file that was fetched, or lies in a folder that was, is run. */
function origin(path: string, shell: Session, sink: Sink, by: string): boolean {
    const name = path.split("/").at(-1);
    const hit = [...shell.machine.fetched].find(
        ([known]) =>
            path === known ||
            path.startsWith(`${known.replace(/\/$/, "")}/`) ||
            (known.split("/").at(-1) === name && name !== ""),
    );
    if (!hit || path.startsWith("/dev/")) return false;
    sink.unread(`${shown(path)}, which it fetches from ${hit[1]} and runs${by === "" ? "" : ` with ${by}`}`);
    return true;
}

/* Programs whose work is to do what somebody else's file says. */
const remote: Readonly<Record<string, string>> = {
    "ansible-pull": "a playbook",
    "ansible-playbook": "a playbook",
    "cfn-init": "the metadata of a CloudFormation stack",
    puppet: "a catalog",
    "chef-client": "a cookbook",
};

function ran(argv: readonly string[], name: string, shell: Session, sink: Sink): void {
    if (Object.hasOwn(remote, name)) {
        sink.unread(`${remote[name]}, which ${name} carries out`);
        return;
    }
    const whole = wholeHole(argv[0] ?? "");
    if (whole !== undefined && isDownload(whole)) {
        sink.unread(`${whole}, which it runs`);
        return;
    }
    const program = programOf(argv);
    if (!program.includes("/")) return;
    const known = shell.machine.read(program);
    if (known !== undefined && program === argv[0]) {
        if (!isDone(shell, [known])) shell.child().script(known);
        return;
    }
    origin(program, shell, sink, "");
}

/* They run what their later words name. */
const wrappers = new Set(
    "sudo doas env nohup nice ionice timeout setsid stdbuf time chroot runuser su flock retry xargs unshare nsenter".split(
        " ",
    ),
);

/** The word of a command that names the program, behind whatever runs it. */
function programOf(argv: readonly string[]): string {
    const at = argv.findIndex(
        (word) => !wrappers.has(word.split("/").at(-1) ?? "") && !/^-|^\d+[smhd]?$|^\w+=/.test(word),
    );
    return argv[at] ?? "";
}

/** Volumes of Docker's local driver that a command line asks for. */
function volumes(argv: readonly string[], where: string): readonly Mount[] {
    const text = argv.join(" ");
    const type = /(?:^|[\s,"'=])type[=:]["']?(\w+)/g;
    const types = [...text.matchAll(type)].map(([, kind = ""]) => kind).filter(isNetworkType);
    const options = /(?:^|[\s,"'])(?:volume-opt=)?o=([^\s"']+)/.exec(text)?.[1] ?? "";
    return types.slice(0, 1).map((kind) => mountOf(where, kind, options));
}
