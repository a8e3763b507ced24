#!/usr/bin/env bash
# Print how well pages are made up: holes, feet, short and divided lines, as they stand in finished PDFs.
# Without files, of the sample and of the magazine of 64 pages that make bench uses. With -v the places, too.
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
    set -- "$@" "$folder"/sample/*-digital.pdf "$folder/64 pages"/*-digital.pdf
fi
python -m measured "$@"
