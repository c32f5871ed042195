#!/usr/bin/env python3
"""Kills small runs at random times, resumes them, and compares how they end.

There is a run of every shipped task, and one of an estimator that keeps state. Each is left alone once. Then others
of it are killed with SIGKILL after a random time, or, every third time, as soon as the temporary file of a checkpoint
is seen, and resumed, again and again until they reach the end. Of each the last checkpoint (every tensor's SHA-256, the
optimizers' steps, the result), the metrics without their times and the summary's metrics must be those of the run that
was left alone.

    tests/stress/kill_runs.py build/bin/evograd OUT [--kills 200] [--seed 1] [--only RUN]
"""
import argparse
import json
import os
import pathlib
import random
import shutil
import signal
import struct
import subprocess
import sys
import time

COMMON = """
[optimizer.meta]
use = "adam"
lr = 0.01
[run]
steps = {steps}
evaluate_every = 7
log_every = 1
threads = 1
[checkpoint]
every = {every}
[probe]
every = 5
"""

REWEIGHTING = """
[task]
use = "meta-weight-net"
dataset = "synthetic"
image_shape = [1, 16, 16]
train_size = 400
meta_size = 40
test_size = 50
batch_size = 20
meta_batch_size = 20
noise = "flip"
noise_rate = 0.4
[backbone]
use = "resnet-cifar"
depth = 8
[optimizer.base]
use = "sgd"
lr = 0.03
momentum = 0.9
"""

RUNS = {
    "illustration": (400, 1, """
[task]
use = "illustration"
[backbone]
use = "mlp"
[estimator]
use = "evograd"
"""),
    "meta-weight-net": (40, 1, REWEIGHTING + """
[estimator]
use = "evograd"
"""),
    # Its sketch is kept for three updates: most kills come between two of them.
    "meta-weight-net with nystrom": (40, 1, REWEIGHTING + """
[estimator]
use = "nystrom"
rank = 5
refresh = 3
"""),
    "rotation": (60, 2, """
[task]
use = "rotation"
dataset = "synthetic"
image_shape = [1, 16, 16]
train_size = 400
validation_size = 100
test_size = 50
batch_size = 20
validation_batch_size = 20
[backbone]
use = "lenet"
[estimator]
use = "t1-t2"
"""),
    "lft": (30, 1, """
[task]
use = "lft"
data = "synthetic"
ways = 2
shots = 1
queries = 2
evaluation_queries = 2
episodes = 5
[backbone]
use = "conv4"
[estimator]
use = "evograd"
[optimizer.base]
use = "adam"
lr = 0.001
"""),
    "metaxl": (40, 2, """
[task]
use = "metaxl"
data = "synthetic"
source_batch_size = 8
target_batch_size = 8
[backbone]
use = "char-cnn"
features = "positions"
[estimator]
use = "central-difference"
[optimizer.base]
use = "adamw"
lr = 0.001
"""),
}


def header_of(file):
    with open(file, "rb") as stream:
        (length,) = struct.unpack("<Q", stream.read(8))
        return json.loads(stream.read(length))


def end_of(folder):
    """Everything at a run's end that is a function of its manifest."""
    newest = max((folder / "checkpoints").glob("step-*.safetensors"))
    metadata = header_of(newest)["__metadata__"]
    state = json.loads(metadata["state"])
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    for line in lines:
        line.pop("seconds")
    summary = json.loads((folder / "summary.json").read_text())
    end = {"file": newest.name, "tensors": json.loads(metadata["checksums"]), "metrics": lines}
    for key in ("step", "base_optimizer", "meta_optimizer", "result"):
        end[key] = state[key]
    end["probe"] = [state["probe"]["readings"], state["probe"]["meta_updates"]]
    for key in ("status", "steps_taken", "lambda_distance", "probe", "score_name"):
        end["summary." + key] = summary[key]
    end["summary.metrics"] = summary["metrics"]
    best = folder / "checkpoints" / "best.safetensors"
    end["best"] = json.loads(header_of(best)["__metadata__"]["checksums"]) if best.exists() else None
    return end


def writes_checkpoint(folder):
    return any((folder / "checkpoints").glob("*.tmp"))


class Killer:
    def __init__(self, program, out, chance):
        self.program, self.out, self.chance = program, out, chance
        self.kills = self.while_writing = self.resumed = self.anew = 0

    def command(self, manifest, folder):
        return [self.program, "run", str(manifest), "--out", str(folder), "--resume"]

    def count_beginning(self, said):
        # A run killed after its last step, before it ended, is found finished.
        self.resumed += "resumed from" in said or "already finished: nothing left to do" in said
        self.anew += "no checkpoint to resume from" in said

    def run_whole(self, manifest, folder):
        begin = time.monotonic()
        done = subprocess.run(self.command(manifest, folder), capture_output=True, text=True)
        if done.returncode != 0:
            sys.exit(f"kill_runs: {folder} failed: {done.stderr}")
        self.count_beginning(done.stdout)
        return time.monotonic() - begin

    def run_and_kill(self, manifest, folder, longest):
        """Whether the run was killed before its end."""
        with open(self.out / "log", "w") as log:
            process = subprocess.Popen(self.command(manifest, folder), stdout=log, stderr=subprocess.STDOUT)
            deadline = time.monotonic() + self.chance.uniform(0, longest)
            wait_for_write = self.chance.random() < 1 / 3
            while process.poll() is None:
                if time.monotonic() >= deadline and (not wait_for_write or writes_checkpoint(folder)):
                    break
                time.sleep(0.0002 if wait_for_write else 0.001)
            if process.poll() is not None:
                if process.returncode != 0:
                    sys.exit(f"kill_runs: {folder}: {(self.out / 'log').read_text()}")
                return False
            process.send_signal(signal.SIGKILL)
            process.wait()
        self.kills += 1
        self.while_writing += writes_checkpoint(folder)
        self.count_beginning((self.out / "log").read_text())
        return True


def difference(one, other):
    return next((key for key in one if one[key] != other.get(key)), None)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", choices=sorted(RUNS))
    arguments = parser.parse_args()
    names = [arguments.only] if arguments.only else list(RUNS)
    arguments.out.mkdir(parents=True, exist_ok=True)
    failures = 0
    print("| run | kills | while a checkpoint was written | resumed | from step 0 | runs | same end |")
    print("| --- | --- | --- | --- | --- | --- | --- |", flush=True)
    for number, name in enumerate(names):
        steps, every, tables = RUNS[name]
        wanted = arguments.kills * (number + 1) // len(names) - arguments.kills * number // len(names)
        folder = arguments.out / name.replace(' ', '-')
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        manifest = folder / "manifest.toml"
        manifest.write_text(f'name = "{name}"\n' + tables + COMMON.format(steps=steps, every=every))
        killer = Killer(os.path.abspath(arguments.program), folder, random.Random(f"{arguments.seed} {name}"))
        longest = killer.run_whole(manifest, folder / "alone")
        alone = end_of(folder / "alone")
        runs = same = 0
        while killer.kills < wanted:
            runs += 1
            run = folder / f"run-{runs}"
            while killer.kills < wanted and killer.run_and_kill(manifest, run, longest):
                pass
            killer.run_whole(manifest, run)
            differs = difference(alone, end_of(run))
            if differs is None:
                same += 1
                shutil.rmtree(run)
            else:
                failures += 1
                print(f"kill_runs: {run} ends with another '{differs}' than {folder / 'alone'}", file=sys.stderr)
        print(f"| {name} | {killer.kills} | {killer.while_writing} | {killer.resumed} | {killer.anew} | {runs} | {same} |",
              flush=True)
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
