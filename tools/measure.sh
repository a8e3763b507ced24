#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Print how well pages are made up, row by row, in finished PDFs; -v adds the places.
#   tools/measure.sh [-v]                          the sample, the 64 pages of make bench, and 200 generated articles
#   tools/measure.sh [-v] [FOLDER] PDF ...         these; the copy is compared with the manuscripts of the issue's FOLDER
# ARTICLES=25 generates fewer. Articles that cannot be set are named first, with what the program says of them.
set -euo pipefail
cd "$(dirname "$0")/.."

tools/bootstrap.sh test
tools/art.sh
export PATH="$PWD/.venv/bin:$PATH" PYTHONPATH="src:tests"
names=()
for argument in "$@"; do
    [[ $argument == -* ]] || names+=("$argument")
done
if ((${#names[@]} == 0)); then
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    python -c "import sys; from pathlib import Path
from benchmarks.magazine import make_magazine; from benchmarks.project import write_project
write_project(make_magazine(64), Path(sys.argv[1]))" "$folder/64"
    hemaprint build 2025-01 --quiet --output "$folder/sample" >/dev/null
    hemaprint --project "$folder/64" build --quiet --output "$folder/64 pages" >/dev/null
    python -m measured.generated "$folder/generated" --articles "${ARTICLES:-200}" >"$folder/list"
    mapfile -t generated <"$folder/list"
    set -- "$@" --together sample content/2025-01 "$folder"/sample/*-digital.pdf \
        --together "64 pages" "$folder/64/content/bench" "$folder/64 pages"/*-digital.pdf \
        --together "generated articles" "${generated[@]}"
fi
python -m measured "$@"
