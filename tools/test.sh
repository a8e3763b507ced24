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
# Coverage costs two fifths of the time before Python 3.12, which measures it itself: there it is asked for (make coverage).
run=(python)
if [[ -n ${COVERAGE:-} ]] || python -c 'import sys; sys.exit(sys.version_info < (3, 12))'; then
    run+=(-m slipcover --branch --source src/hemaprint --json --out "$made/coverage")
fi
# Every test has its own limit (pyproject.toml); this one is for what happens between them.
code=0
timeout --foreground --kill-after=1m 80m "${run[@]}" -m pytest -n 2 --dist loadfile --no-loadscope-reorder | tee "$made/tests" || code=$?
if [[ -e $made/coverage ]]; then
    python tools/coverage.py "$made/coverage" || code=$((code ? code : 1))
else
    echo "coverage: not measured before Python 3.12; make coverage does"
fi
wait "$types" || {
    cat "$made/types"
    exit 1
}
tail -n 1 "$made/tests"
exit "$code"
