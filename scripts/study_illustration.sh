#!/usr/bin/env bash
# The EvoGrad paper's one-dimensional study: the estimate with 2, 10 and 100 candidates against the true hypergradient over a
# grid of λ, and five trajectories of λ. Writes hypergradient.svg, trajectories.svg and table.md into the output folder; a
# finished run is kept.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

if ! command -v gnuplot >/dev/null; then
  echo "study_illustration: gnuplot is missing; install the package gnuplot-nox" >&2
  exit 1
fi

out=${1:-runs/study-illustration}
candidates=(2 10 100)
points=100 trials=100 low=0.1 high=2.0
start_x=(-1.8 -0.9 0.9 1.3 1.5)
start_lambda=(0.2 1.2 0.8 0.2 1.7)
trajectory_steps=5 rate=0.1
mkdir -p "$out"

# run FOLDER MANIFEST ARGUMENTS...
run() {
  local folder=$1 manifest=$2
  shift 2
  if [[ -f $folder/summary.json ]] && grep -q '"status": *"finished"' "$folder/summary.json"; then return; fi
  rm -rf "$folder"
  build/bin/evograd run "$manifest" "$@" --out "$folder" >"$folder.log" 2>&1 || { cat "$folder.log" >&2; return 1; }
}

# One line "STEP LAMBDA META_GRADIENT" for each logged step; λ is that before the step's update.
logged_steps() {
  awk '
    function first(name,   rest) {
      if (!match($0, "\"" name "\": *\\[?")) return ""
      rest = substr($0, RSTART + RLENGTH)
      sub(/[],}].*/, "", rest)
      return rest
    }
    first("meta_gradient") != "" { print first("step"), first("lambda"), first("meta_gradient") }
  ' "$1/metrics.jsonl"
}

truth='function truth(l) { return (l - 1) / (l + 1) ^ 3 }'

for k in "${candidates[@]}"; do
  run "$out/hypergradient-$k" configs/illustration_hypergradient.toml --set estimator.candidates="$k" \
    --set task.lambda_points="$points" --set task.trials="$trials" --set task.lambda_low="$low" \
    --set task.lambda_high="$high" --set run.steps="$((points * trials))" --set run.log_every=1
  # λ, mean, standard deviation of one trial, trials, truth, limit of many candidates. λ is a function of the step.
  logged_steps "$out/hypergradient-$k" | awk -v points="$points" -v trials="$trials" -v low="$low" -v high="$high" '
    '"$truth"'
    function limit(l) { return -8 * (17 / (5 + 4 * l) - 2) / (5 + 4 * l) ^ 2 }
    { i = int(($1 - 1) / trials); n[i]++; sum[i] += $3; squares[i] += $3 * $3 }
    END {
      for (i = 0; i < points; i++) {
        l = low + (high - low) * i / (points - 1)
        mean = sum[i] / n[i]
        variance = (squares[i] - n[i] * mean * mean) / (n[i] - 1)
        printf "%.10g %.10g %.10g %d %.10g %.10g\n", l, mean, sqrt(variance > 0 ? variance : 0), n[i], truth(l), limit(l)
      }
    }' >"$out/hypergradient-$k.dat"
done

for i in "${!start_x[@]}"; do
  run "$out/trajectory-$i" configs/illustration_trajectory.toml --set task.x="${start_x[i]}" \
    --set task.lambda="${start_lambda[i]}" --set run.steps="$trajectory_steps" --set run.log_every=1 \
    --set optimizer.base.lr="$rate" --set optimizer.meta.lr="$rate"
  # Steps taken, λ under EvoGrad, λ under the truth at the truth's own λ.
  logged_steps "$out/trajectory-$i" | awk -v rate="$rate" '
    '"$truth"'
    { if (NR == 1) own = $2; print $1 - 1, $2, own; own -= rate * truth(own); last = $2 - rate * $3 }
    END { print NR, last, own }' >"$out/trajectory-$i.dat"
done

{
  echo "| K | λ | mean of $trials | sd of one | standard error | truth | K → ∞ |"
  echo "| --- | --- | --- | --- | --- | --- | --- |"
  for k in "${candidates[@]}"; do
    awk -v k="$k" '
      BEGIN { wanted = split("0.1 0.5 1.0 1.5 2.0", target, " ") }
      {
        for (j = 1; j <= wanted; j++) {
          distance = $1 - target[j]; if (distance < 0) distance = -distance
          if (!(j in best) || distance < best[j]) {
            best[j] = distance
            row[j] = sprintf("| %d | %.3f | %.4f | %.4f | %.4f | %.4f | %.4f |", k, $1, $2, $3, $3 / sqrt($4), $5, $6)
          }
        }
      }
      END { for (j = 1; j <= wanted; j++) print row[j] }' "$out/hypergradient-$k.dat"
  done
} >"$out/table.md"

gnuplot <<PLOT
set encoding utf8
set terminal svg size 1200,430 enhanced background "white" font "sans,13"
set output "$out/hypergradient.svg"
set multiplot layout 1,${#candidates[@]}
set xlabel "λ"
set ylabel "hypergradient"
set xrange [$low:$high]
set yrange [-1.5:1]
set xtics 0.5
set key bottom right samplen 2
set style fill transparent solid 0.3 noborder
do for [k in "${candidates[*]}"] {
  set title k." candidates"
  file = "$out/hypergradient-".k.".dat"
  plot file using 1:(\$2-\$3):(\$2+\$3) with filledcurves lc "#1f77b4" title "sd of one trial", \
       file using 1:2 with lines lw 2 lc "#1f77b4" title "mean of $trials", \
       file using 1:5 with lines lw 2 lc "#d62728" title "truth", \
       file using 1:6 with lines lw 2 dt 2 lc "black" title "K → ∞"
}
unset multiplot

set terminal svg size 700,450 enhanced background "white" font "sans,13"
set output "$out/trajectories.svg"
unset title
set xlabel "step"
set ylabel "λ"
set xrange [0:$trajectory_steps]
set yrange [0:2]
set xtics 1
set ytics 0.5
set key outside right top
starts = "${start_x[*]}"
plot for [i=1:words(starts)] "$out/trajectory-".(i-1).".dat" using 1:2 with linespoints pt 7 lw 2 lc i \
       title "EvoGrad, x = ".word(starts, i), \
     for [i=1:words(starts)] "$out/trajectory-".(i-1).".dat" using 1:3 with lines dt 2 lw 2 lc i \
       title (i == 1 ? "truth" : "")
PLOT

cat "$out/table.md"
echo "plots: $out/hypergradient.svg, $out/trajectories.svg"
scripts/insert_table.sh docs/results/illustration.md illustration "$out/table.md"
cp "$out"/{hypergradient,trajectories}.svg docs/results/illustration/
