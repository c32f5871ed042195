#!/usr/bin/env bash
# One table of several comparisons of the same estimators and seeds, each a folder that `evograd compare` wrote: the mean score of
# each estimator in each; then the mean over all of them, and the difference to the first estimator with its 95 % interval.
#
#   scripts/comparisons_table.sh FOLDER...
#
# The differences are paired by seed and averaged over the comparisons, so that the interval, by Student's t, is over seeds alone: it
# says how well these tasks are known, nothing about others. AHEAD is in how many of the comparisons the mean is above the first's.
set -euo pipefail
for folder in "$@"; do
  if [[ ! -f $folder/compare.csv ]]; then
    echo "comparisons_table: $folder has no compare.csv; is it the folder of a finished evograd compare?" >&2
    exit 1
  fi
done

# A line a run: FOLDER|ESTIMATOR|SEED|SCORE. Estimators may hold commas and doubled quotes in quotes, so the columns are taken by hand.
for folder in "$@"; do
  tail -n +2 "$folder/compare.csv" | sed -E 's/^"(([^"]|"")*)",/\1|/; t quoted; s/,/|/; :quoted s/""/"/g' |
    awk -F'|' -v name="$(basename "$folder")" '{ split($2, rest, ","); print name "|" $1 "|" rest[1] "|" rest[2] }'
done | awk -F'|' '
  function t(n) { return n > 30 ? 1.96 : quantile[n] }
  BEGIN {
    split("12.71 4.303 3.182 2.776 2.571 2.447 2.365 2.306 2.262 2.228 2.201 2.179 2.160 2.145 2.131 2.120 2.110 2.101 2.093 2.086 " \
          "2.080 2.074 2.069 2.064 2.060 2.056 2.052 2.048 2.045 2.042", quantile, " ")
  }
  $4 != "" {
    if (!($1 in known)) { known[$1] = 1; tasks[++task_count] = $1 }
    if (!($2 in known_arm)) { known_arm[$2] = 1; arms[++arm_count] = $2 }
    if (!($3 in known_seed)) { known_seed[$3] = 1; seeds[++seed_count] = $3 }
    score[$1, $2, $3] = $4
    sum[$1, $2] += $4; many[$1, $2]++
  }
  END {
    line = "| estimator |"; rule = "| --- |"
    for (i = 1; i <= task_count; i++) { line = line " " tasks[i] " |"; rule = rule " --- |" }
    print line " mean | − first | 95 % | ahead |"
    print rule " --- | --- | --- | --- |"
    for (a = 1; a <= arm_count; a++) {
      line = "| `" arms[a] "` |"; mean = 0; ahead = 0; whole = 1
      for (i = 1; i <= task_count; i++) {
        if (many[tasks[i], arms[a]] != seed_count) whole = 0
        if (!many[tasks[i], arms[a]]) { line = line " – |"; continue }
        here = sum[tasks[i], arms[a]] / many[tasks[i], arms[a]]
        mean += here / task_count
        if (here > sum[tasks[i], arms[1]] / many[tasks[i], arms[1]]) ahead++
        line = line sprintf(" %.1f |", here)
      }
      if (!whole) { print line " – | – | – | – |"; continue }
      line = line sprintf(" %.2f |", mean)
      if (a == 1) { print line " | | |"; continue }
      n = 0; s = 0; q = 0
      for (k = 1; k <= seed_count; k++) {
        d = 0
        for (i = 1; i <= task_count; i++) d += (score[tasks[i], arms[a], seeds[k]] - score[tasks[i], arms[1], seeds[k]]) / task_count
        n++; s += d; q += d * d
      }
      interval = "–"
      if (n > 1) { v = (q - s * s / n) / (n - 1); interval = sprintf("± %.2f", t(n - 1) * sqrt(v > 0 ? v / n : 0)) }
      print line sprintf(" %+.2f | %s | %d of %d |", s / n, interval, ahead, task_count)
    }
  }'
