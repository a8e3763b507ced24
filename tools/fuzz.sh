#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# The tests with generated inputs, with many more of them: HEMAPRINT_FUZZ for each test, 10000 unless set.
# Arguments are those of pytest: tools/fuzz.sh tests/newsletter
set -euo pipefail
cd "$(dirname "$0")/.."

tools/bootstrap.sh test
export HEMAPRINT_FUZZ="${HEMAPRINT_FUZZ:-10000}"
exec timeout --foreground --kill-after=1m 6h .venv/bin/python -m pytest -m fuzz -n 2 --dist worksteal \
    --timeout=7200 -o faulthandler_timeout=7800 "$@"
