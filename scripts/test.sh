#!/usr/bin/env bash
# Installs what is missing, builds, and runs all tests: scripts/test.sh [PRESET [CTEST OPTION...]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

preset=${1:-release}
shift || true

scripts/setup.sh
scripts/build.sh "$preset" -DEVOGRAD_BUILD_TESTS=ON
ctest --preset "$preset" --output-on-failure --no-tests=error "$@"
