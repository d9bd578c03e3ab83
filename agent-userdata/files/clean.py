"""Removes the workspaces that nothing has used for the configured time, and while the disk is nearly full the longest
unused ones before it. Run by a timer, as the builds' own user.

Jenkins has a job's workspace in `workspace` of the agent's directory, below a directory for each folder that the job is in,
and beside it what belongs to it: NAME@tmp, NAME@libs, NAME@script. NAME@2 is the workspace of a second build at the same time
(hudson.slaves.WorkspaceList). A build whose workspace is gone gets an empty one.

Its own cleaning (hudson.model.WorkspaceCleanupThread) leaves the workspace that a job used last for ever, and those of jobs
that are deleted, and knows nothing of the disk.
"""
import os
import re
import shutil
import sys
import time

now = time.time()
work = os.environ["STATE_DIRECTORY"]
# What is about to be removed is here, where no build looks for it.
away = f"{work}/.jenkins-efs-removed"
# Of what a build at work or Jenkins takes away while it is looked at: it is passed over.
gone = FileNotFoundError, NotADirectoryError


def setting(name):
    return int(os.environ[name])


def say(what):
    print(time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()), "clean.py:", what, flush=True)


# Percent of bytes or of inodes, whichever is scarcer, as df counts them.
def used_percent():
    disk = os.statvfs(work)
    used = disk.f_blocks - disk.f_bfree
    inodes = disk.f_files - disk.f_ffree
    return max(100 * used / (used + disk.f_bavail), 100 * inodes / max(1, disk.f_files))


def free_mebibytes():
    disk = os.statvfs(work)
    return disk.f_bavail * disk.f_frsize >> 20


# Nothing but directories, none of them hidden, and of one of them Jenkins has made a sibling. Where that is not sure a
# directory is taken for one workspace: what is in it then goes together, once nothing in it is used.
def is_folder(path):
    with os.scandir(path) as entries:
        inside = [(entry.name, entry.is_dir(follow_symlinks=False)) for entry in entries]
    if not all(directory and not name.startswith(".") for name, directory in inside):
        return False
    return any("@" in name for name, _ in inside) or any(is_folder(f"{path}/{name}") for name, _ in inside)


# The directories of each workspace.
def workspaces(directory):
    found = {}
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                found.setdefault(re.sub(r"@(?!\d+(@|$)).*", "", entry.name), []).append(entry.path)
    for paths in found.values():
        try:
            folder = [*workspaces(paths[0])] if len(paths) == 1 and is_folder(paths[0]) else [paths]
        except gone:
            continue
        yield from folder


# When anything in them was last changed, in seconds since 1970. An inode's own time: those of contents are what an archive
# says. Beyond `enough` it need not be exact.
def last_change(paths, enough):
    newest = 0
    left = [*paths]
    while left and newest <= enough:
        path = left.pop()
        newest = max(newest, os.lstat(path).st_ctime)
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    left.append(entry.path)
                else:
                    newest = max(newest, entry.stat(follow_symlinks=False).st_ctime)
    return newest


# Where processes are, what they have open, and which workspace they were told: Jenkins gives it to each of a build's.
def places():
    found = set()
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/environ", "rb") as environ:
                for value in re.findall(rb"(?:^|\0)WORKSPACE=([^\0]+)", environ.read()):
                    found.add(os.fsdecode(value))
            links = [f"/proc/{pid}/cwd", f"/proc/{pid}/exe"]
            links += [f"/proc/{pid}/fd/{fd}" for fd in os.listdir(f"/proc/{pid}/fd")]
        except OSError:
            continue
        for link in links:
            try:
                found.add(os.readlink(link))
            except OSError:
                continue
    return found


def in_use(paths):
    within = tuple(f"{path}/" for path in paths)
    return any(f"{place}/".startswith(within) for place in places())


# Whether Jenkins has not fetched yet what a step ended with: durable-task removes the step's control directory then.
def has_result(paths):
    return any(
        name.startswith("durable-") for path in paths if path.endswith("@tmp") for name in os.listdir(path)
    )


def delete(path):
    kept = []
    shutil.rmtree(path, onerror=lambda _, what, error: kept.append((what, error[1])))
    if kept:
        say(f"{len(kept)} of {path!r} cannot be removed, first {kept[0][0]!r}: {kept[0][1]}")


# Moved before it is deleted: a build that begins meanwhile gets an empty workspace, not half of one. One that has begun
# before that is seen in what was moved.
def remove(paths):
    moved = {}
    try:
        for number, path in enumerate(paths):
            target = f"{away}/{os.getpid()}-{time.monotonic_ns()}-{number}"
            os.rename(path, target)
            moved[path] = target
    except OSError as error:
        say(f"{path!r} cannot be moved: {error}")
    if in_use([*moved.values(), *moved]):
        for path, target in moved.items():
            if not os.path.lexists(path):
                os.rename(target, path)
        return False
    for target in moved.values():
        delete(target)
    return len(moved) == len(paths)


def main():
    looked = f"{os.environ['RUNTIME_DIRECTORY']}/looked"
    unused = now - setting("CLEAN_AFTER_SECONDS")
    early = used_percent() >= setting("EARLY_PERCENT")
    # The disk is looked at each time, each file of it less often.
    if not early and os.path.exists(looked) and os.stat(looked).st_mtime > now - setting("LOOK_SECONDS"):
        return
    # What was left of a run that was cut off.
    os.makedirs(away, exist_ok=True)
    for name in os.listdir(away):
        delete(f"{away}/{name}")
    latest = max(unused, now - setting("EARLY_SECONDS")) if early else unused
    candidates = []
    for paths in workspaces(f"{work}/workspace"):
        try:
            changed = last_change(paths, latest)
        except gone:
            continue
        if changed <= latest:
            candidates.append((changed, paths))
    removed = 0
    before = free_mebibytes()
    for changed, paths in sorted(candidates):
        try:
            if changed > unused and (used_percent() < setting("ROOM_PERCENT") or has_result(paths)):
                continue
        except gone:
            continue
        if not in_use(paths) and remove(paths):
            removed += 1
            say(f"removed {min(paths)!r}, unused for {(now - changed) / 3600:.0f} hours")
    if removed:
        say(f"{removed} workspaces removed: {free_mebibytes() - before} MiB more are free")
    if early and used_percent() >= setting("EARLY_PERCENT"):
        say(f"the disk is {used_percent():.0f} % full, and no other workspace has been unused for long enough")
    open(looked, "w").close()


try:
    main()
except OSError as error:
    say(f"FAILED: {error}")
    sys.exit(1)
