#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Make .venv and everything that hemaprint needs of a Debian or Ubuntu machine. The names of the packages are those of
# Debian 12, Debian 13 and Ubuntu 24.04, where tools/bare.sh tries them.
#   tools/bootstrap.sh         what a build needs
#   tools/bootstrap.sh docs    also what the documentation site needs
#   tools/bootstrap.sh test    also what the tests need
# Says what it does on stderr. Exit code 3: something is missing that only the reader can install.
set -euo pipefail
cd "$(dirname "$0")/.."
exec 1>&2

extras=art
if [[ ${1:-} == docs ]]; then
    extras=docs
fi
packages=(
    libpango-1.0-0      # WeasyPrint breaks lines with it; brings HarfBuzz and Fontconfig
    libpangoft2-1.0-0   # and finds faces with it
    fonts-noto-cjk      # Chinese, Japanese and Korean
    scribus-data        # a printing condition with at most 300 % ink, for the print edition
)
if [[ ${1:-} == test ]]; then
    extras=test
    packages+=(
        culmus               # Hebrew
        fonts-hosny-amiri    # Arabic and Persian
        fonts-lohit-deva     # Hindi
        qpdf                 # says whether a PDF is sound
        poppler-utils        # draws pages, and finds words, beside pdfium
        mupdf-tools          # and in another way
        default-jre-headless # veraPDF runs on it
        libatomic1           # the Node.js that playwright brings is linked to it
        mblaze               # reads a message as other mail programs do
        openssl              # makes keys for signatures
        postfix              # smtp-sink, a mail server that takes everything
    )
    if grep -qx 'ID=ubuntu' /etc/os-release 2>/dev/null; then
        printf '%s\n' "Ubuntu has chromium only as a snap, which sees no temporary files: without" \
            ".venv/bin/playwright install chromium, the tests that look at pages in a browser are skipped." >&2
    else
        packages+=(chromium) # shows the preview and the letter
    fi
fi

say() { printf '%s\n' "$*"; }

stop() {
    say "$@"
    exit 3
}

# Whether what a package brings is there, from Debian or from elsewhere.
has() {
    case $1 in
        libpango-1.0-0) has_library libpango-1.0.so.0 ;;
        libpangoft2-1.0-0) has_library libpangoft2-1.0.so.0 ;;
        libatomic1) has_library libatomic.so.1 ;;
        fonts-noto-cjk) has_family 'Noto Serif CJK SC' || has_family 'Source Han Serif SC' ;;
        culmus) has_family 'Frank Ruehl CLM' ;;
        fonts-hosny-amiri) has_family Amiri ;;
        fonts-lohit-deva) has_family 'Lohit Devanagari' ;;
        scribus-data) has_profile ;;
        qpdf | openssl | chromium) command -v "$1" >/dev/null ;;
        poppler-utils) command -v pdftoppm >/dev/null ;;
        mupdf-tools) command -v mutool >/dev/null ;;
        default-jre-headless) command -v java >/dev/null ;;
        postfix) PATH="$PATH:/usr/sbin:/sbin" command -v smtp-sink >/dev/null ;;
        mblaze) command -v mshow >/dev/null ;;
        *) is_installed "$1" ;;
    esac
}

is_installed() {
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

# ldconfig is in /sbin, which the PATH of a user may lack. grep reads to the end: -q would break the pipe.
has_library() { PATH="$PATH:/usr/sbin:/sbin" ldconfig -p | grep -F "$1 " >/dev/null; }

has_family() { command -v fc-list >/dev/null && fc-list : family | grep -F "$1" >/dev/null; }

# One of the printing profiles that system/environment.py looks for; scribus-data brings the first.
has_profile() {
    [[ -n $(find /usr/share/scribus /usr/share/color /usr/local/share/color ~/.local/share/icc ~/.color \
        \( -name 'ISOcoated_v2*.icc' -o -name 'FOGRA39L_coated.icc' -o -name 'PSOcoated_v3.icc' \) 2>/dev/null) ]]
}

is_recent() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

find_python() {
    local name
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if is_recent "$name"; then
            echo "$name"
            return
        fi
    done
    return 1
}

# Debian keeps the parts of Python that make a .venv in a package of their own, named after the version.
venv_package() {
    "$1" -c 'import ensurepip, venv' 2>/dev/null ||
        "$1" -c 'import sys; print(f"python3.{sys.version_info.minor}-venv")'
}

install() {
    local command=(apt-get install -y --no-install-recommends "$@") as_root=(env)
    command -v apt-get >/dev/null || stop "Missing: $*" "Install it with your package manager, then run make again."
    if [[ $(id -u) != 0 ]]; then
        sudo -n true 2>/dev/null || stop "Missing: $*" "Install it, then run make again:" "  sudo ${command[*]}"
        as_root=(sudo -n env)
    fi
    say "Installing $*"
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive apt-get update -q ||
        say "apt-get update failed; going on with the package lists that are there"
    # Only smtp-sink is wanted of postfix: without a configuration no mail server starts.
    if [[ " $* " == *" postfix "* ]]; then
        echo 'postfix postfix/main_mailer_type select No configuration' | "${as_root[@]}" debconf-set-selections
    fi
    "${as_root[@]}" DEBIAN_FRONTEND=noninteractive "${command[@]}" -q
}

install_missing() {
    local missing=() package
    for package in "$@"; do
        has "$package" || missing+=("$package")
    done
    if ((${#missing[@]})); then
        install "${missing[@]}"
    fi
}

# Where a .venv is and which Python it has: when these change it must be made again.
place() { echo "$(pwd -P), $("$1" --version)"; }

make_venv() {
    local made=.venv/made wanted
    wanted=$(place "$1" && sha256sum <pyproject.toml)
    if [[ -x .venv/bin/hemaprint && $(cat "$made/$extras" 2>/dev/null) == "$wanted" ]]; then
        return
    fi
    if [[ $(cat "$made/place" 2>/dev/null) != "$(place "$1")" ]]; then
        rm -rf .venv
        "$1" -m venv .venv
        mkdir "$made"
        place "$1" >"$made/place"
    fi
    say "Installing hemaprint into .venv"
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --editable ".[$extras]"
    echo "$wanted" >"$made/$extras"
    echo "$wanted" >"$made/art" # test brings art along
}

python=$(find_python) || {
    install_missing python3
    python=$(find_python) || stop "hemaprint needs Python 3.11 or newer." \
        "Install it (on Ubuntu 22.04: sudo apt-get install python3.11 python3.11-venv), then run make again."
}
read -ra venv <<<"$(venv_package "$python")"
install_missing "${packages[@]}" "${venv[@]}"
make_venv "$python"
if [[ $extras == test ]]; then
    .venv/bin/python tools/jats.py 2>/dev/null || say "The DTD of JATS could not be fetched: its test will be skipped."
fi
