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
exec python -m pytest -n 2 --dist loadfile
