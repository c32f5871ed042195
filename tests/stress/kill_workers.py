#!/usr/bin/env python3
"""Kills workers of one comparison at random times until it is finished all the same.

Three workers share a comparison of small runs. One after another is killed with SIGKILL after a random time, sometimes
alone, sometimes with the run that it has started, and another is started in its place. At the end each cell must have
exactly one claim that says finished, the newest, and the tables must be, without times, those of a comparison that was
left alone.

    tests/stress/kill_workers.py build/bin/evograd OUT [--kills 40] [--seed 1]
"""
import argparse
import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

MANIFEST = """
name = "kill-workers"
[task]
use = "meta-weight-net"
dataset = "synthetic"
image_shape = [1, 16, 16]
train_size = 100
meta_size = 20
test_size = 50
batch_size = 10
meta_batch_size = 10
noise = "flip"
noise_rate = 0.4
[backbone]
use = "lenet"
[estimator]
use = "evograd"
[run]
steps = 30
threads = 1
log_every = 1
[checkpoint]
every = 3
"""
TIMES = ("ms", "ratio")


def timeless(folder):
    table = json.loads((folder / "compare.json").read_text())
    table.pop("plain_ms")
    for one in table["cells"] + table["summary"]:
        for name in TIMES:
            one.pop(name, None)
    return table


def claims_of(folder):
    """The states of each cell's claims, in the order of their numbers."""
    numbered = collections.defaultdict(dict)
    for file in (folder / "claims").glob("cell-*"):
        name, _, number = file.name.rpartition(".")
        if number.isdigit():
            numbered[name][int(number)] = json.loads(file.read_text())["state"]
    return {name: [states[number] for number in sorted(states)] for name, states in numbered.items()}


def children_of(pid):
    try:
        listed = pathlib.Path(f"/proc/{pid}/task").glob("*/children")
        return [int(child) for file in listed for child in file.read_text().split()]
    except OSError:
        return []


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    draw = random.Random(arguments.seed)
    arguments.out.mkdir(parents=True)
    manifest = arguments.out / "manifest.toml"
    manifest.write_text(MANIFEST)
    # As many cells as the kills let finish: a worker needs a second for one.
    seeds = max(2, arguments.kills // 6)
    log = (arguments.out / "workers.log").open("a")

    def start(folder):
        return subprocess.Popen([arguments.program, "compare", manifest, "--estimators", "none,evograd,t1-t2", "--seeds",
                                 str(seeds), "--rounds", "1", "--out", arguments.out / folder], stdout=log, stderr=log)

    workers = [start("shared") for _ in range(3)]
    kills = 0
    while kills < arguments.kills and any(worker.poll() is None for worker in workers):
        time.sleep(draw.uniform(0, 3))
        place = draw.randrange(len(workers))
        victim = workers[place]
        if victim.poll() is not None:
            break
        with_its_runs = children_of(victim.pid) if draw.random() < 0.5 else []
        for pid in [victim.pid] + with_its_runs:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        victim.wait()
        kills += 1
        workers[place] = start("shared")
    codes = [worker.wait() for worker in workers]
    alone = start("alone").wait()

    faults = [f"a worker ended with {code}" for code in codes + [alone] if code != 0]
    cells = claims_of(arguments.out / "shared")
    if len(cells) != 3 * seeds:
        faults.append(f"{len(cells)} cells were claimed, not {3 * seeds}")
    for name, states in cells.items():
        # A worker that dies between a run's last byte and its claim's leaves a finished run under a claim that is held.
        if states.count("finished") > 1 or states[-1] not in ("finished", "held") or "failed" in states:
            faults.append(f"{name}: {states}")
    if not faults and timeless(arguments.out / "shared") != timeless(arguments.out / "alone"):
        faults.append("the tables differ")
    taken_over = sum(len(states) - 1 for states in cells.values())
    print(f"{kills} kills, {len(cells)} cells, {taken_over} taken over: {'; '.join(faults) or 'as if nothing had happened'}")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
