#!/bin/bash
# Puts the agent's work directory and containers on the instance's own NVMe disks, which Nitro encrypts with keys of its own
# and which are empty and without a file system when the instance starts. What is on them outlives a reboot, not the instance.
# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ssd-instance-store.html
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

# Each disk once, whatever names udev has for it, and by serial numbers: a stripe wants the same order at each boot.
disks=()
find_disks() {
    local link disk
    disks=()
    for link in "${BY_ID}"/nvme-Amazon_EC2_NVMe_Instance_Storage_*; do
        if [[ "${link}" == *-part* || ! -b "${link}" ]]; then continue; fi
        disk="$(realpath "${link}")" || return
        if [[ " ${disks[*]} " != *" ${disk} "* ]]; then disks+=("${disk}"); fi
    done
    ((${#disks[@]} > 0))
}

# Several disks are one, without anything written about it on them: 256 KiB of each in turn, as much as the smallest has.
stripe() {
    local disk sectors least=0 table=""
    for disk in "${disks[@]}"; do
        sectors="$(blockdev --getsz "${disk}")"
        if ((least == 0 || sectors < least)); then least="${sectors}"; fi
        table+=" ${disk} 0"
    done
    device=/dev/mapper/jenkins-efs-store
    if dmsetup info jenkins-efs-store >/dev/null 2>&1; then return 0; fi
    dmsetup create jenkins-efs-store \
        --table "0 $((least / 512 * 512 * ${#disks[@]})) striped ${#disks[@]} 512${table}"
}

attach() { mount --types xfs --options noatime "${device}" "${STORE}"; }

# move_to_store DIRECTORY OPTIONS
# With what the image has in it, such as containers' images; at once, so that a boot which is cut off leaves no half of it.
move_to_store() {
    local kept="${STORE}$1"
    if mountpoint --quiet "$1"; then return 0; fi
    mkdir --parents "$1" "${kept%/*}"
    if [[ ! -d "${kept}" ]]; then
        rm --recursive --force "${kept}.new"
        cp --archive --no-target-directory "$1" "${kept}.new"
        mv "${kept}.new" "${kept}"
    fi
    mount --bind --options "$2" "${kept}" "$1"
}

if ! retry 5 2 10 find_disks; then
    die "this instance has no NVMe instance store, so no agent is started: take another instanceType, or instanceStore away"
fi
device="${disks[0]}"
if ((${#disks[@]} > 1)); then stripe; fi
mkdir --parents "${STORE}"
if ! mountpoint --quiet "${STORE}" && ! attach 2>/dev/null; then
    # New, or its formatting was cut off.
    log "making a file system on ${disks[*]}"
    mkfs.xfs -q -f -K "${device}"
    attach
fi
# Programs with set-uid bits are what no build gets, neither by this path.
chmod 0700 "${STORE}"
# Those of an image that starts them by itself know their directory by what is there now.
daemons=()
for unit in docker.socket docker.service containerd.service; do
    if systemctl is-active --quiet "${unit}"; then daemons+=("${unit}"); fi
done
if ((${#daemons[@]} > 0)); then systemctl stop "${daemons[@]}"; fi
move_to_store "${WORK_DIRECTORY}" nosuid,nodev
for directory in docker containerd containers; do
    move_to_store "${CONTAINERS}/${directory}" rw
done
# They come after this unit, and would be waited for.
if ((${#daemons[@]} > 0)); then systemctl start --no-block "${daemons[@]}"; fi
log "$(df --output=size --block-size=1G "${STORE}" | tail --lines=1 | tr --delete ' ') GiB of instance store are mounted"
