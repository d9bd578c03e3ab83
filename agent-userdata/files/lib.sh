# shellcheck shell=bash
# Sourced by the kit's scripts. They take every value from the environment, which systemd fills from
# /etc/jenkins-efs/agent.env: no value is ever parsed by a shell.
set -Eeuo pipefail

# Inside an agent's unit HOME belongs to the builds: a configuration file planted there must not
# steer a command that runs as root.
if ((EUID == 0)); then export HOME=/root; fi

LOG_FILE="${LOG_FILE:-/var/log/jenkins-efs/kit.log}"
readonly LOG_FILE

# To the journal and the console through stderr, and as root to the file that is shipped.
log() {
    local line
    line="$(date --utc +%Y-%m-%dT%H:%M:%SZ) ${0##*/}: $*"
    printf '%s\n' "${line}" >&2
    # A full disk must not stop the script that is about to say so.
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
