#!/usr/bin/env bash
# The rotation study over five seeds: plain training, EvoGrad as in the paper, and the central difference. On
# Fashion-MNIST, or on the MNIST files of DATA_FOLDER. One thread a run, as many runs at once as there are cores; a finished
# run is kept.
#
#   scripts/study_rotation.sh [DATA_FOLDER] [OUT]
set -euo pipefail
data=${1:+$(realpath "$1")}
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v gnuplot >/dev/null; then
  echo "study_rotation: gnuplot is missing; install the package gnuplot-nox" >&2
  exit 1
fi

out=${2:-runs/study-rotation${data:+-mnist}}
arms=(without evograd central-difference)
seeds=(0 1 2 3 4)
angle=30.0
mkdir -p "$out"

run_arm() {
  local out=$1 angle=$2 data=$3 arm=$4 seed=$5 folder=$1/$4-$5 manifest=configs/rotation.toml arguments=()
  [[ $data == - ]] || { manifest=configs/paper/rotation_mnist.toml; arguments+=(--set "task.data=$data"); }
  case $arm in
    without) arguments+=(--estimator none --set task.transform=false) ;;
    evograd) arguments+=(--set estimator.preset=paper) ;;
    *) arguments+=(--estimator "$arm") ;;
  esac
  if [[ -f $folder/summary.json ]] && grep -q '"status": *"finished"' "$folder/summary.json"; then return; fi
  rm -rf "$folder"
  OMP_WAIT_POLICY=passive build/bin/evograd run "$manifest" "${arguments[@]}" --set task.angle="$angle" \
    --set seed="$seed" --set run.threads=1 --out "$folder" >"$out/$arm-$seed.log" 2>&1
}
export -f run_arm

for seed in "${seeds[@]}"; do
  for arm in "${arms[@]}"; do
    printf '%s\0' "$out" "$angle" "${data:--}" "$arm" "$seed"
  done
done | xargs -0 -P "$(nproc)" -n 5 bash -c 'run_arm "$@"' study

build/bin/evograd summary "$out"/*-[0-9]

# metric ARM NAME: the numbers of the arm's last evaluations, seed by seed.
metric() {
  local seed
  for seed in "${seeds[@]}"; do
    awk -v name="$2" '
      /"evaluation"/ && match($0, "\"" name "\": *") { value = substr($0, RSTART + RLENGTH); sub(/[,}].*/, "", value) }
      END { print value }' "$out/$1-$seed/metrics.jsonl"
  done
}
# spread: "mean ± sd" of the numbers read.
spread() {
  awk '{ n++; sum += $1; squares += $1 * $1 }
    END { mean = sum / n; variance = n > 1 ? (squares - n * mean * mean) / (n - 1) : 0
          printf "%.1f ± %.1f", mean, sqrt(variance > 0 ? variance : 0) }'
}
by_seed() { awk '{ printf "%s%.1f", (NR > 1 ? " " : ""), $1 }'; }

{
  echo "| arm | rotated, mean ± sd | by seed | upright, mean ± sd | by seed | angle, mean ± sd | by seed |"
  echo "| --- | --- | --- | --- | --- | --- | --- |"
  for arm in "${arms[@]}"; do
    row="| $arm |"
    for name in test_accuracy upright_accuracy angle; do
      row+=" $(metric "$arm" "$name" | spread) | $(metric "$arm" "$name" | by_seed) |"
    done
    echo "$row"
  done
} >"$out/table.md"

# Step and angle in degrees, runs apart by empty lines: λ is logged in radians, before the step's update.
for arm in "${arms[@]}"; do
  for seed in "${seeds[@]}"; do
    awk '
      /"meta_gradient_norm"/ && match($0, /"lambda": *\[/) {
        radians = substr($0, RSTART + RLENGTH); sub(/\].*/, "", radians)
        match($0, /"step": */); step = substr($0, RSTART + RLENGTH); sub(/[,}].*/, "", step)
        print step - 1, radians * 45 / atan2(1, 1)
      }' "$out/$arm-$seed/metrics.jsonl"
    echo
  done >"$out/angle-$arm.dat"
done

gnuplot <<PLOT
set encoding utf8
set terminal svg size 800,480 enhanced background "white" font "sans,13"
set output "$out/angle.svg"
set xlabel "step"
set ylabel "learned angle in degrees"
set key outside right
arms = "${arms[*]:1}"
plot for [i=1:words(arms)] "$out/angle-".word(arms, i).".dat" using 1:2 with lines lc i title word(arms, i), \
     $angle with lines dt 2 lw 2 lc "black" title "angle of the data"
PLOT

cat "$out/table.md"
echo "plot: $out/angle.svg"
page=${data:+mnist}
page=${page:-fashion-mnist}
scripts/insert_table.sh docs/results/rotation.md "$page" "$out/table.md"
cp "$out/angle.svg" "docs/results/rotation/angle-$page.svg"
