#!/usr/bin/env bash
# Builds everything, tests included, and fails on a warning in our own sources.
set -uo pipefail
swift=${1:-swift}
log=$(mktemp)
trap 'rm -f "$log"' EXIT
"$swift" build --build-tests 2>&1 | tee "$log" | grep -vE '^\[[0-9]+/[0-9]+\]'
status=${PIPESTATUS[0]}
[ "$status" -eq 0 ] || exit "$status"
if grep -E "^$PWD/(Package.swift|Sources|Tests|Rules)[^ ]*: warning:" "$log" | sort -u | grep .; then
  echo "error: the build has warnings" >&2
  exit 1
fi
