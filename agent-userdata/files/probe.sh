#!/bin/bash
# Run as the agent's user: writes, reads back and deletes one file in the directory named by the
# first argument, and prints who owned it. An access point sets the owner, whoever writes.
set -Eeuo pipefail

file="$(mktemp "$1/.jenkins-efs-probe.XXXXXXXX")"
trap 'rm -f -- "${file}"' EXIT
printf '%s' "${file}" >"${file}"
if [[ "$(<"${file}")" != "${file}" ]]; then
    echo "what was read back is not what was written" >&2
    exit 1
fi
stat --format=%u:%g -- "${file}"
rm -- "${file}"
