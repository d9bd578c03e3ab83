# shellcheck shell=bash
# Sourced by the kit's scripts. They take every value from the environment, which systemd fills from
# /etc/jenkins-efs/agent.env: no value is ever parsed by a shell.
set -Eeuo pipefail

# Inside an agent's unit HOME belongs to the builds: a configuration file planted there must not
# steer a command that runs as root.
if ((EUID == 0)); then export HOME=/root; fi

LOG_FILE="${LOG_FILE:-/var/log/jenkins-efs/kit.log}"
# Is there once the end of this instance has been announced.
DRAINING_FILE="${DRAINING_FILE:-/run/jenkins-efs-draining}"
readonly LOG_FILE DRAINING_FILE

# To the journal and the console through stderr, and as root to the file that is shipped.
log() {
    local line
    TZ=UTC printf -v line '%(%FT%TZ)T %s' -1 "${0##*/}: $*"
    # A full disk must not stop the script that is about to say so; a unit's standard error may be on it, too.
    printf '%s\n' "${line}" >&2 || true
    if [[ -w "${LOG_FILE%/*}" ]]; then
        printf '%s\n' "${line}" >>"${LOG_FILE}" || true
    fi
}

die() {
    trap - ERR
    log "FAILED: $*"
    exit 1
}

trap 'die "line ${LINENO} ended with status $?: ${BASH_COMMAND}"' ERR

# retry ATTEMPTS FIRST_DELAY LONGEST_DELAY COMMAND...
# The delay in seconds doubles up to the longest. bash switches errexit off inside COMMAND, so a
# function given here ends each step that may fail with `|| return`.
retry() {
    local attempts="$1" delay="$2" longest="$3" attempt status
    shift 3
    for ((attempt = 1; ; attempt++)); do
        status=0
        "$@" || status=$?
        if ((status == 0)); then return 0; fi
        if ((attempt >= attempts)); then
            log "$1: attempt ${attempt} of ${attempts} ended with status ${status}, giving up"
            return "${status}"
        fi
        log "$1: attempt ${attempt} of ${attempts} ended with status ${status}, next in ${delay} s"
        sleep "${delay}"
        delay=$((delay * 2 > longest ? longest : delay * 2))
    done
}

# secret_value SECONDS
# Prints the value of the agent's secret: for pipes and files only root reads, never for an argument or a log.
secret_value() {
    timeout --kill-after=5 "$1" aws secretsmanager get-secret-value --region "${AWS_REGION}" \
        --secret-id "${SECRET_ARN}" --query SecretString --output text \
        --cli-connect-timeout 10 --cli-read-timeout 20
}

# node SECONDS COMMAND...
# node.py with the value of the agent's secret on stdin. What it says goes to the log, once in a row.
before=""
node() {
    local said status=0
    said="$(timeout --kill-after=5 "$1" python3 -I "${BASH_SOURCE[0]%/*}/node.py" "${@:2}")" || status=$?
    if [[ -n "${said}" && "${said}" != "${before}" ]]; then log "${said}"; fi
    before="${said}"
    return "${status}"
}

# efs_state MOUNT_POINT
# How efs-utils names what it keeps of a mount, before the port: get_mount_specific_filename in its proxy.py.
efs_state() { tr / . <<<"${FILE_SYSTEM_ID}$1"; }

for key in ${EXTRAS-}; do
    # shellcheck source=agent-userdata/files/areas.sh
    source "${BASH_SOURCE[0]%/*}/${key}.sh"
done
