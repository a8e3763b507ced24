#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Build the documentation site into site/, with the sample's pages as pictures. Any warning fails.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/bootstrap.sh docs
tools/art.sh
export PATH="$PWD/.venv/bin:$PATH"
hemaprint build 2025-01
rm -rf dist/2025-01/pages
hemaprint pages 2025-01 --spreads --dpi 72 >/dev/null
NO_MKDOCS_2_WARNING=1 mkdocs build --strict --quiet
echo site/index.html
