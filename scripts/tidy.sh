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

# In C++20 clang finds errors in LibTorch 1.13's own headers (vectors of a type not yet complete) and goes on behind
# them, so neither its exit status nor findings outside the repository count.
findings=$(printf '%s\0' "${files[@]}" |
  xargs -0 --no-run-if-empty --max-args=1 --max-procs="$(nproc)" clang-tidy -p build-tidy --quiet \
    --extra-arg=-ferror-limit=0 --extra-arg=-Wno-unused-command-line-argument 2>/dev/null |
  grep --extended-regexp "^$PWD/[^:]+:[0-9]+:[0-9]+: (warning|error): " | sort --unique || true)
if [[ -n $findings ]]; then
  echo "$findings"
  exit 1
fi
