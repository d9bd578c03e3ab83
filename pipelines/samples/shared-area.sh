#!/bin/bash
# Publishes into a shared area, and finds there, what a reader may use as a whole. Copy it to ci/ of the repository.
#
#   shared-area.sh publish DIRECTORY SOURCE KEEP [VERSION]
#       The directory SOURCE becomes DIRECTORY/VERSION, and DIRECTORY/latest names it. VERSION is the time unless given; one
#       that is there already stays as it is. The newest KEEP stay, and all of the last day, which a build may still read.
#   shared-area.sh find DIRECTORY [VERSION [SECONDS]]
#       Prints the path of a version, of the latest unless named, and fails where it is not there within SECONDS, 0 unless
#       given. Take the path once per build: what it holds changes no more, whatever is published meanwhile.
set -Eeuo pipefail
shopt -s lastpipe

oldest_in_use_seconds=$((24 * 3600))

fail() {
    echo "shared-area.sh: $*" >&2
    exit 1
}

# EFS answers each small file after milliseconds, and many at once as soon as one: 1,024 files took AWS 12.5 s one after another
# and 0.7 s by 32 threads in directories of their own.
# https://github.com/aws-samples/amazon-efs-workshop/tree/main/04-iops-zero-byte
# u+rwX, since all who have the area are the files' one owner: a file of mode 0000 would be closed to all, and a directory
# of mode 0555, as Go makes them, could not be cleaned up.
copy() {
    find "$1/" -mindepth 1 -type d -printf '%P\0' | (cd "$2" && xargs --null --no-run-if-empty mkdir --parents --)
    # shellcheck disable=SC2016 # The inner shell expands these.
    find "$1/" ! -type d -printf '%P\0' |
        xargs --null --no-run-if-empty --max-procs=32 --max-args=64 \
            bash -c 'set -o pipefail; tar -C "$0" -c --mode=u+rwX -- "${@:2}" | tar -C "$1" -x' "$1" "$2"
}

# Renamed first: a reader that looks for the oldest one finds it whole or not at all.
clean() {
    local directory=$1 keep=$2 time version
    find "$directory" -mindepth 1 -maxdepth 1 -type d -name '[!.]*' -printf '%T@ %f\n' | sort --reverse --numeric-sort |
        tail --lines="+$((keep + 1))" | while read -r time version; do
        ((EPOCHSECONDS - ${time%.*} > oldest_in_use_seconds)) || continue
        mv --no-target-directory "$directory/$version" "$directory/.outgoing-$version" || continue
    done
    # What is gone, and what publishers that were killed left behind.
    find "$directory" -mindepth 1 -maxdepth 1 -name '.*-*' -mmin "+$((oldest_in_use_seconds / 60))" \
        -exec rm --recursive --force {} + ||
        echo "shared-area.sh: something old in $directory is still in use, and is for the next one" >&2
}

publish() {
    local directory=$1 source=$2 keep=$3 version=${4:-$(date --utc +%Y%m%dT%H%M%S.%NZ)}
    [[ -d $source ]] || fail "$source is no directory; what is published is a directory with all that belongs together"
    [[ $keep =~ ^[1-9][0-9]*$ ]] || fail "$keep versions are to stay; KEEP is a number from 1"
    [[ $version =~ ^[A-Za-z0-9_][A-Za-z0-9._-]*$ && $version != latest ]] ||
        fail "$version is no version; it is letters, digits and . _ - and is not latest"
    mkdir --parents "$directory" || fail "$directory cannot be written: the area is missing here, or this agent only reads it"
    incoming=$(mktemp --directory "$directory/.incoming-XXXXXXXXXX")
    trap 'rm --recursive --force "$incoming"' EXIT
    copy "$source" "$incoming"
    # mktemp's 0700 would do, but says less; and the time counts from now, by the clock of EFS.
    chmod 0755 "$incoming"
    touch "$incoming"
    if [[ -e $directory/$version ]]; then
        echo "shared-area.sh: $directory/$version is there already, and stays as it is" >&2
        # It is the latest again, and so none of those that go.
        touch "$directory/$version"
    else
        mv --no-target-directory "$incoming" "$directory/$version"
    fi
    ln --symbolic "$version" "$incoming.latest"
    mv --no-target-directory "$incoming.latest" "$directory/latest"
    clean "$directory" "$keep"
}

# An NFS client may remember for up to a minute that a name is not there, so a reader that waits asks for longer than that
# (lookupcache and acdirmax in https://man7.org/linux/man-pages/man5/nfs.5.html). And where the file system is out of reach it
# would wait for ever.
find_version() {
    local directory=$1 version=${2:-latest} seconds=${3:-0}
    until timeout --signal=KILL 10 readlink --canonicalize-existing "$directory/$version"; do
        ((SECONDS < seconds)) || fail "$directory/$version is not there after $seconds s"
        sleep 2
    done
}

case "${1:-}-$#" in
publish-[45]) publish "${@:2}" ;;
find-[234]) find_version "${@:2}" ;;
*) fail "publish DIRECTORY SOURCE KEEP [VERSION], or find DIRECTORY [VERSION [SECONDS]]" ;;
esac
