#!/bin/bash
# Makes the user, installs the packages and starts log shipping and the mount watchdog. Runs at each
# boot and does only what is missing, so an agent that was set up once boots without a repository.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

create_user() {
    local entry
    if entry="$(getent passwd jenkins)"; then
        if [[ "${entry}" != "jenkins:"*":${AGENT_UID}:${AGENT_GID}:"* ]]; then
            die "the user jenkins is '${entry}', and the access point wants ${AGENT_UID}:${AGENT_GID}"
        fi
        return 0
    fi
    if ! getent group jenkins >/dev/null; then groupadd --gid "${AGENT_GID}" jenkins; fi
    # --no-log-init: with a uid this large /var/log/lastlog would look 150 MB long.
    useradd --no-log-init --no-create-home --uid "${AGENT_UID}" --gid "${AGENT_GID}" \
        --home-dir /var/lib/jenkins-agent --shell /usr/sbin/nologin jenkins
}

install_once() {
    timeout --kill-after=10 600 dnf --assumeyes install "$@" || return
    rpm --query "$@" >/dev/null
}

install_missing() {
    local package missing=()
    for package in "$@"; do
        if ! rpm --query --quiet "${package}"; then missing+=("${package}"); fi
    done
    if ((${#missing[@]} == 0)); then return 0; fi
    log "installing ${missing[*]}"
    # Ten attempts wait about 11 minutes in all: repositories and fresh endpoints come and go.
    retry 10 5 120 install_once "${missing[@]}"
}

# Builds' temporary files get a fifth of the disk for their own: who fills it fills nothing else. Allocated
# at once, as a sparse one would fail to write, not say that it is full, once the disk is. New at each boot.
bound_temporary_files() {
    local size
    if mountpoint --quiet "${TEMPORARY_FILES}"; then return 0; fi
    size="$(df --output=size --block-size=1M / | tail --lines=1)"
    rm --force "${TEMPORARY_IMAGE}"
    fallocate --length "$((size / 5))MiB" "${TEMPORARY_IMAGE}"
    # A discard would give back what is allocated.
    mkfs.xfs -q -K "${TEMPORARY_IMAGE}"
    systemctl start "$(systemd-escape --path --suffix=mount "${TEMPORARY_FILES}")"
}

ship_logs() {
    local config="${CONFIGURATION_DIRECTORY}/cloudwatch-agent.json"
    sed "s|@LOG_GROUP_NAME@|${LOG_GROUP_NAME}|g; s|@AGENT_NAME@|${AGENT_NAME}|g; s|@ENVIRONMENT@|${ENVIRONMENT}|g" \
        "${config}" >"${config}.rendered" || return
    timeout --kill-after=10 120 amazon-cloudwatch-agent-ctl \
        -a fetch-config -m ec2 -s -c "file:${config}.rendered" >&2
}

PATH+=":/opt/aws/amazon-cloudwatch-agent/bin"
create_user
# First of all, so that a failure of anything later is shipped.
install_missing amazon-cloudwatch-agent
retry 5 2 30 ship_logs
# shellcheck disable=SC2086 # Names, separated by spaces.
install_missing amazon-efs-utils java-21-amazon-corretto-headless git nftables awscli-2 unzip logrotate audit xfsprogs ${PACKAGES-}
bound_temporary_files
# It renews the mount's certificate every hour: without it the mount dies within three.
systemctl enable --now amazon-efs-mount-watchdog.service
log "done"
