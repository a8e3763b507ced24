#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Remove what was built or cached; .venv stays, because making it takes minutes.
set -euo pipefail
cd "$(dirname "$0")/.."

for folder in content content/2025-01; do
  if [ -L "$folder" ]; then echo "$folder is a link: nothing is removed through it" >&2; exit 1; fi
done
find dist -mindepth 1 -not -name .gitkeep -delete
rm -rf build .hemaprint content/2025-01/images
rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
find src tests content -name __pycache__ -type d -prune -exec rm -rf {} +
