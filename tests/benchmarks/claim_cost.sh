#!/usr/bin/env bash
# Counts the system calls by which workers share a comparison: all calls on files of its folder of claims.
#
#   tests/benchmarks/claim_cost.sh build/bin/evograd OUT [WORKERS [CELLS]]
#
# Runs CELLS tiny runs (24) with WORKERS processes (1) in OUT, which must not exist. Needs strace.
set -euo pipefail
(($# >= 2)) || { sed -n 's/^#   //p' "$0" >&2; exit 2; }
program=$1 out=$2 workers=${3:-1} cells=${4:-24}
mkdir "$out"
cat >"$out/tiny.toml" <<EOF
name = "tiny"
[task]
use = "meta-weight-net"
dataset = "synthetic"
image_shape = [1, 16, 16]
train_size = 100
meta_size = 10
test_size = 20
batch_size = 5
meta_batch_size = 5
[backbone]
use = "lenet"
[estimator]
use = "none"
[run]
steps = 2
threads = 1
EOF
pids=()
for ((worker = 1; worker <= workers; ++worker)); do
  strace --follow-forks --decode-fds=path --trace=file,desc --output="$out/$worker.trace" \
    "$program" compare "$out/tiny.toml" --estimators none --seeds "$cells" --rounds 0 --probes 0 --out "$out/compare" \
    >"$out/$worker.log" 2>&1 &
  pids+=($!)
done
for pid in "${pids[@]}"; do wait "$pid"; done
calls=$(cat "$out"/*.trace | grep -c "$out/compare/claims")
echo "$workers workers, $cells cells: $calls calls, $((calls / cells)) per cell"
cat "$out"/*.trace | grep "$out/compare/claims" | sed -E 's/^[0-9]+ +//; s/\(.*//' | sort | uniq -c | sort -rn
