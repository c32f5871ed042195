#!/usr/bin/env bash
# The tables of docs/results/precision.md: time, memory and cosine in bfloat16, and memory with recomputation. Twenty
# minutes on two cores; run it with nothing else running.
#
#   scripts/study_precision.sh [OUT]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-runs/study-precision}
page=docs/results/precision.md
evograd=build/bin/evograd
mkdir -p "$out"
export OMP_WAIT_POLICY=passive

# bench NAME MANIFEST OPTION…: the table of one measurement.
bench() {
  local name=$1
  shift
  "$evograd" bench "$@" --markdown --set run.threads=2 >"$out/$name.md"
}
# The rows of two tables in turn, each with a word for its setting in front.
beside() {
  local column=$1
  shift
  paste -d '\n' "$out/$2.md" "$out/$4.md" | awk -F '|' -v column="$column" -v one="$1" -v other="$3" '
    NR == 1 { print "| " column " " $0; next }
    NR == 2 { next }
    NR == 3 { print "| --- " $0; next }
    NR == 4 { next }
    { print "| " (NR % 2 ? one : other) " " $0 }'
}

for precision in none bfloat16; do
  bench "resnet32_$precision" configs/bench/mwn_resnet32.toml --rounds 5 --steps 1 --cosine-steps 40 \
    --estimators none,evograd,evograd:candidates=8,central-difference,t1-t2 --set run.autocast=$precision
  bench "transformer_$precision" configs/metaxl.toml --backbone transformer --rounds 5 --steps 2 --cosine-steps 20 \
    --estimators none,evograd,central-difference,t1-t2 --set run.autocast=$precision \
    --set task.source_batch_size=256 --set task.target_batch_size=90 --set backbone.layers=6
done
for network in resnet32 transformer; do
  beside AUTOCAST none "${network}_none" bfloat16 "${network}_bfloat16" >"$out/$network.md"
  scripts/insert_table.sh "$page" "$network" "$out/$network.md"
done

for recompute in false true; do
  bench "resnet34_$recompute" configs/bench/mwn_resnet32.toml --backbone resnet --rounds 1 --steps 1 --cosine-steps 0 \
    --estimators none,central-difference --set backbone.depth=34 --set backbone.recompute=$recompute \
    --set task.image_shape=[3,224,224] --set task.batch_size=32 --set task.meta_batch_size=32 --set task.train_size=64 \
    --set task.meta_size=64 --set task.test_size=10
done
for recompute in false true; do
  bench "bert_$recompute" configs/bench/metaxl_xlmr_base.toml --rounds 1 --steps 1 --cosine-steps 0 --estimators none \
    --set task.vocabulary_size=30522 --set backbone.recompute=$recompute
done
for network in resnet34 bert; do
  # Without the times, which say nothing after one round.
  beside RECOMPUTE no "${network}_false" yes "${network}_true" | cut -d '|' -f 1-3,7,9 | sed 's/$/|/' >"$out/$network.md"
  scripts/insert_table.sh "$page" "$network" "$out/$network.md"
done
