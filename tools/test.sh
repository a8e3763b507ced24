#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Everything that must hold: lint, format, import contracts, English, sizes, types, tests, coverage. Ends with pytest's own summary, unless types are wrong.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/bootstrap.sh test
tools/art.sh
export PATH="$PWD/.venv/bin:$PATH"
# what one process of the tests has read of the sources, the next shall not read again
unset PYTHONDONTWRITEBYTECODE
ruff check
ruff format --check
lint-imports
python tools/vocabulary.py
python tools/house.py --check
# beside the tests, which seldom keep all cores busy
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
timeout 60m mypy >"$made/types" 2>&1 &
types=$!
# Every test has its own limit (pyproject.toml); this one is for what happens between them. SlipCover measures coverage at
# a fifth of the cost of a tracer.
code=0
timeout --foreground --kill-after=1m 80m python -m slipcover --branch --source src/hemaprint --json --out "$made/coverage" \
    -m pytest -n 2 --dist loadfile --no-loadscope-reorder | tee "$made/tests" || code=$?
python tools/coverage.py "$made/coverage" || code=$((code ? code : 1))
wait "$types" || {
    cat "$made/types"
    exit 1
}
tail -n 1 "$made/tests"
exit "$code"
