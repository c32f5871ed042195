#!/usr/bin/env python3
"""Whether a long run grows or slows: peak memory against a short run's, time of the last tenth against the first's.

    endurance.py EVOGRAD OUT [--steps N]

Writes OUT/endurance.md. The short run has a hundredth of the steps; batches are made in the step, so that bytes are exact.
"""
import json
import shutil
import subprocess

import program

SMALL_NETWORK = ["--backbone", "mlp", "--set", "task.dataset=synthetic", "--set", "task.train_size=2000", "--set",
                 "task.meta_size=200", "--set", "task.image_shape=[1,8,8]", "--set", "backbone.hidden=[32]", "--set",
                 "task.normalization=mean"]
RUNS = {
    "one parameter, `evograd`, K = 10": ["illustration_trajectory.toml", "--estimator", "evograd"],
    "one parameter, `t1-t2`": ["illustration_trajectory.toml", "--estimator", "t1-t2"],
    "perceptron, `central-difference`": ["label_noise.toml", "--estimator", "central-difference", *SMALL_NETWORK],
}


def run(evograd, arguments, steps, folder):
    """(peak bytes, milliseconds a step over the first tenth and over the last)"""
    shutil.rmtree(folder, ignore_errors=True)
    tenth = steps // 10
    command = [evograd, "run", str(program.CONFIGS / arguments[0]), *arguments[1:], "--out", str(folder), "--set",
               f"run.steps={steps}", "--set", f"run.evaluate_every={steps}", "--set", f"run.log_every={tenth}", "--set",
               "run.threads=1", "--set", "run.batches=in-step"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    at = {line["step"]: line["seconds"] for line in lines if "training_loss" in line}
    first = 1000 * (at[tenth] - at[1]) / (tenth - 1)
    last = 1000 * (at[10 * tenth] - at[9 * tenth]) / tenth
    return json.loads((folder / "summary.json").read_text())["peak_bytes"], first, last


def main():
    arguments = program.parser()
    arguments.add_argument("--steps", type=int, default=100000)
    chosen = arguments.parse_args()
    if chosen.steps < 2000:
        arguments.error("--steps must be at least 2000: the short run's tenth is two steps then")
    chosen.out.mkdir(parents=True, exist_ok=True)
    long, short = chosen.steps, chosen.steps // 100
    lines = [f"| RUN | PEAK BYTES, {short} STEPS | PEAK BYTES, {long} STEPS | MS/STEP, FIRST TENTH | MS/STEP, LAST TENTH |",
             "| --- | --- | --- | --- | --- |"]
    for name, settings in RUNS.items():
        before, _, _ = run(chosen.evograd, settings, short, chosen.out / "run")
        peak, first, last = run(chosen.evograd, settings, long, chosen.out / "run")
        lines.append(f"| {name} | {before} | {peak} | {first:.3f} | {last:.3f} |")
        print(lines[-1], flush=True)
    (chosen.out / "endurance.md").write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
