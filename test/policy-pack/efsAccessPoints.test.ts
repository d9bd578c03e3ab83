import { tokens } from "../../policy-pack/kernel/tokens";
import { accessPoint, fileSystem, other } from "./baseline";
import { but, declare, of, unknown } from "./plan";
import { rule } from "./table";

const info = { ownerUid: 20001, ownerGid: 20001, permissions: "0700" };

const at = (path: unknown) => but(accessPoint, { rootDirectory: { path, creationInfo: info } });

rule("efs-access-point-root-directory", {
    accepts: { "a directory below the root": accessPoint },
    refuses: {
        "the root": { plan: at("/"), says: /is "\/"/ },
        "the root written differently": at("//./"),
        "no root directory": { plan: but(accessPoint, { rootDirectory: undefined }), says: /absent/ },
        "a root directory without a path": but(accessPoint, { rootDirectory: { creationInfo: info } }),
    },
    waits: { "a path that is not known yet": at(unknown) },
    ignores: { "another resource": other },
});

const as = (posixUser: unknown) => but(accessPoint, { posixUser });

rule("efs-access-point-user-identity", {
    accepts: {
        "a user and group of its own": accessPoint,
        "numbers as text": as({ uid: "20001", gid: "20001" }),
    },
    refuses: {
        "no user": { plan: as(undefined), says: /uid is absent/ },
        root: { plan: as({ uid: 0, gid: 20001 }), says: /posixUser\.uid is 0/ },
        "the group of root": { plan: as({ uid: 20001, gid: 0 }), says: /posixUser\.gid is 0/ },
        "a user without a group": as({ uid: 20001 }),
        "root as text": as({ uid: "0", gid: "20001" }),
        "root's group among the others": {
            plan: as({ uid: 20001, gid: 20001, secondaryGids: [20002, 0] }),
            says: /secondaryGids holds 0/,
        },
        "root's group as text": as({ uid: 20001, gid: 20001, secondaryGids: ["0"] }),
        "a known group of root beside a user that is not known yet": as({ uid: unknown, gid: 0 }),
    },
    waits: {
        "a user that is not known yet": as(unknown),
        "a uid that is not known yet": as({ uid: unknown, gid: 1 }),
    },
    ignores: { "another resource": other },
});

const created = (creationInfo: unknown) =>
    but(accessPoint, { rootDirectory: { path: "/agents/linux", creationInfo } });

rule("efs-access-point-directory-permissions", {
    accepts: {
        "0700": accessPoint,
        "0750": created({ ...info, permissions: "0750" }),
        "a directory whose group stays with what is created in it": created({ ...info, permissions: "2770" }),
        "three digits": created({ ...info, permissions: "770" }),
        "numbers as text": created({ ...info, ownerUid: "20001" }),
    },
    refuses: {
        "no creation info": { plan: created(undefined), says: /absent/ },
        "a directory that others may list, where the configuration says so": {
            plan: created({ ...info, permissions: "0755" }),
            config: { refuseReadableByOthers: true },
            says: /0755/,
        },
        "a directory that others may write to": created({ ...info, permissions: "0757" }),
        "a directory that others may write to, and not read": created({ ...info, permissions: "0702" }),
        "a sticky bit before an open mode": created({ ...info, permissions: "1777" }),
        "no mode": created({ ownerUid: 20001, ownerGid: 20001 }),
        "another owner": { plan: created({ ...info, ownerUid: 0 }), says: /ownerUid is 0/ },
        "another group": created({ ...info, ownerGid: 20002 }),
    },
    advises: {
        "a directory that others may list, as in AWS's examples": created({ ...info, permissions: "0755" }),
        "a directory that others may enter": created({ ...info, permissions: "701" }),
    },
    waits: {
        "creation info that is not known yet": created(unknown),
        "an owner that is not known yet": created({ ...info, ownerUid: unknown }),
        "a mode that is not known yet": created({ ...info, permissions: unknown }),
    },
    ignores: { "another resource": other },
});

const second = (props: Record<string, unknown>) => ({
    ...but(accessPoint, {
        posixUser: { uid: 20002, gid: 20002 },
        rootDirectory: { path: "/agents/mac" },
        ...props,
    }),
    name: "second",
});

const elsewhere = declare(tokens.fileSystem, "elsewhere", { encrypted: true });

rule("efs-access-points-disjoint", {
    accepts: {
        "two directories and two users": [accessPoint, second({}), fileSystem],
        "the same directory and user on another file system": [
            accessPoint,
            { ...but(accessPoint, { fileSystemId: of(elsewhere, "id") }), name: "second" },
            fileSystem,
            elsewhere,
        ],
        "a directory whose name begins like another": [
            accessPoint,
            second({ rootDirectory: { path: "/agents/linux-2" } }),
            fileSystem,
        ],
    },
    refuses: {
        "one user for two": {
            plan: [second({ posixUser: { uid: 20001, gid: 1 } }), accessPoint, fileSystem],
            on: "agent",
            says: /uid is 20001/,
        },
        "one directory for two": {
            plan: [accessPoint, second({ rootDirectory: { path: "/agents/linux" } }), fileSystem],
            on: "second",
        },
        "the same directory with another slash": {
            plan: [accessPoint, second({ rootDirectory: { path: "/agents//linux/" } }), fileSystem],
            on: "second",
        },
        "a directory inside another": {
            plan: [accessPoint, second({ rootDirectory: { path: "/agents/linux/cache" } }), fileSystem],
            on: "second",
            says: /lies inside/,
        },
        "a directory around another": {
            plan: [accessPoint, second({ rootDirectory: { path: "/agents" } }), fileSystem],
            says: /of second/,
        },
        "one directory for two of a file system outside the stack": {
            plan: [
                but(accessPoint, { fileSystemId: "fs-1" }),
                second({ fileSystemId: "fs-1", rootDirectory: { path: "/agents/linux" } }),
            ],
            on: "second",
        },
    },
    waits: {
        "a path that is not known yet": [
            accessPoint,
            second({ rootDirectory: { path: unknown } }),
            fileSystem,
        ],
    },
    ignores: { "a stack without access points": [fileSystem] },
});
