#!/usr/bin/env bash
# Everything that must hold: lint, format, import contracts, types, tests. Ends with pytest's own summary, unless types are wrong.
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
# beside the tests, which seldom keep all cores busy
checked=$(mktemp)
trap 'rm -f "$checked"' EXIT
timeout 60m mypy >"$checked" 2>&1 &
types=$!
# every test has a limit of its own (pyproject.toml); this one is for what happens between them
code=0
timeout --foreground --kill-after=1m 80m python -m pytest -n 2 --dist loadfile --no-loadscope-reorder || code=$?
wait "$types" || {
    cat "$checked"
    exit 1
}
exit "$code"
