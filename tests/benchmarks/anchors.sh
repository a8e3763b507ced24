#!/usr/bin/env bash
# Install the programs that hemaprint is compared with, outside the repository.
#   tests/benchmarks/anchors.sh          into ~/.cache/hemaprint-bench
#   tests/benchmarks/anchors.sh FOLDER   into FOLDER (then: tools/bench.sh --anchors FOLDER)
# Says what it does on stderr. Exit code 3: something is missing that only the reader can install.
set -euo pipefail
exec 1>&2

folder=${1:-$HOME/.cache/hemaprint-bench}
packages=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || packages+=(chromium)
command -v npm >/dev/null || packages+=(nodejs npm)
if ((${#packages[@]})); then
    if ((EUID)); then
        echo "Missing: ${packages[*]}. Install them: sudo apt-get install ${packages[*]}"
        exit 3
    fi
    echo "Installing ${packages[*]}"
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${packages[@]}" >/dev/null
fi

mkdir -p "$folder"
cd "$folder"
echo "Installing Vivliostyle CLI and pagedjs-cli into $folder"
[[ -f package.json ]] || echo '{"private": true}' >package.json
PUPPETEER_SKIP_DOWNLOAD=1 npm install --no-fund --no-audit --silent @vivliostyle/cli pagedjs-cli
echo "Installing Typst into $folder/typst"
python3 -m venv typst
typst/bin/pip install --quiet --disable-pip-version-check typst
