#!/usr/bin/env bash
# Cross-domain few-shot learning on a GPU at a length where learning the transformation could pay: ResNet-10, 84 px, 10,000
# steps; no transformation, a fixed one, a random walk of γ and β, EvoGrad and T1-T2. Stops after nine minutes; the next call
# goes on where it stopped, and the one that finishes puts its table into docs/results/cross_domain.md.
#
#   scripts/study_gpu_lft.sh FOLDER DOMAIN     image folders or archives; DOMAIN is held out
#   scripts/study_gpu_lft.sh --dry             the same on the CPU with tiny sizes, with the program in build/; writes no page
#
# STEPS (10000), SEEDS (3) and JOBS (3, at a time on the GPU) can be set.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

limit=540  # seconds
arms=none:task.transformation=none,none:task.transformation=fixed,random-walk,evograd:preset=paper,t1-t2
compare() {
  timeout --signal=TERM $((limit - SECONDS)) build/bin/evograd compare configs/lft_real.toml --backbone resnet \
    --set backbone.depth=10 --estimators "$arms" "$@"
}
if [[ ${1:-} == --dry ]]; then
  out=$(mktemp -d)
  trap 'rm -rf "$out"' EXIT
  compare --set task.data=synthetic --set task.held_out=amber --set backbone.base_width=4 --set task.image_size=32 \
    --set task.ways=3 --set task.queries=2 --set task.episodes=4 --set run.steps=2 --seeds 1 --jobs 1 --probes 1 \
    --out "$out/study"
  exit
fi
if (($# != 2)); then
  echo "usage: scripts/study_gpu_lft.sh FOLDER DOMAIN | --dry" >&2
  exit 2
fi
folder=$(realpath "$1") domain=$2 out=runs/study-gpu-lft-$2
export EVOGRAD_TORCH=python
scripts/build.sh release -DEVOGRAD_BUILD_TESTS=OFF
status=0
compare --set "task.folder=$folder" --set "task.held_out=$domain" --set task.image_size=84 --set "run.steps=${STEPS:-10000}" \
  --set run.device=cuda --set run.log_every=500 --seeds "${SEEDS:-3}" --jobs "${JOBS:-3}" --probes 10 --out "$out" || status=$?
if ((status != 0)); then
  echo "study_gpu_lft: not finished; call this again with the same $out to go on" >&2
  exit $status
fi
page=docs/results/cross_domain.md
if ! grep --quiet --line-regexp --fixed-strings "<!-- gpu-$domain -->" $page; then
  printf '\n## %s held out, 84 px, ResNet-10, on a GPU\n\n<!-- gpu-%s -->\n<!-- end of gpu-%s -->\n' "$domain" "$domain" \
    "$domain" >>$page
fi
scripts/insert_table.sh $page "gpu-$domain" "$out/compare.md"
