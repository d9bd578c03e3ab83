#!/bin/bash
# Run by a timer: looks at what the agent stands on, mends what it can, publishes what it found, and
# has the instance replaced when something stayed bad for longer than its limit.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

export AWS_METADATA_SERVICE_TIMEOUT=10 AWS_METADATA_SERVICE_NUM_ATTEMPTS=2

# A mount's unit is active exactly as long as the mount is proven; a required area is as the agent's own directory.
mount_proven() {
    systemctl is-active --quiet jenkins-efs-mount.service || return
    if [[ -n "${AREAS:-}" ]]; then areas_proven ,required,; fi
}

watchdog_running() {
    if systemctl is-active --quiet amazon-efs-mount-watchdog.service; then return 0; fi
    systemctl start amazon-efs-mount-watchdog.service
}

# The watchdog renews it every hour and it lasts three: an old one is a mount about to die. Each mount has its own.
certificate_valid() {
    local newest
    newest="$(find "${EFS_STATE}" -path "*$(efs_state "${1:-${MOUNT_POINT}}").[0-9]*" -name certificate.pem -printf '%T@ %p\n' |
        sort --numeric-sort | tail --lines=1)" || return
    timeout 10 openssl x509 -checkend 0 -noout -in "${newest#* }" >/dev/null
}

controller_answers() {
    curl --silent --fail --head --max-time 10 --output /dev/null "${CONTROLLER_URL%/}/jnlpJars/agent.jar"
}

# fetch-secret.sh leaves word when there is none.
secret_present() { [[ ! -e "${SECRET_FILE}.missing" ]]; }

secret_changed() {
    local sum
    if [[ ! -e "${SECRET_FILE}.sum" ]]; then return 1; fi
    sum="$(secret_value 20 | python3 -I "${BASH_SOURCE[0]%/*}/node.py" secret | sha256sum)" || return
    [[ "${sum}" != "$(<"${SECRET_FILE}.sum")" ]]
}

# Whether the agent that runs has said since its start that the controller let it in: with the end of the
# connection it ends. Remembered, as the log is cut off when it grows.
let_in() {
    if [[ -e "${STATE}/let-in-$1" ]]; then return 0; fi
    awk -v start="start $1" '
        $0 == start { started = 1; connected = 0 }
        started && /^INFO: Connected$/ { connected = 1 }
        END { exit !connected }' "${AGENT_LOG}" || return
    rm --force "${STATE}"/let-in-*
    touch "${STATE}/let-in-$1"
}

# The mark of an instance that ended, or of this one before it was switched off, is taken back by the one
# that is connected now. While this instance ends, the mark is its own.
takes_builds() {
    local value
    if [[ -e "${DRAINING_FILE}" || "$(cat "${STATE}/online" 2>/dev/null)" == "$1" ]]; then return 0; fi
    value="$(secret_value 20)" || return
    node 45 online "$(<"${INSTANCE_ID_FILE}")" <<<"${value}" || return
    echo "$1" >"${STATE}/online"
}

# Prints why a missing connection is nothing that another instance would mend.
excuse() {
    if [[ -e "${SECRET_FILE}.missing" ]]; then echo "no secret"; fi
    if [[ -e "${SECRET_FILE}.standby" ]]; then echo "another instance has the node"; fi
    if [[ -e "${STATE}/controller_answers" ]]; then echo "the controller does not answer"; fi
    if [[ -e "${STATE}/refused" ]]; then echo "it is not known whether the node takes builds"; fi
}

agent_connected() {
    local pid invocation
    pid="$(systemctl show --property=MainPID --value jenkins-agent.service)" || return
    invocation="$(systemctl show --property=InvocationID --value jenkins-agent.service)" || return
    rm --force "${STATE}/refused"
    if let_in "${invocation}" &&
        [[ "$(ss --no-header --tcp --numeric --processes state established)" == *"pid=${pid},"* ]]; then
        if takes_builds "${invocation}"; then return 0; fi
        touch "${STATE}/refused"
        return 1
    fi
    if ((pid > 0)) && [[ -z "$(excuse)" ]] && (($(bad_for agent_connected) >= RESTART_AFTER_SECONDS)) &&
        secret_changed; then
        log "the agent is not let in and its secret has changed: starting it over"
        systemctl restart --no-block jenkins-agent.service
    fi
    return 1
}

# Jenkins gives nothing to a node with 1 GiB or less for temporary files. Before that, what is old goes.
disk_has_room() {
    local full free
    # shellcheck disable=SC2086 # One more file system, or none.
    full="$(df --output=pcent,ipcent / ${STORE-} | tr ' %' '\n' | sort --numeric-sort | tail --lines=1)" || return
    free="$(df --output=avail --block-size=1M "${TEMPORARY_FILES}" | tail --lines=1)" || return
    if ((free < 1536)); then
        systemd-run --wait --uid="${AGENT_UID}" \
            find "${TEMPORARY_FILES}" -xdev -mindepth 1 -mmin +60 -delete || true
    fi
    ((full < 95 && free > 1024))
}

now="$(date +%s)"

# Seconds since a check began to fail.
bad_for() {
    local since="${STATE}/$1"
    if [[ -e "${since}" ]]; then echo $((now - $(<"${since}"))); else echo 0; fi
}

# check NAME METRIC [LIMIT]: 20 minutes are more than the longest wait of setup or mount.
metrics=()
overdue=()
check() {
    local name="$1" metric="$2" limit="${3:-}" value=1 seconds
    if "${name}"; then
        rm --force "${STATE}/${name}"
    else
        value=0
        [[ -e "${STATE}/${name}" ]] || echo "${now}" >"${STATE}/${name}"
        seconds="$(bad_for "${name}")"
        log "${metric} does not hold, for ${seconds}${limit:+ of at most ${limit}} s"
        if [[ -n "${limit}" ]] && ((seconds >= limit)); then overdue+=("${metric}"); fi
    fi
    metrics+=("MetricName=${metric},Value=${value},Dimensions=[${dimensions}]")
}

STATE="${RUNTIME_DIRECTORY}"
# Room for what there is to say once a build has filled the disk: allocated beyond the end, it stays this
# file's own. On a disk that is full already there is none to be had.
fallocate --keep-size --offset "$(stat --format=%s -- "${LOG_FILE}")" --length 1MiB "${LOG_FILE}" 2>/dev/null || true
# One alarm for all agents is enough for a controller that answers none.
dimensions="{Name=Environment,Value=${ENVIRONMENT}}"
check controller_answers ControllerAnswers
dimensions="{Name=AgentName,Value=${AGENT_NAME}},${dimensions}"
check mount_proven MountProven "${LIMIT_SECONDS}"
check watchdog_running WatchdogRunning "${LIMIT_SECONDS}"
check certificate_valid CertificateValid "${LIMIT_SECONDS}"
check disk_has_room DiskHasRoom "${LIMIT_SECONDS}"
check secret_present SecretPresent
# Its limit is above the time that an instance being replaced may take for its last build: until then the
# controller refuses a second agent of this name.
check agent_connected AgentConnected
if [[ -n "${AREAS:-}" ]]; then check areas_proven AreasProven; fi
if [[ -e "${STATE}/agent_connected" ]]; then
    reason="$(excuse)"
    if [[ -n "${reason}" ]]; then
        log "and no other instance would mend that: ${reason}"
        rm "${STATE}/agent_connected"
    elif (($(bad_for agent_connected) >= DRAIN_SECONDS + CONNECTION_LIMIT_SECONDS)); then
        overdue+=(AgentConnected)
    fi
fi

# The kernel's log names what it killed for want of memory.
killed=0
while IFS= read -r line; do
    log "killed for want of memory: ${line}"
    killed=$((killed + 1))
done < <({ journalctl --dmesg --quiet --output=cat --cursor-file="${STATE}/kernel" || true; } |
    sed --quiet 's/.*Killed process \([0-9]*\) (\(.*\)) .*anon-rss:\([0-9]*kB\).* UID:\([0-9]*\) .*/\2, process \1 of uid \4 with \3/p')
mapfile -t more < <("${BASH_SOURCE[0]%/*}/mount-metrics.sh" "${STATE}/counters")
more+=("MetricName=KilledForMemory,Value=${killed},Unit=Count")
metrics+=("${more[@]/%/,Dimensions=[${dimensions}]}")
if ! timeout --kill-after=5 60 aws cloudwatch put-metric-data --region "${AWS_REGION}" \
    --namespace JenkinsEfs/Agent --metric-data "${metrics[@]}"; then
    log "the metrics could not be published"
fi
if ((${#overdue[@]} > 0)); then
    log "UNHEALTHY: ${overdue[*]} for too long, asking for a new instance"
    timeout --kill-after=5 60 aws autoscaling set-instance-health --region "${AWS_REGION}" \
        --instance-id "$(<"${INSTANCE_ID_FILE}")" --health-status Unhealthy
fi
