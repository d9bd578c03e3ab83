#!/bin/bash
# Run as the agent's user before each start: the controller's own agent.jar always fits its version.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

jar="${RUNTIME_DIRECTORY}/agent.jar"

fetch() {
    local manifest
    curl --fail --silent --show-error --location --proto '=https' --proto-redir '=https' --tlsv1.2 \
        --connect-timeout 10 --max-time 120 --output "${jar}.new" \
        "${CONTROLLER_URL%/}/jnlpJars/agent.jar" || return
    if ! unzip -tqq "${jar}.new" >&2; then
        log "what ${CONTROLLER_URL%/}/jnlpJars/agent.jar gave is damaged or no jar"
        return 1
    fi
    manifest="$(unzip -p "${jar}.new" META-INF/MANIFEST.MF)" || return
    if [[ $'\n'"${manifest}" != *$'\n'"Main-Class: hudson.remoting."* ]]; then
        log "what ${CONTROLLER_URL%/}/jnlpJars/agent.jar gave is a jar, and not a Jenkins agent"
        return 1
    fi
}

trap 'rm -f -- "${jar}.new"' EXIT
if ! retry 5 2 30 fetch; then die "no agent.jar from ${CONTROLLER_URL}"; fi
mv --force -- "${jar}.new" "${jar}"
