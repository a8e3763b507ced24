#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Run the commands of the README on a bare machine: a new Debian or Ubuntu with make, python3 and ca-certificates,
# and the committed state of this checkout in a folder with a space in its name.
#   tools/bare.sh [OPTION...] [TARGET...]   the targets of the Makefile that are tried; defaults to issue and test
#   --suite NAME   bookworm (Debian 12, the default), trixie (Debian 13) or noble (Ubuntu 24.04)
#   --install      install debootstrap where it is missing
#   --keep         keep the machine, and say where it is; otherwise it is removed
# Needs root and debootstrap: where one is missing it says so and ends with 0. The machine is a folder, entered by
# chroot in namespaces of its own: its mounts and processes end with it, whatever happens. It reaches its packages as
# this machine does: by the same mirror, proxies, certificates, and settings of apt and pip.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 1>&2

PLACE="root/a reader/hema print"
LIMIT=90m # for each target
PASSED_ON='^([A-Za-z]+_PROXY|[a-z]+_proxy|PIP_(INDEX_URL|EXTRA_INDEX_URL|TRUSTED_HOST|DEFAULT_TIMEOUT)|NPM_CONFIG_REGISTRY|SOURCE_DATE_EPOCH)='

say() { printf 'bare: %s\n' "$*"; }

skip() {
    say "not tried: $*"
    exit 0
}

suite=bookworm install=false keep=false targets=()
while (($#)); do
    case $1 in
        --suite) suite=${2:?"--suite needs a name"} && shift ;;
        --install) install=true ;;
        --keep) keep=true ;;
        -*) sed -n '2,/^set/s/^# \{0,1\}//p' "$0" && exit 2 ;;
        *) targets+=("$1") ;;
    esac
    shift
done
((${#targets[@]})) || targets=(issue test)

# The mirror of the same distribution that this machine's apt uses; nothing where it is another distribution, and
# debootstrap then takes its own.
mirror() {
    apt-get indextargets --format '$(LABEL) $(REPO_URI)' 2>/dev/null |
        awk -v label="$1" '$1 == label { found = $2 } END { print found }'
}

make_machine() {
    local components=main distribution=Debian
    if [[ $suite == noble ]]; then
        components=main,universe distribution=Ubuntu
    fi
    # shellcheck disable=SC2046 # without a mirror there is no argument
    debootstrap --variant=minbase --components="$components" --include=make,python3,ca-certificates \
        "$suite" "$root" $(mirror "$distribution") >"$folder/debootstrap.log" 2>&1 || {
        tail -n 20 "$folder/debootstrap.log"
        say "debootstrap could not make $suite"
        exit 1
    }
    # no service starts in a folder
    printf '#!/bin/sh\nexit 101\n' >"$root/usr/sbin/policy-rc.d"
    chmod 755 "$root/usr/sbin/policy-rc.d"
}

# What this machine needs to reach packages, another in its place needs too.
connect_machine() {
    local file
    cp -L /etc/resolv.conf /etc/hosts "$root/etc/"
    apt-config dump --no-empty Acquire | grep -v '^Acquire::IndexTargets' >"$root/etc/apt/apt.conf.d/99here" || true
    for file in /etc/pip.conf /etc/xdg/pip; do
        if [[ -e $file ]]; then
            mkdir -p "$root${file%/*}"
            cp -rL "$file" "$root$file"
        fi
    done
    # a bundle of its own, because the other one is rewritten whenever a package brings certificates
    cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/here.crt"
}

copy_checkout() {
    mkdir -p "$root/$PLACE"
    git archive HEAD | tar -x -C "$root/$PLACE"
    [[ -z $(git status --porcelain) ]] || say "what is not committed is not tried"
}

# In namespaces of its own, where mounts are seen by nobody else.
run_targets() {
    local root=$1 place=$2 limit=$3 target code=0
    shift 3
    trap 'exit 130' INT TERM # without it, the first process of a namespace hears no signal
    mount -t proc proc "$root/proc"
    mount -t sysfs -o ro sysfs "$root/sys"
    mount -t devpts -o newinstance,ptmxmode=0666 devpts "$root/dev/pts"
    mkdir -p "$root/dev/shm"
    mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
    for target in "$@"; do
        SECONDS=0
        timeout --foreground --kill-after=1m "$limit" chroot "$root" /usr/bin/env -C "/$place" make "$target" </dev/null || code=$?
        printf 'bare: make %s: %s s, exit code %s\n' "$target" "$SECONDS" "$code"
        ((code == 0)) || return "$code"
    done
}

[[ $(id -u) == 0 ]] || skip "only root can make a machine"
if ! command -v debootstrap >/dev/null; then
    $install || skip "debootstrap is missing; tools/bare.sh --install installs it"
    apt-get install -y --no-install-recommends debootstrap
fi
unshare --mount --pid --fork true 2>/dev/null || skip "this machine gives root no namespaces of its own"

folder=$(mktemp -d "${TMPDIR:-/var/tmp}/hemaprint-bare.XXXXXX")
root=$folder/$suite
chmod 755 "$folder" # apt reads as a user of its own
tidy() {
    if $keep; then
        say "kept: $root"
    else
        rm -rf --one-file-system "$folder"
    fi
}
trap tidy EXIT

SECONDS=0
make_machine
connect_machine
copy_checkout
say "$suite with nothing on it: $(du -sm "$root" | cut -f1) MB, made in $SECONDS s"
mapfile -t passed_on < <(env | grep -E "$PASSED_ON" || true)
export -f run_targets
unshare --mount --pid --fork --kill-child --propagation private \
    env -i HOME=/root TERM=dumb PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    PIP_CERT=/etc/ssl/certs/here.crt SSL_CERT_FILE=/etc/ssl/certs/here.crt "${passed_on[@]}" \
    bash -c "$(declare -f run_targets); run_targets \"\$@\"" bash "$root" "$PLACE" "$LIMIT" "${targets[@]}"
