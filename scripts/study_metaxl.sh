#!/usr/bin/env bash
# The study of docs/results/cross_lingual.md: joint training, target alone, fixed and learned transformations under several estimators,
# over languages and seeds. Finished runs are kept. Puts tables into the page.
#
#   scripts/study_metaxl.sh names                  names from CLDR: Icelandic, Somali, Georgian, Mongolian, Kyrgyz
#   scripts/study_metaxl.sh names LANGUAGE...      names in other languages
#   scripts/study_metaxl.sh pos FOLDER LANGUAGE... parts of speech, FOLDER/LANGUAGE/{train,dev,test}.conllu (configs/metaxl_pos.toml)
#   scripts/study_metaxl.sh ner FOLDER LANGUAGE... entities, FOLDER/LANGUAGE/{train,dev,test}.txt (configs/metaxl_ner.toml)
#
# SEEDS (5 for names, else 3), JOBS (2), PROBES (5 readings of the gradient's quality a run), ESTIMATORS (all arms) can be set; SETTINGS
# holds further KEY=VALUE for every run, e.g. task.source=["en_btc"].
set -euo pipefail
self=$(realpath "${BASH_SOURCE[0]}")
cd "$(dirname "$self")/.."

usage() {
  sed -n '2,/^set/ { /^#/ s/^# \{0,1\}//p }' "$self" >&2
  exit 2
}

# The first of them is what the others are compared with.
arms=none:task.transformation=none,none:task.training=target,none:task.transformation=fixed,random-walk
arms+=,'evograd:preset=paper:perturbed=["head"]',central-difference,t1-t2

what=${1:-}
shift || true
arguments=()
case $what in
  names)
    manifest=configs/metaxl.toml seeds=5
    (($#)) || set -- is so ka mn ky
    ;;
  pos | ner)
    (($# > 1)) || usage
    manifest=configs/metaxl_$what.toml seeds=3
    arguments=(--set "task.folder=$(realpath "$1")")
    shift
    ;;
  *)
    usage
    ;;
esac
for setting in ${SETTINGS:-}; do arguments+=(--set "$setting"); done

out=runs/study-metaxl-$what
folders=()
for language in "$@"; do
  build/bin/evograd compare "$manifest" "${arguments[@]}" --set "task.target=$language" --estimators "${ESTIMATORS:-$arms}" \
    --seeds "${SEEDS:-$seeds}" --jobs "${JOBS:-2}" --rounds 1 --probes "${PROBES:-5}" --out "$out/$language"
  folders+=("$out/$language")
done
build/bin/evograd summary --comparisons "${folders[@]}" >"$out/table.md"
scripts/insert_table.sh docs/results/cross_lingual.md "$what" "$out/table.md"
