#!/usr/bin/env bash
# The tables of docs/results/performance.md and the README: time and memory of a step of three applications, PyTorch peers
# beside the first, and the primitives. A quarter of an hour on two cores. Run it with nothing else running: it ends without a
# table if others use more than a twentieth of the cores.
#
#   scripts/benchmark.sh [OUT [ROUNDS]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-runs/benchmark}
rounds=${2:-7}
for package in libbenchmark-dev python3; do
  dpkg-query --show "$package" >/dev/null 2>&1 && continue
  echo "benchmark: needs the Debian package $package. Run: apt-get install $package" >&2
  exit 1
done
dpkg-query --show python3-torch >/dev/null 2>&1 ||
  echo "benchmark: without the Debian package python3-torch there will be no peers in the table" >&2
export OMP_WAIT_POLICY=passive  # the processes that take turns must not spin while they wait

scripts/build.sh release -DEVOGRAD_BUILD_BENCHMARKS=ON
mkdir -p "$out"
python3 tests/benchmarks/applications.py build/bin/evograd "$out" --rounds "$rounds"
for application in mwn_resnet32 lft_resnet10 metaxl_transformer; do
  scripts/insert_table.sh docs/results/performance.md "$application" "$out/$application.md"
done
cut -d '|' -f 1-4,6,7,9- "$out/mwn_resnet32.md" |
  sed '1s/.*/| WHAT | MS\/STEP | TIME × ORDINARY | PASSES (F) | × PASSES | MEMORY × ORDINARY | COSINE | SCALE |/' >"$out/short.md"
scripts/insert_table.sh README.md bench "$out/short.md"

{
  echo '| PRIMITIVE | µS |'
  echo '| --- | --- |'
  build/bin/benchmark-primitives --benchmark_format=csv --benchmark_min_time=0.2 2>/dev/null |
    awk -F , '/^"/ { gsub("\"", "", $1); printf "| `%s` | %.1f |\n", $1, $3 / 1000 }'
} >"$out/primitives.md"
scripts/insert_table.sh docs/results/performance.md primitives "$out/primitives.md"
