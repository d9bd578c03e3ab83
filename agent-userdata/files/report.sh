#!/bin/bash
# Run by systemd when a unit of the kit has ended: copies the reason into the log that is shipped.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

unit="$1"
if [[ "${SERVICE_RESULT}" == success ]]; then
    log "${unit} ended"
    exit 0
fi
log "FAILED: ${unit} ended with ${SERVICE_RESULT}${EXIT_STATUS:+, status ${EXIT_STATUS}}. Its last words:"
# What the agent's unit says goes to a file of its own, and nothing of it to the journal.
if [[ "${unit}" == jenkins-agent ]]; then
    tail --lines=15 "${LOG_FILE%/*}/agent.log"
else
    timeout --kill-after=5 20 journalctl --output=cat --lines=15 "_SYSTEMD_INVOCATION_ID=${INVOCATION_ID}"
fi | while IFS= read -r line; do log "| ${line}"; done
