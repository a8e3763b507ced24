#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Build the sample issue. Prints the path of the PDF; when nothing has changed hemaprint finds that out by itself.
set -euo pipefail
cd "$(dirname "$0")/.."

exec .venv/bin/hemaprint build 2025-01
