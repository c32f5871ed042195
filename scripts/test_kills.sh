#!/usr/bin/env bash
# Kills small runs of every task at random times, also while a checkpoint is written, resumes them and compares their ends
# bit for bit with those of runs that were left alone; the table of docs/results/robustness.md. Then does the same to the
# workers of a comparison.
#
#   scripts/test_kills.sh [OUT [KILLS]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-runs/kills}
kills=${2:-200}
command -v python3 >/dev/null || {
  echo "test_kills: needs the Debian package python3. Run: apt-get install python3" >&2
  exit 1
}
scripts/setup.sh
scripts/build.sh release -DEVOGRAD_BUILD_TESTS=OFF
mkdir -p "$out"
python3 tests/stress/kill_runs.py build/bin/evograd "$out" --kills "$kills" | tee "$out/table.md"
python3 tests/stress/kill_workers.py build/bin/evograd "$out/workers" --kills "$((kills / 5))"
