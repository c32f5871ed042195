#!/usr/bin/env bash
# The scaling curves and tables of docs/results/scaling.md, and the long runs of docs/results/performance.md: 100,000
# steps of small models. Some ten minutes on two cores; run it with nothing else running.
#
#   scripts/benchmark_long.sh [OUT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-runs/benchmark}
command -v gnuplot >/dev/null || {
  echo "benchmark_long: needs the Debian package gnuplot-nox. Run: apt-get install gnuplot-nox" >&2
  exit 1
}
export OMP_WAIT_POLICY=passive

scripts/build.sh
python3 tests/benchmarks/endurance.py build/bin/evograd "$out"
scripts/insert_table.sh docs/results/performance.md endurance "$out/endurance.md"
python3 tests/benchmarks/scaling.py build/bin/evograd "$out"
scripts/insert_table.sh docs/results/scaling.md scaling "$out/scaling.md"
mkdir -p docs/results/scaling
cp "$out"/{candidates,width,meta_parameters,depth,unrolled_steps}.svg docs/results/scaling/
