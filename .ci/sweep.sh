#!/usr/bin/env bash
# Runs the main job: on the given paths, or on a random demo estate.
set -uo pipefail
binary=$1 paths=$2 inventory=$3
read -ra roots <<<"$paths"
read -ra inventories <<<"$inventory"
options=()
if [ ${#roots[@]} -gt 0 ]; then
  for path in ${inventories[@]+"${inventories[@]}"}; do options+=("--inventory=$path"); done
elif [ ${#inventories[@]} -gt 0 ]; then
  # The demo has an inventory of its own, and would say nothing about this one.
  echo "error: INVENTORY is given, but not what to sweep: make sweep PATHS=\"…\" INVENTORY=\"$inventory\"" >&2
  exit 2
else
  demo=$(mktemp -d)
  trap 'rm -rf "$demo"' EXIT
  "$binary" demo "$demo" || exit 2
  roots=("$demo/estate")
  options=("--inventory=$demo/inventory")
fi
# Behind -- a path that starts with - is a path.
arguments=(${options[@]+"${options[@]}"} -- "${roots[@]}")
echo "+ keysweep scan ${arguments[*]}"
"$binary" scan "${arguments[@]}"
status=$?
case $status in
  0) echo "exit status 0: complete, and nothing found" ;;
  1) echo "exit status 1: credentials were found" ;;
  3) echo "exit status 3: nothing found, but something could not be read" ;;
  4) echo "exit status 4: an output could not be written" >&2; exit 4 ;;
  *) echo "exit status $status: nothing was swept" >&2; exit "$status" ;;
esac
