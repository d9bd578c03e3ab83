#!/bin/bash
# Waits for word that this instance is about to end. Then the node is marked offline, the builds that run
# may end within the limit, the agent goes, the file system is unmounted, the group is told, and the
# machine is switched off.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

export AWS_METADATA_SERVICE_TIMEOUT=10 AWS_METADATA_SERVICE_NUM_ATTEMPTS=2

# metadata METHOD PATH HEADER
metadata() {
    curl --silent --fail --connect-timeout 5 --max-time 20 --request "$1" --header "$3" \
        "http://169.254.169.254/latest/$2"
}

# Prints how many seconds are left when the end was announced, and nothing before that.
announced() {
    local token
    token="$(metadata PUT api/token "X-aws-ec2-metadata-token-ttl-seconds: 60")" || return
    token="X-aws-ec2-metadata-token: ${token}"
    if metadata GET meta-data/spot/instance-action "${token}" >/dev/null; then
        echo "${SPOT_SECONDS}"
    elif [[ "$(metadata GET meta-data/autoscaling/target-lifecycle-state "${token}")" == Terminated ]]; then
        echo "${DRAIN_SECONDS}"
    fi
}

# lifecycle COMMAND ARGUMENTS...
lifecycle() {
    timeout --kill-after=5 60 aws autoscaling "$1" --region "${AWS_REGION}" \
        --auto-scaling-group-name "${GROUP_NAME}" --lifecycle-hook-name "${DRAIN_HOOK}" \
        --instance-id "$(<"${INSTANCE_ID_FILE}")" "${@:2}"
}

# ask COMMAND ARGUMENT...
value=""
ask() {
    [[ -n "${value}" ]] || value="$(secret_value 10)" || return
    node 10 "$1" "$(<"${INSTANCE_ID_FILE}")" "${@:2}" <<<"${value}"
}

# Whether nothing is left to wait for. A node that takes no more builds is idle once those that it has are
# done, and what the agent does by itself, such as archiving, is in that too. One whose controller has
# restarted is idle while a step runs, whose process has its control directory among its arguments. What
# else a build left running, such as Gradle's daemon, holds nothing up.
#
# Where the controller does not say, processes do: those of a build that had begun when the end was
# announced. Where the node could not be marked offline, one that comes later has only just begun, and is
# the cheapest to cut off. Jenkins names the build in BUILD_TAG; the agent itself has none, and whatever
# else has none counts as a build.
declare -A begun=()
marked=""
# Whether the controller may have restarted since it was last heard to have work here.
away=yes
quiet() {
    local pid tag step="" untagged=0 running=0 status=0
    if pgrep --euid "${AGENT_UID}" --full /durable- >/dev/null; then step="${away}"; fi
    ask drain "${step}" || status=$?
    if [[ "${status}" == [034] ]]; then
        marked=yes
        if ((status == 3)); then away=no; fi
        return "${status}"
    fi
    if ((status != 2)); then away=yes; fi
    for pid in $(pgrep --euid "${AGENT_UID}" || true); do
        if ! tag="$({ tr '\0' '\n' <"/proc/${pid}/environ" | sed --quiet 's/^BUILD_TAG=//p'; } 2>/dev/null)" &&
            [[ ! -e "/proc/${pid}" ]]; then
            continue
        fi
        if [[ -z "${tag}" ]]; then
            untagged=$((untagged + 1))
        elif [[ -n "${marked}${begun[${tag}]:-}" ]] || ((looks < 4)); then
            begun["${tag}"]=yes
            running=1
        fi
    done
    ((untagged <= 1 && running == 0))
}

seconds=""
while [[ -z "${seconds}" ]]; do
    sleep 10
    # A metadata service that does not answer announces nothing.
    seconds="$(announced)" || seconds=""
done

log "this instance ends within ${seconds} s"
touch "${DRAINING_FILE}"
# Between two steps of a build nothing runs for a moment: four quiet looks in a row are an end.
still=0 SECONDS=0
# A look takes up to 20 s where nobody answers.
for ((looks = 0; looks * 5 < seconds && SECONDS < seconds && still < 4; looks++)); do
    if quiet; then still=$((still + 1)); else still=0; fi
    # The hook takes an instance that is silent for five minutes for dead.
    if ((looks % 12 == 11)) && ! lifecycle record-lifecycle-action-heartbeat; then
        log "the group could not be told that the build still runs"
    fi
    sleep 5
done
if ((still < 4)); then log "the build did not end in time and is cut off"; fi
systemctl stop jenkins-efs-health.timer jenkins-efs-setup.service jenkins-efs-mount.service
log "the agent has gone and the file system is unmounted"
ask ended || true
if ! retry 3 2 10 lifecycle complete-lifecycle-action --lifecycle-action-result CONTINUE; then
    log "the group could not be told, and goes on by itself"
fi
systemctl poweroff
