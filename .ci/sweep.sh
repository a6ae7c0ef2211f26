#!/usr/bin/env bash
# Runs the main job: on the given paths, or on a random demo estate.
set -uo pipefail
binary=$1 paths=$2 inventory=$3
arguments=()
if [ -n "$paths" ]; then
  read -ra arguments <<<"$paths"
  read -ra inventories <<<"$inventory"
  for path in "${inventories[@]:-}"; do [ -n "$path" ] && arguments+=(--inventory "$path"); done
else
  demo=$(mktemp -d)
  trap 'rm -rf "$demo"' EXIT
  "$binary" demo "$demo" || exit 2
  arguments=("$demo/estate" --inventory "$demo/inventory")
fi
echo "+ keysweep scan ${arguments[*]}"
"$binary" scan "${arguments[@]}"
status=$?
case $status in
  0) echo "exit status 0: complete, and nothing found" ;;
  1) echo "exit status 1: credentials were found" ;;
  3) echo "exit status 3: nothing found, but something could not be read" ;;
  *) echo "exit status $status: nothing was swept" >&2; exit "$status" ;;
esac
