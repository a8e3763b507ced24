#!/usr/bin/env bash
# Build the sample issue, unless its PDF is there and nothing that goes into it has changed. Prints the path of the PDF.
set -euo pipefail
cd "$(dirname "$0")/.."

pdf=dist/2025-01/hematology-frontier-2025-01-digital.pdf
stamp=.hemaprint/sample

# The checksums of what the issue is made from, the program included, and of the PDF itself.
state() {
    find content/2025-01 layouts styles src tools hemaprint.toml pyproject.toml -type f \
        -not -path '*/__pycache__/*' -print0 | sort -z | xargs -0 sha256sum
    sha256sum "$pdf" 2>/dev/null || true
}

if [[ -f $pdf && $(cat "$stamp" 2>/dev/null) == "$(state)" ]]; then
    echo "Nothing has changed since the last build" >&2
    echo "$pdf"
    exit
fi
.venv/bin/hemaprint build 2025-01
mkdir -p .hemaprint
state >"$stamp"
