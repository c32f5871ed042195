#!/usr/bin/env python3
"""One process with one thread against two with one thread each, beside PyTorch's DistributedDataParallel on the plain step.

    distributed.py EVOGRAD OUT [--rounds N] [--steps N]

Writes OUT/distributed.md, the table, and OUT/distributed.json. In each round every row takes steps on one process and then
on two, so that an efficiency, t(1) / 2 t(2) for the same batch, is of neighbours in time. The times of EvoGrad are of the
program's own lines of metrics, one per step; a row's time in a round is the median over its steps.
"""
import argparse
import json
import os
import pathlib
import shutil
import socket
import statistics
import subprocess
import sys

from program import CONFIGS
from turns import PEERS, has_torch, python

RESNET = ([CONFIGS / "bench/mwn_resnet32.toml"], ["task.test_size=100"])
TRANSFORMER = ([CONFIGS / "metaxl.toml", "--backbone", "transformer"],
               ["backbone.hidden=128", "backbone.layers=2", "backbone.heads=4", "backbone.feed_forward=256",
                "task.source_batch_size=96", "task.target_batch_size=48"])
MODELS = {"ResNet-32": RESNET, "transformer": TRANSFORMER}
PEER = {"ResNet-32": ("resnet32", 100), "transformer": ("transformer", 96)}
# What is trained, and what two processes share.
ROWS = [("none", "examples"), ("evograd", "examples"), ("evograd", "points"), ("central-difference:sides=two", "examples"),
        ("central-difference:sides=two", "points"), ("t1-t2", "examples"), ("evolution-strategies", "points")]


def free_port():
    with socket.socket() as any_socket:
        any_socket.bind(("127.0.0.1", 0))
        return any_socket.getsockname()[1]


def environments(size):
    """Of each process."""
    port = str(free_port())
    for rank in range(size):
        yield dict(os.environ, RANK=str(rank), WORLD_SIZE=str(size), MASTER_ADDR="127.0.0.1", MASTER_PORT=port,
                   OMP_NUM_THREADS="1")


def own(evograd, model, estimator, split, size, steps, folder):
    """The median milliseconds of a step, and the bytes that a process sends in one."""
    command, settings = MODELS[model]
    name, *options = estimator.split(":")
    arguments = [evograd, "run", *map(str, command), "--out", str(folder), "--estimator", name]
    settings = settings + [f"estimator.{option}" for option in options] + [
        f"run.steps={steps}", f"run.evaluate_every={steps}", "run.log_every=1", "run.threads=1", "run.batches=in-step",
        f"checkpoint.every={steps}", f"distributed.split={split}"]
    for setting in settings:
        arguments += ["--set", setting]
    shutil.rmtree(folder, ignore_errors=True)
    processes = [subprocess.Popen(arguments, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
                 for environment in environments(size)]
    for process in processes:
        error = process.communicate()[1]
        if process.returncode:
            sys.exit(f"distributed: {' '.join(arguments)}: {error}")
    lines = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
    seconds = [line["seconds"] for line in lines if "training_loss" in line]
    summary = json.loads((folder / "summary.json").read_text())
    passed = [1000 * (after - before) for before, after in zip(seconds[1:], seconds[2:])]
    return statistics.median(passed), summary.get("distributed", {}).get("bytes_sent_per_step", 0)


class Peers:
    """DistributedDataParallel on some processes, which take steps when they are told to."""

    def __init__(self, model, size):
        name, batch = PEER[model]
        self.processes = [
            subprocess.Popen([python(), PEERS / "ddp_steps.py", name, "--batch", str(batch)], env=environment, text=True,
                             stdin=subprocess.PIPE, stdout=subprocess.PIPE) for environment in environments(size)]

    def ms(self, steps):
        for process in self.processes:
            process.stdin.write(f"{steps}\n")
            process.stdin.flush()
        return max(json.loads(process.stdout.readline())["ms"] for process in self.processes)

    def close(self):
        for process in self.processes:
            process.stdin.close()
            process.wait()


def spread(values, digits):
    if len(values) == 1:
        return f"{values[0]:.{digits}f}"
    lower, middle, upper = statistics.quantiles(values, method="inclusive")
    return f"{middle:.{digits}f} ({lower:.{digits}f}–{upper:.{digits}f})"


def table(results):
    lines = ["| NETWORK | STEP | SHARED | ONE PROCESS, MS | TWO, MS | EFFICIENCY | SENT PER STEP, KIB |",
             "| --- | --- | --- | --- | --- | --- | --- |"]
    for row in results:
        efficiency = [one / two / 2 for one, two in zip(row["one_ms"], row["two_ms"])]
        sent = f"{row['bytes'] / 1024:.1f}" if row["bytes"] else "–"
        lines.append(f"| {row['model']} | {row['step']} | {row['split']} | {spread(row['one_ms'], 1)} | "
                     f"{spread(row['two_ms'], 1)} | {spread(efficiency, 2)} | {sent} |")
    return "\n".join(lines) + "\n"


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("evograd")
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--steps", type=int, default=12)
    arguments.add_argument("--only", choices=list(MODELS), action="append")
    chosen = arguments.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    models = chosen.only or list(MODELS)
    peers = {(model, size): Peers(model, size) for model in models for size in (1, 2)} if has_torch() else {}
    if not peers:
        print("distributed: without the Debian package python3-torch there will be no peer in the table", file=sys.stderr)
    results = []
    for model in models:
        if peers:
            results.append({"model": model, "step": "PyTorch, plain", "split": "DDP", "one_ms": [], "two_ms": [], "bytes": 0})
        for estimator, split in ROWS:
            name = "plain" if estimator == "none" else f"`{estimator}`"
            results.append({"model": model, "step": name, "estimator": estimator, "split": split, "one_ms": [], "two_ms": [],
                            "bytes": 0})
    for number in range(chosen.rounds):
        print(f"distributed: round {number + 1} of {chosen.rounds}", file=sys.stderr, flush=True)
        for row in results:
            for size, key in ((1, "one_ms"), (2, "two_ms")):
                if "estimator" not in row:
                    row[key].append(peers[row["model"], size].ms(chosen.steps))
                    continue
                ms, row["bytes"] = own(chosen.evograd, row["model"], row["estimator"], row["split"], size, chosen.steps,
                                       chosen.out / "run")
                row[key].append(ms)
        text = table(results)
        (chosen.out / "distributed.md").write_text(text)
        (chosen.out / "distributed.json").write_text(json.dumps(results, indent=1) + "\n")
    for peer in peers.values():
        peer.close()
    print(text)


if __name__ == "__main__":
    main()
