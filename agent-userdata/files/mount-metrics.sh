#!/bin/bash
# Prints what the NFS client did on the agent's mount since the last run, as CloudWatch's metrics
# without dimensions, one a line. The first argument is where the counters are kept between two runs.
# The CloudWatch agent has no plugin for NFS. The kernel's table is read and the mount left alone: a
# look at a dead server would hang. The fields are those of "statvers=1.1", as mountstats(8) has them.
# shellcheck source=agent-userdata/files/lib.sh
source "${BASH_SOURCE[0]%/*}/lib.sh"

# Age of the mount in seconds, bytes read from and written to the server, operations, transmissions,
# and milliseconds that answers took, all since it was mounted; nothing where there is no such mount.
counters() {
    awk '
        $1 == "device" {
            mine = $5 == ENVIRON["MOUNT_POINT"] && $8 == ENVIRON["MOUNT_FSTYPE"]
            operations = 0
        }
        !mine { next }
        $1 == "age:" { age = $2; done = sent = waited = 0 }
        $1 == "bytes:" { read = $6; written = $7 }
        operations { done += $2; sent += $3; waited += $8 }
        /per-op statistics/ { operations = 1 }
        END { if (age != "") printf "%s %s %s %.0f %.0f %.0f\n", age, read, written, done, sent, waited }
    ' "${MOUNTSTATS}"
}

now="$(counters)"
if [[ -z "${now}" ]]; then exit 0; fi
before="0 0 0 0 0 0"
if [[ -s "$1" ]]; then before="$(<"$1")"; fi
printf '%s\n' "${now}" >"$1"
read -r age read_bytes written_bytes operations transmissions milliseconds <<<"${now}"
read -r -a last <<<"${before}"
# Mounted anew since then: it counts from nothing.
if ((age < last[0])); then last=(0 0 0 0 0 0); fi

finished="$((operations - last[3]))"
# What was cut off before it was sent counts as an operation too.
again="$((transmissions - last[4] - finished))"
echo "MetricName=NfsReadBytes,Value=$((read_bytes - last[1])),Unit=Bytes"
echo "MetricName=NfsWrittenBytes,Value=$((written_bytes - last[2])),Unit=Bytes"
echo "MetricName=NfsOperations,Value=${finished},Unit=Count"
echo "MetricName=NfsRetransmissions,Value=$((again > 0 ? again : 0)),Unit=Count"
if ((finished > 0)); then
    awk -v all="$((milliseconds - last[5]))" -v operations="${finished}" \
        'BEGIN { printf "MetricName=NfsRoundTrip,Value=%.3f,Unit=Milliseconds\n", all / operations }'
fi
