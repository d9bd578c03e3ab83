# shellcheck shell=bash
# Sourced by lib.sh on an agent that has shared areas. AREAS tells of each, separated by spaces, its fields by commas:
# name, `required` or `optional`, `write` or `read`, the owner that its access point enforces, the access point's id.
# shellcheck disable=SC2034 # Whoever sources it reads what it sets.

below="${MOUNT_POINT%/*}/shared"

# For builds: EFS_SHARED_NAME=directory, of each.
shared=()
for area in ${AREAS}; do
    name="${area%%,*}"
    variable="${name^^}"
    shared+=("EFS_SHARED_${variable//-/_}=${below}/${name}")
    # What mount.sh mounts and proves, where it was given this name.
    if [[ "${0##*/} ${1:-}" != "mount.sh ${name}" ]]; then continue; fi
    MOUNT_POINT="${below}/${name}"
    IFS=, read -r _ need access owner ACCESS_POINT_ID <<<"${area}"
    owner="${owner}:${owner}"
    if [[ "${access}" == read ]]; then probe="probe-read.sh"; fi
    # As soon as it is there, proven or not: a rule on a directory does not cover what is mounted below it later,
    # before it is told.
    tell="auditctl -q ${below},${MOUNT_POINT}"
    if [[ "${need}" == required ]]; then
        # The agent waits for it as long as for its own; for the others as long as their unit's start may take.
        systemd-notify EXTEND_TIMEOUT_USEC=1800000000
    else
        attempts=5
        without="builds go on without it"
    fi
done

# areas_proven [WORD]
# Whether each area is proven, of those with this word among their fields.
areas_proven() {
    local area name status=0
    for area in ${AREAS}; do
        if [[ "${area}" != *"${1:-}"* ]]; then continue; fi
        name="${area%%,*}"
        if systemctl is-active --quiet "jenkins-efs-area@${name}.service" &&
            certificate_valid "${below}/${name}"; then continue; fi
        log "the shared area ${name} is not proven"
        status=1
    done
    return "${status}"
}

# Prints the rule on areas. One that is mounted later is made known to it by its own unit.
areas_audited() {
    mkdir --parents "${below}" || return
    echo "-a always,exit -F dir=${below} -F perm=${AUDIT_PERMISSIONS} -F key=efs-shared"
}
