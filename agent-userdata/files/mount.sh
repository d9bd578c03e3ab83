#!/bin/bash
# Mounts the agent's own access point, proves it, tells systemd, and stays to watch it: this unit is active
# exactly as long as the mount is proven, and the agent's unit is bound to it. With the name of a shared area
# for an argument the same of that: areas.sh has set what differs.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

output="${RUNTIME_DIRECTORY}/output"
state="$(efs_state "${MOUNT_POINT}")"

# Lists the kernel's table rather than asking for the path: a look at a dead NFS path would hang.
mounted() {
    findmnt --kernel --noheadings --raw --output FSTYPE,SOURCE,TARGET |
        awk '$3 == ENVIRON["MOUNT_POINT"]'
}

# The exit code of the mount helper proves nothing: it is 0 when the network was not up yet.
prove() {
    local found said status=0
    found="$(mounted)" || return
    if [[ "${found}" != "${MOUNT_FSTYPE} 127.0.0.1:/ ${MOUNT_POINT}" ]]; then
        log "not the mount asked for: '${found:-nothing}'"
        return 1
    fi
    # The real group stays root's: no build can have that, so the audit rules tell the probe by it.
    said="$(timeout --kill-after=5 30 setpriv --reuid="${AGENT_UID}" --rgid=0 --egid="${AGENT_GID}" \
        --clear-groups bash -p "${BASH_SOURCE[0]%/*}/${probe:-probe.sh}" "${MOUNT_POINT}" 2>&1)" || status=$?
    # What a reader could write to is let go at once: the unit's end takes the mount down.
    if ((status == 3)); then die "SECURITY: ${said}"; fi
    if ((status != 0)); then
        log "${MOUNT_POINT} failed its probe: ${said}"
        return 1
    fi
    if [[ "${said}" != "${owner:-${AGENT_UID}:${AGENT_GID}}" ]]; then
        log "files in ${MOUNT_POINT} belong to ${said}: this is another access point"
        return 1
    fi
}

unmount() { timeout --kill-after=5 30 umount --force --lazy "${MOUNT_POINT}"; }

# What the helper leaves behind where this mount fails or is cut off: the TLS proxy, in a session of its
# own; its state, which the watchdog does not know as long as it begins with `~`; and the lock of the
# private key, for which every later attempt would wait. No other mount's helper runs meanwhile.
clear_away() {
    pkill --signal KILL --full "/efs/stunnel-config\.${state//./\\.}\.[0-9]" || true
    rm --recursive --force -- "${EFS_STATE}"/*"${state}".[0-9]* "${EFS_STATE}/efs-utils-lock"
}

# One mount after another, whoever wants them: as long as this file is locked.
mount_once() {
    local found status=0
    flock 9 || return
    found="$(mounted)" || return
    if [[ -n "${found}" ]]; then
        if prove; then return 0; fi
        unmount || return
    fi
    clear_away || return
    # Without a mount nobody but root may write here, so that nothing lands on the local disk.
    mkdir --parents "${MOUNT_POINT}" || return
    chmod 0000 "${MOUNT_POINT}" || return
    # To a file, not to a pipe, and without the lock: the TLS proxy that the helper leaves behind would hold both.
    timeout --kill-after=10 90 mount -t efs -o "_netdev,tls,iam,accesspoint=${ACCESS_POINT_ID}" \
        "${FILE_SYSTEM_ID}:/" "${MOUNT_POINT}" >"${output}" 2>&1 9<&- || status=$?
    if ((status != 0)) || [[ -s "${output}" ]]; then
        log "mount of ${FILE_SYSTEM_ID} through ${ACCESS_POINT_ID} ended with ${status}: $(<"${output}")"
    fi
    if ((status == 0)) && ${tell:-true} && prove; then return 0; fi
    found="$(mounted)" || return
    if [[ -n "${found}" ]]; then unmount || return; fi
    clear_away || return
    return 1
} 9<"$0"

# 20 attempts wait about 8 minutes in all: the name of a fresh mount target may come 5 minutes late.
if ! retry "${attempts:-20}" 2 30 mount_once; then
    die "no proven mount of ${ACCESS_POINT_ID}, so ${without:-no agent is started}"
fi
log "proven: ${MOUNT_POINT} is ${ACCESS_POINT_ID} of ${FILE_SYSTEM_ID}"
systemd-notify --ready

# A stall of some minutes is NFS at work (its mounts are hard); a mount that is gone is not.
failures=0 ticks=0
while ((failures < 3)); do
    sleep 5
    if [[ -z "$(mounted)" ]]; then die "${MOUNT_POINT} is no longer mounted"; fi
    systemd-notify WATCHDOG=1
    ticks=$((ticks + 1))
    if ((ticks % 12 != 0)); then continue; fi
    if prove; then failures=0; else failures=$((failures + 1)); fi
done
die "${MOUNT_POINT} could not be proven 3 times in a row"
