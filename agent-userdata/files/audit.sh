#!/bin/bash
# Loads the audit rules. Run after the mount: a rule on a directory covers what is mounted below it
# only when that was mounted before.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

# A default of the Fedora family that audits nothing at all, whatever the other rules say.
sed --in-place --regexp-extended '/^-a +(never,task|task,never)/d' "${AUDIT_RULES}"/*.rules
# The kernel compares with the program itself, not with a link to it.
python="$(realpath "$(command -v python3)")"
sed "s|@MOUNT_POINT@|${MOUNT_POINT}|; s|@PERMISSIONS@|${AUDIT_PERMISSIONS}|; s|@AGENT_UID@|${AGENT_UID}|; s|@PYTHON@|${python}|" \
    "${CONFIGURATION_DIRECTORY}/audit.rules" >"${AUDIT_RULES}/50-jenkins-efs.rules"
if [[ -n "${AREAS:-}" ]]; then areas_audited >>"${AUDIT_RULES}/50-jenkins-efs.rules"; fi
systemctl enable --now auditd.service
if ! said="$(timeout --kill-after=5 60 augenrules --load 2>&1)"; then
    die "the audit rules do not load, so no agent is started: ${said}"
fi
log "audited below ${MOUNT_POINT}: ${AUDIT_PERMISSIONS}"
