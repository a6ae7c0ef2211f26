#!/usr/bin/env bash
# Builds the fuzz target with address sanitizer and runs it: fuzz.sh SWIFT SECONDS
set -uo pipefail
cd "$(dirname "$0")/.." || exit 1
swift=$1
seconds=$2
work=$PWD/.build-fuzz
mkdir -p "$work/corpus" "$work/seeds" "$work/found"
log=$(mktemp)
# In memory where the system has a folder for that.
KEYSWEEP_FUZZ_SCRATCH=$(mktemp -d /dev/shm/keysweep-fuzz.XXXXXX 2>/dev/null || mktemp -d)
export KEYSWEEP_FUZZ_SCRATCH
trap 'rm -rf "$log" "$KEYSWEEP_FUZZ_SCRATCH"' EXIT
# Both sanitizers in one flag: of two flags the last one wins, and with it coverage is lost. The
# debug configuration of assertions keeps the checks of pointers that release builds leave out.
if ! "$swift" build -c release --scratch-path "$work" --product KeysweepFuzz --sanitize fuzzer \
  -Xswiftc -sanitize=fuzzer,address -Xswiftc -assert-config -Xswiftc Debug -Xswiftc -DFUZZING \
  >"$log" 2>&1; then
  grep -v 'Cannot export local symbol' "$log" >&2
  exit 1
fi
# A crash would wait for the backtracer of Swift.
export SWIFT_BACKTRACE=enable=no
# By itself, because running git leaks in Foundation.
ASAN_OPTIONS=detect_leaks=0 KEYSWEEP_FUZZ_SEEDS=$work/seeds \
  "$work/release/KeysweepFuzz" -runs=0 "$work/seeds" </dev/null >"$log" 2>&1 ||
  { cat "$log" >&2; exit 1; }
export ASAN_OPTIONS=${ASAN_OPTIONS:-allocator_may_return_null=1}
if "$work/release/KeysweepFuzz" -max_total_time="$seconds" -max_len=16384 -timeout=20 \
  -rss_limit_mb=4096 -print_final_stats=1 -artifact_prefix="$work/found/" \
  "$work/corpus" "$work/seeds" </dev/null; then
  exit 0
fi
echo "error: run \"$swift run KeysweepFuzz FILE\" with the file named above to see it again" >&2
exit 1
