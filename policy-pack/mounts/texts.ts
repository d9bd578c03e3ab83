import { parseAllDocuments } from "yaml";
import { items, keys, see, text } from "../kernel/values";
import { hasHole, shown } from "./holes";
import { isNetworkSource, isNetworkType, type Mount, mountOf } from "./mount";

/** The mounts that a file states: lines of fstab, units of systemd, maps of autofs, volumes of Docker and Kubernetes. */
export function statedMounts(content: string, path: string): readonly Mount[] {
    const lines = content.split(/\r?\n/).map((line) => line.replace(/(^|\s)#.*$/, ""));
    return [
        ...lines.flatMap((line, index) =>
            [...fstabMounts(line, path), ...mapMounts(line, path)].map((found) => ({
                ...found,
                line: index + 1,
            })),
        ),
        ...unitMounts(lines, path),
        ...volumeMounts(content, path),
    ];
}

/** The commands that a unit of systemd or a table of cron runs. */
export function statedCommands(content: string): readonly string[] {
    return content.split(/\r?\n/).flatMap((line) => {
        const unit = /^\s*Exec\w+=[-@:+!|]*(.*)$/.exec(line)?.[1];
        const cron = /^\s*(?:@\w+|(?:[\d*,/-]+\s+){4}[\d*,/A-Za-z-]+)\s+(.*)$/.exec(line)?.[1];
        return [unit, cron].filter((command) => command !== undefined);
    });
}

const fields =
    /(?:^|[\s"'`/|])([^\s"'|]+)\s+(\/\S*|none|[\uE000][^\uE001]*[\uE001]\S*)\s+((?:efs|nfs4?|auto)(?:,\w+)*)(?:\s+([^\s"']+)|\s*$|["'])/;

function fstabMounts(line: string, path: string): readonly Mount[] {
    const [, from = "", , types = "", options = ""] = fields.exec(line.replace(/\\t/g, "\t")) ?? [];
    const [type = ""] = types.split(",");
    if (from === "" || from.startsWith("-")) return [];
    const network = isNetworkSource(from) || hasHole(from);
    if (type === "auto" ? !isNetworkSource(from) : !network) return [];
    return [mountOf(path, type === "auto" ? "nfs" : type, options)];
}

/**
 * Maps of autofs name the type, or mean NFS; `-hosts` mounts whatever any server exports, by NFS.
 * https://man7.org/linux/man-pages/man5/autofs.5.html, https://man7.org/linux/man-pages/man5/auto.master.5.html
 */
function mapMounts(line: string, path: string): readonly Mount[] {
    if (/\bauto(?:[._]|fs\b)/.test(path) && /^\s*\/\S*\s+-hosts(?:\s|$)/.test(line))
        return [mountOf(path, "nfs", "")];
    const [, type = "", options = ""] = /-(?:\S*,)?fstype=(\w+)(?:,(\S+))?/.exec(line) ?? [];
    if (isNetworkType(type)) return [mountOf(path, type, options)];
    if (type !== "" || !/\bauto[._]/.test(path) || /auto\.master/.test(path)) return [];
    const [, written = "", from = ""] = /^\S+\s+(?:-(\S+)\s+)?(\S+)\s*$/.exec(line.trim()) ?? [];
    return isNetworkSource(from) ? [mountOf(path, "nfs", written)] : [];
}

function unitMounts(lines: readonly string[], path: string): readonly Mount[] {
    if (!lines.some((line) => /^\s*\[Mount\]\s*$/.test(line))) return [];
    const last = (key: string) =>
        lines
            .findLast((line) => line.trim().startsWith(`${key}=`))
            ?.replace(/^[^=]*=/, "")
            .trim();
    const type = last("Type") ?? "";
    const network = isNetworkType(type) || (type === "" && isNetworkSource(last("What") ?? ""));
    const line = 1 + lines.findLastIndex((text) => /^\s*(?:Type|What)=/.test(text));
    return network ? [{ ...mountOf(path, type === "" ? "nfs" : type, last("Options") ?? ""), line }] : [];
}

/** Volumes in YAML or JSON, which is YAML as well. */
function volumeMounts(content: string, path: string): readonly Mount[] {
    // YAML that is read for nothing is slow: without one of these keys it holds no such volume.
    if (
        !/\b(driver_opts|nfs|csi|provisioner|device)["']?\s*:/.test(content) ||
        !/^\s*[\w"'-]+\s*:|^\s*[{[]/m.test(content)
    )
        return [];
    try {
        return parseAllDocuments(content, { logLevel: "silent" }).flatMap((document) =>
            "toJS" in document ? volumesIn(document.toJS({ maxAliasCount: 100 }), path) : [],
        );
    } catch {
        // Not YAML after all: other readers had their turn.
        return [];
    }
}

/** How the place of something inside a value is called, by that of the value. */
type Step = (path: string, key: string | number) => string;

/** The volumes of NFS and EFS anywhere in a value of Docker's, Compose's or Kubernetes' form. */
export function volumesIn(
    value: unknown,
    path: string,
    step: Step = (path) => path,
    depth = 0,
): readonly Mount[] {
    if (depth > 24 || typeof value !== "object" || value === null) return [];
    const names = Array.isArray(value) ? [...value.keys()] : keys(value);
    return [
        ...driver(value, path),
        ...volume(value, path),
        ...names.flatMap((name) => volumesIn(see(value, name), step(path, name), step, depth + 1)),
    ];
}

/** Options of Docker's local driver. */
function driver(value: object, path: string): readonly Mount[] {
    const type = text(see(value, "type")) ?? "";
    const options = text(see(value, "o"));
    const isVolume = options !== undefined || see(value, "device") !== undefined;
    return isVolume && isNetworkType(type) ? [mountOf(path, type, options ?? "")] : [];
}

/** Volumes of Kubernetes: NFS in clear, and the driver for EFS, which encrypts unless it is told not to. */
function volume(value: object, path: string): readonly Mount[] {
    const nfs = see(value, "nfs");
    if (text(see(nfs, "server")) !== undefined) return [mountOf(path, "nfs", "")];
    const csi = see(value, "csi");
    const options = items(see(value, "mountOptions")).map((option) => shown(text(option) ?? ""));
    if (see(csi, "driver") === "nfs.csi.k8s.io") return [mountOf(path, "nfs", options.join(","))];
    if (see(csi, "driver") === "efs.csi.aws.com") {
        const handle = text(see(csi, "volumeHandle")) ?? "";
        const clear = text(see(csi, "volumeAttributes", "encryptInTransit"))?.toLowerCase() === "false";
        const point = /::(fsap-.+)$/.exec(handle)?.[1];
        return [
            mountOf(
                path,
                "efs",
                [...(clear ? [] : ["tls"]), ...options, ...(point ? [`accesspoint=${point}`] : [])].join(","),
            ),
        ];
    }
    // The chart of the driver leaves the provisioner out of its classes, whose mode is the driver's own.
    const isDriver = see(value, "parameters", "provisioningMode") === "efs-ap";
    if (isDriver || see(value, "provisioner") === "efs.csi.aws.com") {
        const clear = text(see(value, "parameters", "encryptInTransit"))?.toLowerCase() === "false";
        // Volumes that it provisions are access points, each its own.
        return [
            mountOf(
                path,
                "efs",
                [...(clear ? [] : ["tls"]), ...options, "accesspoint=of each volume"].join(","),
            ),
        ];
    }
    if (
        /^(nfs\.csi\.k8s\.io|.*nfs-subdir-external-provisioner.*)$/.test(
            text(see(value, "provisioner")) ?? "",
        )
    )
        return [mountOf(path, "nfs", options.join(","))];
    return [];
}
