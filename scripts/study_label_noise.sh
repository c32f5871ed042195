#!/usr/bin/env bash
# The study of docs/results/label_noise.md: label noise on Fashion-MNIST over seeds 0, 1 and 2, without meta-learning and
# under each estimator. One thread a run, as many runs at once as there are cores; a finished run is kept.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-runs/study-label-noise}
mkdir -p "$out"

run_arm() {
  local out=$1 arm=$2 seed=$3 folder=$1/$2-$3 arguments=()
  case $arm in
    plain) arguments=(--estimator none --set task.reweight=false) ;;
    frozen) arguments=(--estimator none) ;;
    evograd) ;;
    evograd-post-step) arguments=(--set estimator.validation_point=post-step) ;;
    *) arguments=(--estimator "$arm") ;;
  esac
  [[ -f $folder/summary.json ]] && return
  rm -rf "$folder"
  OMP_WAIT_POLICY=passive build/bin/evograd run configs/label_noise.toml "${arguments[@]}" \
    --set seed="$seed" --set run.threads=1 --out "$folder" >"$out/$arm-$seed.log" 2>&1
}
export -f run_arm

for seed in 0 1 2; do
  for arm in plain frozen evograd evograd-post-step central-difference t1-t2; do
    echo "$out $arm $seed"
  done
done | xargs -P "$(nproc)" -L 1 bash -c 'run_arm "$@"' study

build/bin/evograd summary "$out"/*-[0-9]
