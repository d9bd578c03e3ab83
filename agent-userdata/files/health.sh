#!/bin/bash
# Run by a timer: looks at what the agent stands on, mends what it can, publishes what it found, and
# has the instance replaced when something stayed bad for longer than its limit.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

export AWS_METADATA_SERVICE_TIMEOUT=10 AWS_METADATA_SERVICE_NUM_ATTEMPTS=2

# The mount's unit is active exactly as long as the mount is proven.
mount_proven() { systemctl is-active --quiet jenkins-efs-mount.service; }

watchdog_running() {
    if systemctl is-active --quiet amazon-efs-mount-watchdog.service; then return 0; fi
    systemctl start amazon-efs-mount-watchdog.service
}

# The watchdog renews it every hour and it lasts three: an old one is a mount about to die.
certificate_valid() {
    local newest
    newest="$(find "${EFS_STATE}" -path "*${FILE_SYSTEM_ID}*" -name certificate.pem -printf '%T@ %p\n' |
        sort --numeric-sort --reverse | head --lines=1)" || return
    timeout 10 openssl x509 -checkend 0 -noout -in "${newest#* }" >/dev/null
}

# An agent that is up and not let in may hold a secret that was rotated: a restart fetches it anew. A
# controller that does not answer is not this instance's fault.
agent_connected() {
    local pid
    pid="$(systemctl show --property=MainPID --value jenkins-agent.service)" || return
    if ss --no-header --tcp --numeric --processes state established | grep --quiet "pid=${pid},"; then
        return 0
    fi
    if ! curl --silent --fail --head --max-time 10 --output /dev/null \
        "${CONTROLLER_URL%/}/jnlpJars/agent.jar"; then
        return 0
    fi
    if ((pid > 0)) && (($(bad_for agent_connected) >= RESTART_AFTER_SECONDS)); then
        log "the agent is not connected and the controller answers: starting it over"
        systemctl restart --no-block jenkins-agent.service
    fi
    return 1
}

disk_has_room() {
    local space inodes
    read -r space inodes < <(df --output=pcent,ipcent / | tail --lines=1 | tr --delete '%') || return
    ((space < 95 && inodes < 95))
}

now="$(date +%s)"

# Seconds since a check began to fail.
bad_for() {
    local since="${STATE}/$1"
    if [[ -e "${since}" ]]; then echo $((now - $(<"${since}"))); else echo 0; fi
}

# check NAME METRIC LIMIT: 20 minutes are more than the longest wait of setup or mount. The limit of
# the connection is above the time that an instance being replaced may take for its last build: until
# then the controller refuses a second agent of this name.
metrics=()
overdue=()
check() {
    local name="$1" metric="$2" limit="$3" value=1 seconds
    if "${name}"; then
        rm --force "${STATE}/${name}"
    else
        value=0
        [[ -e "${STATE}/${name}" ]] || echo "${now}" >"${STATE}/${name}"
        seconds="$(bad_for "${name}")"
        log "${metric} does not hold, for ${seconds} of at most ${limit} s"
        if ((seconds >= limit)); then overdue+=("${metric}"); fi
    fi
    metrics+=("MetricName=${metric},Value=${value}")
}

STATE="${RUNTIME_DIRECTORY}"
# Room for what there is to say once a build has filled the disk: allocated beyond the end, it stays this
# file's own. On a disk that is full already there is none to be had.
fallocate --keep-size --offset "$(stat --format=%s -- "${LOG_FILE}")" --length 1MiB "${LOG_FILE}" 2>/dev/null || true
check mount_proven MountProven "${LIMIT_SECONDS}"
check watchdog_running WatchdogRunning "${LIMIT_SECONDS}"
check certificate_valid CertificateValid "${LIMIT_SECONDS}"
check disk_has_room DiskHasRoom "${LIMIT_SECONDS}"
check agent_connected AgentConnected "$((DRAIN_SECONDS + CONNECTION_LIMIT_SECONDS))"

mapfile -t -O "${#metrics[@]}" metrics < <("${BASH_SOURCE[0]%/*}/mount-metrics.sh" "${STATE}/counters")
dimensions="Dimensions=[{Name=AgentName,Value=${AGENT_NAME}},{Name=Environment,Value=${ENVIRONMENT}}]"
if ! timeout --kill-after=5 60 aws cloudwatch put-metric-data --region "${AWS_REGION}" \
    --namespace JenkinsEfs/Agent --metric-data "${metrics[@]/%/,${dimensions}}"; then
    log "the metrics could not be published"
fi
if ((${#overdue[@]} > 0)); then
    log "UNHEALTHY: ${overdue[*]} for too long, asking the Auto Scaling group for a new instance"
    timeout --kill-after=5 60 aws autoscaling set-instance-health --region "${AWS_REGION}" \
        --instance-id "$(<"${INSTANCE_ID_FILE}")" --health-status Unhealthy
fi
