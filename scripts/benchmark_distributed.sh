#!/usr/bin/env bash
# The tables and pictures of docs/results/distributed.md: two processes against one, PyTorch's DistributedDataParallel
# beside them, and the model of a step on more of them. Half an hour on two cores; run it with nothing else running.
#
#   scripts/benchmark_distributed.sh [OUT [ROUNDS]]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-runs/benchmark}
rounds=${2:-5}
for package in gnuplot-nox python3-torch; do
  dpkg-query --show "$package" >/dev/null 2>&1 && continue
  echo "benchmark_distributed: needs the Debian package $package. Run: apt-get install $package" >&2
  exit 1
done
export OMP_WAIT_POLICY=passive  # the processes that take turns must not spin while they wait

scripts/build.sh
python3 tests/benchmarks/distributed.py build/bin/evograd "$out" --rounds "$rounds"
scripts/insert_table.sh docs/results/distributed.md distributed "$out/distributed.md"
python3 tests/benchmarks/distributed_model.py build/bin/evograd "$out" --rounds "$rounds"
scripts/insert_table.sh docs/results/distributed.md model "$out/model.md"
scripts/insert_table.sh docs/results/distributed.md h100 "$out/model_h100.md"
mkdir -p docs/results/distributed
cp "$out"/model_{here,h100}.svg docs/results/distributed/
