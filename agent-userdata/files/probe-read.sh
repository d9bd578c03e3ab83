#!/bin/bash
# Run as the agent's user, in a shared area that it only reads: lists the directory named by the first argument, has a
# file in it refused by the server, as the mount itself is not read-only, and prints who owns the directory. Ends with 3
# when the file was taken.
set -Eeuo pipefail

ls --almost-all "$1" >/dev/null
if file="$(LC_ALL=C mktemp "$1/.jenkins-efs-probe.XXXXXXXX" 2>&1)"; then
    rm -f -- "${file}"
    echo "EFS let a reader write ${file}"
    exit 3
fi
# By which of the two errors no page of AWS's says.
if [[ ! "${file}" =~ (Read-only file system|Permission denied)$ ]]; then
    echo "${file}" >&2
    exit 1
fi
stat --format=%u:%g -- "$1"
