#!/usr/bin/env bash
# Configures and builds a preset: scripts/build.sh [PRESET [CMAKE OPTION...] [--target TARGET...]], e.g. scripts/build.sh asan
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
shift || true
options=()
while (($# > 0)) && [[ $1 != --target ]]; do
  options+=("$1")
  shift
done

# A compilation of many sources as one takes up to 2.2 GB: no more at once than the free memory carries.
jobs=$(nproc)
available_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
by_memory=$((available_kb / 2200000))
((by_memory < jobs)) && jobs=$by_memory
((jobs < 1)) && jobs=1

cmake --preset "$preset" "${options[@]}"
cmake --build --preset "$preset" --parallel "$jobs" "$@"  # --target, if given
