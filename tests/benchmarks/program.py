"""What the benchmarks share: their arguments, and the call of evograd bench."""
import argparse
import json
import pathlib
import subprocess
import sys

IDLE = 0.05  # the share of the cores that others may use
CONFIGS = pathlib.Path(__file__).resolve().parent.parent.parent / "configs"


def parser():
    """Of EVOGRAD, the program, and OUT, the folder for tables."""
    arguments = argparse.ArgumentParser()
    arguments.add_argument("evograd")
    arguments.add_argument("out", type=pathlib.Path)
    return arguments


def bench(evograd, manifest, estimators, settings, rounds, steps, cosine_steps, more=()):
    """What evograd bench --json says on two threads."""
    command = [evograd, "bench", str(manifest), "--json", "--rounds", str(rounds), "--steps", str(steps),
               "--cosine-steps", str(cosine_steps), "--set", "run.threads=2", "--estimators", ",".join(estimators), *more]
    for setting in settings:
        command += ["--set", setting]
    report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    others = max(report["others_before"], report["others_during"])
    if others > IDLE:
        sys.exit(f"benchmark: other processes used {100 * others:.0f} % of the cores, and no table is written from a machine "
                 f"that is not idle: stop them, and call this again")
    return report
