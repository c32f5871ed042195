#!/usr/bin/env bash
# Configures and builds a preset: scripts/build.sh [PRESET [CMAKE OPTION...]], e.g. scripts/build.sh asan
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
shift || true

# A compilation with LibTorch's headers takes some 1.5 GB: no more at once than the free memory carries.
jobs=$(nproc)
available_kb=$(awk '/^MemAvailable:/ { print $2 }' /proc/meminfo)
by_memory=$((available_kb / 1500000))
((by_memory < jobs)) && jobs=$by_memory
((jobs < 1)) && jobs=1

cmake --preset "$preset" "$@"
cmake --build --preset "$preset" --parallel "$jobs"
