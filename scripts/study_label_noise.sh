#!/usr/bin/env bash
# The study of docs/results/label_noise.md: label noise on Fashion-MNIST over seeds 0, 1 and 2, for plain training and
# each estimator. Half an hour on two cores; a run that is there already is kept.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

out=${1:-runs/study-label-noise}
runs=()
for seed in 0 1 2; do
  for arm in plain evograd evograd-ahead central-difference t1-t2; do
    case $arm in
      plain) arguments=(--estimator none --set task.reweight=false) ;;
      evograd) arguments=() ;;
      evograd-ahead) arguments=(--set estimator.validation_point=post-step) ;;
      *) arguments=(--estimator "$arm") ;;
    esac
    folder=$out/$arm-$seed
    if [[ ! -f $folder/summary.json ]]; then
      rm -rf "$folder"
      build/bin/evograd run configs/label_noise.toml "${arguments[@]}" --set seed="$seed" --out "$folder"
    fi
    runs+=("$folder")
  done
done
build/bin/evograd summary "${runs[@]}"
