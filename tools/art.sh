#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Compute the sample's pictures, unless they are there and nothing that makes them has changed.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 1>&2

issue=content/2025-01
stamp=$issue/images/.made

# The checksums of what makes the pictures; and of the pictures, so that a lost one is made again.
state() {
    find "$issue/art" -type f -not -path '*/__pycache__/*' -print0 | sort -z | xargs -0 -r sha256sum
    find "$issue/images" -type f -not -name .made -print0 | sort -z | xargs -0 -r sha256sum
}

mkdir -p "$issue/images"
if [[ $(cat "$stamp" 2>/dev/null) != "$(state)" ]]; then
    echo "Computing the pictures of $issue"
    .venv/bin/python "$issue/art/make.py"
    state >"$stamp"
fi
