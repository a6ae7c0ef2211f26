#!/usr/bin/env bash
# Installs what is missing to build, test or benchmark; does nothing when all is there.
set -euo pipefail
what=${1:-build}

if ! command -v swift >/dev/null 2>&1; then
  echo "error: no Swift toolchain found; install Swift 6.1 or later from swift.org and try again" >&2
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
need 'git --version' git git
if [ "$what" = test ]; then
  need 'python3 --version' python3 python3
  need 'sqlite3 --version' sqlite3 sqlite
fi
if [ "$what" = bench ]; then
  need 'python3 --version' python3 python3
  need 'rg --version' ripgrep ripgrep
  need 'hyperfine --version' hyperfine hyperfine
fi
[ ${#missing[@]} -eq 0 ] && exit 0

echo "installing: ${missing[*]}"
if [ "$(uname -s)" = Darwin ]; then
  command -v brew >/dev/null 2>&1 || { echo "error: install Homebrew, or by hand: ${missing[*]}" >&2; exit 1; }
  brew install "${missing[@]}"
elif command -v apt-get >/dev/null 2>&1; then
  root=()
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null 2>&1 || { echo "error: run as root, or install by hand: ${missing[*]}" >&2; exit 1; }
    root=(sudo)
  fi
  export DEBIAN_FRONTEND=noninteractive
  "${root[@]}" apt-get update -qq
  "${root[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}"
else
  echo "error: neither apt nor brew found; install by hand: ${missing[*]}" >&2
  exit 1
fi
