#!/bin/bash
# Run as root before each start of the agent: puts its Jenkins secret where only root may read it. The
# agent's unit gives it to the agent last of all. Another instance of this agent that still ends is
# waited for.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

umask 0077
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
# The CLI waits one second for the metadata service, once, and then has "no credentials".
export AWS_METADATA_SERVICE_TIMEOUT=10 AWS_METADATA_SERVICE_NUM_ATTEMPTS=2

readonly value="${SECRET_FILE}.value"

fetch() {
    secret_value 60 >"${value}"
}

take_apart() {
    python3 -I "${BASH_SOURCE[0]%/*}/node.py" secret <"${value}" >"${SECRET_FILE}.new"
}

# Auto Scaling starts an instance while the one before it waits for its last build. Were that one's
# connection lost for a moment, a second agent would take its place, and the build with it. It is gone
# when it says so, or when it has not been connected for two minutes. An API that does not say holds the
# agent up no longer either where the controller serves agents.
stand_by() {
    local status looks absent=0
    for ((looks = 0; looks * 5 < DRAIN_SECONDS + 600 && absent < 24; looks++)); do
        status=0
        node 45 before "$(<"${INSTANCE_ID_FILE}")" <"${value}" || status=$?
        absent=$((absent + 1))
        case "${status}" in
        # Whoever may not look takes the controller's word, which refuses a second agent.
        0 | 2) break ;;
        1) curl --silent --fail --head --max-time 10 --output /dev/null "${CONTROLLER_URL%/}/jnlpJars/agent.jar" || absent=0 ;;
        3) absent=0 ;;
        esac
        if ((status >= 3)); then touch "${SECRET_FILE}.standby"; fi
        sleep 5
    done
    rm --force -- "${SECRET_FILE}.standby"
}

missing() {
    touch "${SECRET_FILE}.missing"
    die "$1"
}

trap 'rm -f -- "${SECRET_FILE}.new" "${value}" "${SECRET_FILE}.standby"' EXIT
if ! retry 3 2 10 fetch; then
    missing "no secret for ${AGENT_NAME}. Put the value into ${SECRET_ARN}: npm run enrol"
fi
if ! take_apart; then
    missing "$(<"${SECRET_FILE}.new"). It is in ${SECRET_ARN}"
fi
rm --force -- "${SECRET_FILE}.missing"
stand_by
sha256sum <"${SECRET_FILE}.new" >"${SECRET_FILE}.sum"
chmod 0400 "${SECRET_FILE}.new"
mv --force -- "${SECRET_FILE}.new" "${SECRET_FILE}"
# Builds of the agent before this one may go on, and their temporary files with them, also between two
# steps: that nothing does is Jenkins's to say, to whoever has a token.
if ! pgrep --euid "${AGENT_UID}" >/dev/null && node 45 idle <"${value}"; then
    find "${CACHE_DIRECTORY}" -xdev -mindepth 1 -delete
    find /dev/shm -uid "${AGENT_UID}" -delete
fi
