#!/usr/bin/env bash
# The tables of docs/results/performance.md and the README: time and memory of a step on the published measure of cost.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

table=$(mktemp)
trap 'rm -f "$table"' EXIT
build/bin/evograd bench configs/bench/mwn_resnet32.toml --rounds 7 --steps 2 \
  --estimators none,evograd,evograd:preset=improved,central-difference,central-difference:sides=one,t1-t2 \
  --markdown >"$table"
scripts/insert_table.sh docs/results/performance.md bench "$table"
awk -F '|' 'BEGIN { OFS = "|" } NR == 1 { $4 = " TIME × PLAIN "; $6 = " MEMORY × PLAIN " }
  { print "", $2, $4, $6, $7, $8, "" }' "$table" >"$table.short"
scripts/insert_table.sh README.md bench "$table.short"
rm "$table.short"
cat "$table"
