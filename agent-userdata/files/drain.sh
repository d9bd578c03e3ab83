#!/bin/bash
# Waits for word that this instance is about to end. Then the running build may end within the limit,
# the agent goes, the file system is unmounted, and the machine is switched off.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

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

# Nothing runs under the agent's uid but the agent itself.
idle() { (($(pgrep --count --euid "${AGENT_UID}" || true) <= 1)); }

seconds=""
while [[ -z "${seconds}" ]]; do
    sleep 10
    # A metadata service that does not answer announces nothing.
    seconds="$(announced)" || seconds=""
done

log "this instance ends within ${seconds} s: waiting for the running build"
# Between two steps of a build nothing runs for a moment: four quiet looks in a row are an end.
quiet=0
for ((waited = 0; waited < seconds && quiet < 4; waited += 5)); do
    if idle; then quiet=$((quiet + 1)); else quiet=0; fi
    sleep 5
done
if ((quiet < 4)); then log "the build did not end in time and is cut off"; fi
systemctl stop jenkins-efs-health.timer jenkins-efs-setup.service jenkins-efs-mount.service
log "the agent has gone and the file system is unmounted"
systemctl poweroff
