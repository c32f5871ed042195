#!/usr/bin/env bash
# Installs what is missing, builds, and runs all tests: scripts/test.sh [PRESET [CTEST OPTION...]]
#
# Without arguments each fuzzer has its short pass too.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

everything=$((!$#))
preset=${1:-release}
shift || true

scripts/setup.sh --tests
scripts/build.sh "$preset" -DEVOGRAD_BUILD_TESTS=ON
ctest --preset "$preset" --output-on-failure --no-tests=error "$@"
if ((everything)); then
  scripts/fuzz.sh --seconds 3
fi
