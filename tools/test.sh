#!/usr/bin/env bash
# Everything that must hold: lint, format, types, import contracts, tests. Ends with pytest's own summary.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/bootstrap.sh test
tools/art.sh
export PATH="$PWD/.venv/bin:$PATH"
ruff check
ruff format --check
mypy
lint-imports
# every test has a limit of its own (pyproject.toml); this one is for what happens between them
exec timeout --foreground --kill-after=1m 80m python -m pytest -n 2 --dist loadfile
