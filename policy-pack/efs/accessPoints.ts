import { resourceRule, stackRule } from "../kernel/rule";
import { choice } from "../kernel/settings";
import type { Node, Stack } from "../kernel/stack";
import { tokens } from "../kernel/tokens";
import { items, number, present, see, show, text, UNKNOWN } from "../kernel/values";

export const rootDirectory = resourceRule({
    name: "efs-access-point-root-directory",
    title: "EFS access points start below the root directory",
    asserts: "rootDirectory.path is set and is not /",
    severity: "medium",
    level: "mandatory",
    decisive: "preview",
    references: {
        securityHub: ["EFS.3"],
        controlTower: ["CT.ELASTICFILESYSTEM.PR.3"],
        configRules: ["efs-access-point-enforce-root-directory"],
        checkov: ["CKV_AWS_329"],
        prowler: ["efs_access_point_enforce_root_directory"],
    },
    nist: { by: "Security Hub", controls: ["AC-6(10)"] },
    fix: [
        'new aws.efs.AccessPoint("linux", { fileSystemId: fs.id, rootDirectory: { path: "/clients/linux" }, posixUser: { uid: 20001, gid: 20001 } });',
    ],
    types: [tokens.accessPoint],
    check(point, report) {
        const path = see(point.props, "rootDirectory", "path");
        if (path === UNKNOWN) return report.wait(point, "rootDirectory.path");
        if (present(path) && normal(String(path)) !== "/") return;
        report.violation(
            point,
            `rootDirectory.path is ${show(path)}, so its clients see the whole file system`,
            "be a directory of its own below /",
            'Set rootDirectory: { path: "/clients/NAME", creationInfo: … }; this replaces the access point',
        );
    },
});

export const userIdentity = resourceRule({
    name: "efs-access-point-user-identity",
    title: "EFS access points enforce a POSIX user that is not root",
    asserts: "posixUser is set, and neither its uid nor its gid nor a secondary one is 0",
    severity: "medium",
    level: "mandatory",
    decisive: "preview",
    references: {
        securityHub: ["EFS.4"],
        controlTower: ["CT.ELASTICFILESYSTEM.PR.4"],
        pci: ["7.3.1"],
        configRules: ["efs-access-point-enforce-user-identity"],
        checkov: ["CKV_AWS_330"],
        prowler: ["efs_access_point_enforce_user_identity"],
    },
    nist: { by: "Security Hub", controls: ["AC-6(2)"] },
    fix: [
        'new aws.efs.AccessPoint("linux", { fileSystemId: fs.id, posixUser: { uid: 20001, gid: 20001 }, rootDirectory: { path: "/clients/linux" } });',
    ],
    types: [tokens.accessPoint],
    check(point, report) {
        const user = see(point.props, "posixUser");
        if (user === UNKNOWN) return report.wait(point, "posixUser");
        for (const id of ["uid", "gid"]) {
            const value = see(user, id);
            if (value === UNKNOWN) report.wait(point, `posixUser.${id}`);
            else if (!((number(value) ?? 0) > 0)) {
                report.violation(
                    point,
                    `posixUser.${id} is ${show(value)}, so ${present(value) ? "its clients act as root" : "clients choose who they are"}`,
                    "be the number of a user that is not root",
                    "Set posixUser: { uid, gid } to numbers above 0; this replaces the access point",
                );
            }
        }
        const groups = items(see(user, "secondaryGids"));
        if (groups.includes(UNKNOWN)) report.wait(point, "posixUser.secondaryGids");
        if (groups.some((group) => number(group) === 0))
            report.violation(
                point,
                "posixUser.secondaryGids holds 0, so its clients are in root's group",
                "hold groups that are not root's",
                "Take 0 out of posixUser.secondaryGids; this replaces the access point",
            );
    },
});

export const directoryPermissions = resourceRule({
    name: "efs-access-point-directory-permissions",
    title: "EFS access point directories belong to their user and are closed to others",
    asserts: "creationInfo makes the directory belong to posixUser, with a mode that leaves others nothing",
    severity: "medium",
    level: "mandatory",
    decisive: "preview",
    references: {},
    nist: { by: "this pack", controls: ["AC-3", "AC-6"] },
    fix: [
        'rootDirectory: { path: "/clients/linux", creationInfo: { ownerUid: 20001, ownerGid: 20001, permissions: "0700" } }',
    ],
    types: [tokens.accessPoint],
    settings: {
        refuseReadableByOthers: choice(
            "Refuse, rather than advise of, modes that let others read or enter, as AWS's examples have",
            false,
        ),
    },
    check(point, report, { refuseReadableByOthers }) {
        const info = see(point.props, "rootDirectory", "creationInfo");
        if (info === UNKNOWN) return report.wait(point, "rootDirectory.creationInfo");
        if (!present(info))
            return report.violation(
                point,
                "rootDirectory.creationInfo is absent, so EFS does not create the directory, and whoever does sets its mode",
                "say owner and mode of the directory",
                'Set rootDirectory.creationInfo: { ownerUid, ownerGid, permissions: "0700" }',
            );
        for (const [owner, id] of [
            ["ownerUid", "uid"],
            ["ownerGid", "gid"],
        ] as const) {
            const wanted = see(point.props, "posixUser", id);
            const value = see(info, owner);
            if (value === UNKNOWN || wanted === UNKNOWN)
                report.wait(point, `rootDirectory.creationInfo.${owner}`);
            // Without a posixUser the rule on identities has the word.
            else if (present(wanted) && number(value) !== number(wanted)) {
                report.violation(
                    point,
                    `rootDirectory.creationInfo.${owner} is ${show(value)} and posixUser.${id} is ${show(wanted)}`,
                    "be the same, so that the directory belongs to its only user",
                    `Set ${owner} to the ${id} of posixUser`,
                );
            }
        }
        const mode = see(info, "permissions");
        if (mode === UNKNOWN) report.wait(point, "rootDirectory.creationInfo.permissions");
        // A first digit sets the group of what is created inside (2) or keeps it from others in the group (1).
        else if (!/^[0-3]?[0-7]{2}0$/.test(text(mode) ?? "")) {
            // Who comes through another access point sees another directory.
            const mayRead = /^[0-3]?[0-7]{2}[145]$/.test(text(mode) ?? "") && !refuseReadableByOthers;
            report[mayRead ? "advice" : "violation"](
                point,
                `rootDirectory.creationInfo.permissions is ${show(mode)}, which is not a mode that leaves others nothing`,
                'end in 0, for example "0700", "0750" or "2770"',
                'Set permissions: "0700"; this replaces the access point',
            );
        }
    },
});

export const disjoint = stackRule({
    name: "efs-access-points-disjoint",
    title: "EFS access points share neither directories nor users",
    asserts:
        "on one file system no two access points share a uid, and no path is another's or lies inside it",
    severity: "high",
    level: "advisory",
    decisive: "preview",
    references: {},
    nist: { by: "this pack", controls: ["AC-6", "SC-4"] },
    fix: [
        "// one directory and one uid per access point",
        'rootDirectory: { path: "/clients/" + name }, posixUser: { uid: uidOf(name), gid: uidOf(name) }',
    ],
    trigger: tokens.accessPoint,
    check(stack, report) {
        for (const points of byFileSystem(stack)) {
            const users = new Map<string, Node>();
            const paths = new Map<string, Node>();
            for (const point of points) {
                const uid = see(point.props, "posixUser", "uid");
                if (uid === UNKNOWN) report.wait(point, "posixUser.uid");
                const user = text(uid);
                const earlier = user === undefined ? undefined : users.get(user);
                if (earlier) {
                    report.violation(
                        point,
                        `posixUser.uid is ${show(uid)}, as on ${earlier.name}`,
                        "be a user of its own, because a file handle that leaks is checked by user only",
                        "Give each access point its own uid",
                    );
                } else if (user !== undefined) users.set(user, point);
                const path = see(point.props, "rootDirectory", "path");
                if (path === UNKNOWN) report.wait(point, "rootDirectory.path");
                // Without a path, or at the root, efs-access-point-root-directory has the word.
                else if (present(path) && normal(String(path)) !== "/")
                    paths.set(`${normal(String(path))}\u0000${point.urn}`, point);
            }
            nested(paths).forEach(([inner, outer]) => {
                report.violation(
                    inner,
                    `rootDirectory.path ${show(see(inner.props, "rootDirectory", "path"))} is or lies inside ${show(see(outer.props, "rootDirectory", "path"))} of ${outer.name}`,
                    "be a directory that no other access point reaches",
                    "Give each access point a directory beside the others",
                );
            });
        }
    },
});

/** Pairs of access points, the first inside the second. Sorted, a directory directly precedes all that lies in it. */
function nested(paths: ReadonlyMap<string, Node>): [Node, Node][] {
    const found: [Node, Node][] = [];
    const open: { path: string; node: Node }[] = [];
    for (const [key, node] of [...paths]
        .map(([key, node]) => [`${key.split("\u0000")[0]}/`, node] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1))) {
        while (open.length > 0 && !key.startsWith(open.at(-1)?.path ?? "")) open.pop();
        const outer = open.at(-1);
        if (outer) found.push([node, outer.node]);
        open.push({ path: key, node });
    }
    return found;
}

function byFileSystem(stack: Stack): readonly Node[][] {
    const groups = new Map<string, Node[]>();
    for (const point of stack.of(tokens.accessPoint)) {
        const { to, outside } = stack.link(point, ["fileSystemId"], [tokens.fileSystem]);
        const key = to[0]?.urn ?? outside[0] ?? "";
        groups.set(key, [...(groups.get(key) ?? []), point]);
    }
    return [...groups.values()];
}

function normal(path: string): string {
    return `/${path
        .split("/")
        .filter((part) => part !== "" && part !== ".")
        .join("/")}`;
}
