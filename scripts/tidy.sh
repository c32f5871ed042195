#!/usr/bin/env bash
# Runs clang-tidy over the tracked C++ sources, or over those named: scripts/tidy.sh [FILE.cpp...]
set -euo pipefail
files=()
for file in "$@"; do
  files+=("$(realpath "$file")")
done
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v clang-tidy >/dev/null; then
  echo "tidy: clang-tidy is missing. Run: apt-get install clang-tidy" >&2
  exit 1
fi
if ((${#files[@]} == 0)); then
  mapfile -d '' -t files < <(git ls-files -z 'sdk/*.cpp' 'framework/*.cpp' 'plugins/*.cpp')
fi

# A configuration of its own: clang cannot read the precompiled header that GCC wrote.
cmake --preset release -B build-tidy -DCMAKE_DISABLE_PRECOMPILE_HEADERS=ON >/dev/null
printf '%s\0' "${files[@]}" |
  xargs -0 --no-run-if-empty --max-args=1 --max-procs="$(nproc)" clang-tidy -p build-tidy --quiet \
    --extra-arg=-Wno-ignored-optimization-argument --extra-arg=-Wno-unused-command-line-argument
