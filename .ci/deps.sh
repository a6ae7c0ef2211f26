#!/usr/bin/env bash
# Installs what is missing to build, test or benchmark; does nothing when all is there.
set -euo pipefail
what=${1:-build}

if ! command -v swift >/dev/null 2>&1; then
  echo "error: no Swift toolchain found; install Swift 6.2 or later from swift.org and try again" >&2
  exit 1
fi

missing=()
need() { # need COMMAND-THAT-SUCCEEDS-WHEN-PRESENT apt-package brew-formula
  if ! eval "$1" >/dev/null 2>&1; then
    if [ "$(uname -s)" = Darwin ]; then missing+=("$3"); else missing+=("$2"); fi
  fi
}

need 'pkg-config --version' pkg-config pkg-config
need 'pkg-config --exists libpcre2-8' libpcre2-dev pcre2
need 'pkg-config --exists zlib' zlib1g-dev zlib
need 'pkg-config --exists libdeflate' libdeflate-dev libdeflate
# macOS has its own.
need 'command -v sw_vers || pkg-config --exists sqlite3' libsqlite3-dev sqlite
# The library is loaded at run time, and its headers are needed to build.
need 'echo "#include <archive.h>" | cc -E - ' libarchive-dev libarchive
need 'git --version' git git
if [ "$what" = test ]; then
  need 'python3 --version' python3 python3
  need 'sqlite3 --version' sqlite3 sqlite
  need 'shellcheck --version' shellcheck shellcheck
  # What makes archives.
  for tool in bzip2:bzip2 xz:xz-utils:xz zstd:zstd lz4:lz4 zip:zip 7z:p7zip-full:p7zip \
    bsdtar:libarchive-tools:libarchive cpio:cpio ar:binutils xorriso:xorriso gcab:gcab; do
    IFS=: read -r command package formula <<<"$tool"
    need "command -v $command" "$package" "${formula:-$package}"
  done
  need 'python3 -m venv --help && python3 -m ensurepip --version' python3-venv python3
fi
if [ "$what" = bench ]; then
  need 'python3 --version' python3 python3
  need 'rg --version' ripgrep ripgrep
  need 'hyperfine --version' hyperfine hyperfine
fi

# Python tools of the tests, in environments of their own: distributions do not let pip touch theirs.
# Nothing is installed where the pinned versions are there already.
python_tools() { # python_tools NAME: .ci/NAME.txt into .build/NAME
  here=$(cd "$(dirname "$0")" && pwd)
  tools="$here/../.build/$1"
  for python in "$tools/bin/python3" python3; do
    if command -v "$python" >/dev/null 2>&1 && "$python" "$here/has-packages.py" "$here/$1.txt"
    then return; fi
  done
  echo "installing: $(grep -v '^#' "$here/$1.txt" | xargs)"
  python3 -m venv "$tools"
  "$tools/bin/python3" -m pip install --quiet --disable-pip-version-check -r "$here/$1.txt"
}
# The browser that the HTML page is tested in: 440 MB, 20 s. Where there is none, those tests are left
# out and say so, but not in CI.
browser() {
  if command -v chromedriver && command -v chromium; then return; fi >/dev/null 2>&1
  if [ "$(uname -s)" = Darwin ]; then return; fi
  echo "installing: chromium chromium-driver"
  install_packages chromium chromium-driver fonts-dejavu-core ||
    echo "note: no chromium; the tests of the HTML page in a browser will be left out" >&2
}
finish() {
  if [ "$what" = test ]; then
    python_tools aws-tools
    python_tools report-tools
    python_tools hook-tools
    browser
  fi
  exit 0
}
install_packages() {
  root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "error: run as root, or install by hand: $*" >&2; return 1; }
    root=(sudo)
  fi
  export DEBIAN_FRONTEND=noninteractive
  "${root[@]}" apt-get update -qq && "${root[@]}" apt-get install -y -qq --no-install-recommends "$@"
}
[ ${#missing[@]} -eq 0 ] && finish

echo "installing: ${missing[*]}"
if [ "$(uname -s)" = Darwin ]; then
  command -v brew >/dev/null 2>&1 || { echo "error: install Homebrew, or by hand: ${missing[*]}" >&2; exit 1; }
  brew install "${missing[@]}"
elif command -v apt-get >/dev/null 2>&1; then
  install_packages "${missing[@]}" || exit 1
else
  echo "error: neither apt nor brew found; install by hand: ${missing[*]}" >&2
  exit 1
fi
finish
