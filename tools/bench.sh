#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measure hemaprint beside other programs and rewrite docs/benchmarks.md. Takes half an hour, on a machine that does
# nothing else. Options are those of tests/benchmarks/run.py: tools/bench.sh --help lists them.
# The other programs are left out unless tests/benchmarks/anchors.sh has installed them.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/bootstrap.sh test
PYTHONPATH=src:tests exec .venv/bin/python -m benchmarks.run "$@"
