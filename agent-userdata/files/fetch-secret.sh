#!/bin/bash
# Run as root before each start of the agent: puts its Jenkins secret where only root and, until it
# has read it, the agent may read it, and takes back that the instance before marked the node offline.
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

# An agent that nothing is sent to is no use: another try, unless somebody has to change something.
bring_online() {
    local status=0
    node 45 online <"${value}" || status=$?
    ((status == 0 || status == 2))
}

trap 'rm -f -- "${SECRET_FILE}.new" "${value}"' EXIT
if ! retry 3 2 10 fetch; then
    die "no secret for ${AGENT_NAME}. Put the value from the agent's page in Jenkins into ${SECRET_ARN}"
fi
if ! take_apart; then
    die "$(<"${SECRET_FILE}.new"). It is in ${SECRET_ARN}"
fi
if [[ ! -e "${DRAINING_FILE}" ]] && ! retry 3 2 10 bring_online; then
    die "it is not known whether the node takes builds"
fi
chown "${AGENT_UID}:${AGENT_GID}" "${SECRET_FILE}.new"
chmod 0400 "${SECRET_FILE}.new"
mv --force -- "${SECRET_FILE}.new" "${SECRET_FILE}"
