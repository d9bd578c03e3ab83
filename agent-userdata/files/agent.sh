#!/bin/bash
# Becomes the Jenkins agent. Builds inherit only the environment that is spelled out here.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

# The agent reads its secret once, from a pipe: systemd deletes the file as soon as this unit is
# ready, so no build finds it on disk or in an open descriptor. When the connection ends so does the
# agent: systemd starts another, with the secret and the agent.jar of then, and leaves the builds alone.
exec 3< <(cat -- "${SECRET_FILE}")
wait "$!"

# systemd-notify would be a process of its own, and with that any build could speak for this unit.
ready='import os, socket, sys
with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
    s.sendto(b"READY=1", os.environ["NOTIFY_SOCKET"])
os.execvp(sys.argv[1], sys.argv[1:])'

# health.sh looks for the connection below this line. A full disk of the logs keeps no agent from its work.
echo "start ${INVOCATION_ID}" || true
# The unit's own /var/tmp is on the disk. AL2023's /tmp is in memory, and Jenkins sends nothing to a
# node whose temporary directory has less than 1 GiB free.
# shellcheck disable=SC2154 # An agent in a company's network has options: company.sh.
exec python3 -I -c "${ready}" env --ignore-environment TMPDIR=/var/tmp \
    HOME="${STATE_DIRECTORY}" USER=jenkins LOGNAME=jenkins SHELL=/bin/bash LANG=C.UTF-8 \
    PATH="${PATH}" EFS_DIRECTORY="${MOUNT_POINT}" "${shared[@]}" \
    java "${java[@]}" -Djava.io.tmpdir=/var/tmp -jar "${RUNTIME_DIRECTORY}/agent.jar" -url "${CONTROLLER_URL}" -name "${AGENT_NAME}" \
    -secret @/dev/fd/3 -webSocket -noReconnect -workDir "${STATE_DIRECTORY}"
