#!/bin/bash
# Run as root before each start of the agent: puts its Jenkins secret where only root and, until it
# has read it, the agent may read it. The secret goes from a pipe to a file and is in no argument,
# variable or log.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

umask 0077
export AWS_CONFIG_FILE=/dev/null AWS_SHARED_CREDENTIALS_FILE=/dev/null
# The CLI waits one second for the metadata service, once, and then has "no credentials".
export AWS_METADATA_SERVICE_TIMEOUT=10 AWS_METADATA_SERVICE_NUM_ATTEMPTS=2

fetch() {
    timeout --kill-after=5 60 aws secretsmanager get-secret-value --region "${AWS_REGION}" \
        --secret-id "${SECRET_ARN}" --query SecretString --output text \
        --cli-connect-timeout 10 --cli-read-timeout 20 >"${SECRET_FILE}.new" || return
    # An agent's secret is an HMAC in hexadecimal: anything else was put there by mistake.
    if ! grep --quiet --extended-regexp '^[0-9a-f]{32,128}$' "${SECRET_FILE}.new"; then
        log "the value of ${SECRET_ARN} is not an agent's secret (hexadecimal digits on one line)"
        return 1
    fi
}

trap 'rm -f -- "${SECRET_FILE}.new"' EXIT
if ! retry 3 2 10 fetch; then
    die "no secret for ${AGENT_NAME}. Put the value from the agent's page in Jenkins into ${SECRET_ARN}"
fi
chown "${AGENT_UID}:${AGENT_GID}" "${SECRET_FILE}.new"
chmod 0400 "${SECRET_FILE}.new"
mv --force -- "${SECRET_FILE}.new" "${SECRET_FILE}"
