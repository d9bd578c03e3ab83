import { cpSync, mkdirSync, renameSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { succeeds } from "./command";

/** What the machine gets in place of what it cannot have. */
export const standIns = join(__dirname, "standIns", "machine");

/** Commands that each AL2023 package brings: taken away until the stand-in dnf is asked for that package. */
const broughtBy: Readonly<Record<string, readonly string[]>> = {
    "java-21-amazon-corretto-headless": ["/usr/bin/java"],
    git: ["/usr/bin/git"],
    nftables: ["/usr/sbin/nft"],
    // In AL2023's standard image from the start, as the one command that can ask for a new instance.
    "awscli-2": [],
    unzip: ["/usr/bin/unzip"],
    logrotate: ["/usr/sbin/logrotate"],
    audit: [],
    "device-mapper": [],
    xfsprogs: ["/usr/sbin/mkfs.xfs"],
    "amazon-efs-utils": [],
    // One that an owner may ask for.
    "git-lfs": [],
    "amazon-cloudwatch-agent": [],
};

/** The user data is a file on the disk: cloud-init asks EC2's service for it only on hardware that says it is EC2's. */
const cloudConfiguration = "datasource_list: [NoCloud]\nnetwork: { config: disabled }\nlocale: false\n";

/** Lays the stand-ins into the userland, each where AL2023 has what it stands for. */
export async function furnish(root: string, certificates: string): Promise<void> {
    const inside = (...command: readonly string[]): Promise<string> =>
        succeeds(
            "systemd-nspawn",
            "--quiet",
            "--pipe",
            "--register=no",
            "--keep-unit",
            `--directory=${root}`,
            ...command,
        );
    const place = (name: string, target: string): void => {
        mkdirSync(join(root, target, ".."), { recursive: true });
        cpSync(join(standIns, name), join(root, target));
    };
    cpSync(join(certificates, "ca.pem"), join(root, "usr/local/share/ca-certificates/boot-stand-ins.crt"));
    await inside("update-ca-certificates");
    mkdirSync(join(root, "opt/stand-in"), { recursive: true });
    const publicAuthorities = join(root, "etc/ssl/certs/ca-certificates.crt");
    renameSync(publicAuthorities, join(root, "opt/stand-in/public-authorities.pem"));
    // AL2023's curl and OpenSSL read what update-ca-trust writes.
    symlinkSync("/etc/pki/tls/certs/ca-bundle.crt", publicAuthorities);
    place("update-ca-trust", "usr/bin/update-ca-trust");
    await inside("update-ca-trust");
    place("dnf", "usr/bin/dnf");
    place("rpm", "usr/bin/rpm");
    place("df", "usr/local/bin/df");
    place("sleep", "usr/local/bin/sleep");
    place("timeout", "usr/local/bin/timeout");
    renameSync(join(root, "usr/sbin/auditctl"), join(root, "opt/stand-in/auditctl"));
    place("auditctl", "usr/sbin/auditctl");
    place("auditd.service", "usr/lib/systemd/system/auditd.service");
    place("java/Launcher.java", "opt/agent/hudson/remoting/Launcher.java");
    await inside(
        "sh",
        "-c",
        "cd /opt/agent && javac -cp $0 hudson/remoting/Launcher.java && echo Class-Path: file:$0 >manifest && jar cfme /opt/agent.jar manifest hudson.remoting.Launcher hudson && rm -r hudson manifest",
        // A real agent gets it from the controller.
        "/usr/share/java/jna.jar",
    );
    for (const [name, commands] of Object.entries(broughtBy)) {
        mkdirSync(join(root, "opt/stand-in", name), { recursive: true });
        for (const command of commands) {
            const target = join(root, "opt/stand-in", name, command);
            mkdirSync(join(target, ".."), { recursive: true });
            renameSync(join(root, command), target);
        }
    }
    for (const name of ["mount.efs", "efs-proxy", "efs-server", "mount.nfs4"])
        place(name, `opt/stand-in/amazon-efs-utils/usr/sbin/${name}`);
    mkdirSync(join(root, "opt/stand-in/amazon-efs-utils/etc/amazon/efs"), { recursive: true });
    place("amazon-efs-mount-watchdog", "opt/stand-in/amazon-efs-utils/usr/bin/amazon-efs-mount-watchdog");
    place(
        "amazon-efs-mount-watchdog.service",
        "opt/stand-in/amazon-efs-utils/usr/lib/systemd/system/amazon-efs-mount-watchdog.service",
    );
    place(
        "amazon-cloudwatch-agent-ctl",
        "opt/stand-in/amazon-cloudwatch-agent/usr/bin/amazon-cloudwatch-agent-ctl",
    );
    writeFileSync(join(root, "etc/cloud/cloud.cfg.d/99-boot.cfg"), cloudConfiguration);
    for (const unit of ["apt-daily.timer", "apt-daily-upgrade.timer", "console-getty.service"])
        await inside("systemctl", "--quiet", "mask", unit);
}
