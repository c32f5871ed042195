#!/usr/bin/env python3
"""Measures everything that docs/results/gpu.md shows, on the machine's GPU, in one time limit.

    gpu_study.py EVOGRAD OUT [--seconds N] [--dry]

Steps that take longest come first; each has a time limit of its own, and what a step has found is in OUT/STEP.json when it
ends. Writes OUT/gpu.md from what is there, at the end and after each step. --dry: the same on the CPU with tiny sizes.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import time

from gpu_report import write_report
from program import CONFIGS
from turns import Peer, has_torch, python

ESTIMATORS = ["none", "evograd", "evograd:validation=difference", "central-difference", "t1-t2",
              "t1-t2:product=double-backward"]
ESTIMATORS_INSIDE = ["none", "evograd", "central-difference", "t1-t2"]  # where λ acts inside the network
SMALL = {
    "mwn": ["task.batch_size=4", "task.meta_batch_size=4"],
    "lft": ["task.image_size=32", "task.ways=3", "task.queries=2", "task.auxiliary_batch_size=4", "backbone.base_width=4"],
    "metaxl": ["task.length=12", "task.vocabulary_size=50", "task.target_batch_size=4", "task.source_batch_size=4",
               "backbone.layers=2", "backbone.hidden=16", "backbone.heads=2", "backbone.feed_forward=16"],
}


class Study:
    def __init__(self, evograd, out, seconds, dry):
        self.evograd, self.out, self.dry = evograd, out, dry
        self.end = time.monotonic() + seconds
        self.device = "cpu" if dry else "cuda"

    def left(self):
        return self.end - time.monotonic()

    def run(self, command, limit):
        """What the command wrote to standard output; it is stopped after `limit` seconds, or when time runs out."""
        result = subprocess.run(command, stdout=subprocess.PIPE, text=True, timeout=max(1, min(limit, self.left())), check=True)
        return result.stdout

    def bench(self, manifest, settings, limit, estimators=tuple(ESTIMATORS), rounds=5, steps=10, cosine_steps=2, more=()):
        if self.dry:
            rounds, steps, cosine_steps = 1, 1, 1
        command = [self.evograd, "bench", str(CONFIGS / manifest), "--json", "--rounds", str(rounds), "--steps", str(steps),
                   "--cosine-steps", str(cosine_steps), "--estimators", ",".join(estimators), *more]
        for setting in [f"run.device={self.device}", "run.threads=0", *settings]:
            command += ["--set", setting]
        return json.loads(self.run(command, limit))


def meta_weight_net(width):
    def step(study, limit):
        settings = SMALL["mwn"] + ["backbone.depth=8"] if study.dry else [f"backbone.width={width}"]
        found = {}
        for precision in ("none", "bfloat16"):
            found[precision] = study.bench("bench/mwn_resnet32.toml", settings + [f"run.autocast={precision}"], limit)
        found["peers"] = peers(study, "label_noise",
                               ["--batch", "4", "--depth", "8"] if study.dry else ["--width", str(width)])
        return found
    return step


def wide_resnet(study, limit):
    network = ["backbone.depth=28", "backbone.widen_factor=10"]
    if study.dry:
        network = ["backbone.depth=10", "backbone.widen_factor=1"] + SMALL["mwn"]
    found = {precision: study.bench("bench/mwn_resnet32.toml", network + [f"run.autocast={precision}"], limit,
                                    more=["--backbone", "wide-resnet"], rounds=3, steps=5)
             for precision in ("none", "bfloat16")}
    return found


def lft(depth, shots):
    def step(study, limit):
        settings = ["task.data=synthetic", "task.held_out=amber", "task.base_domain=basalt"]
        settings += SMALL["lft"] if study.dry else []
        found = {precision: study.bench(f"paper/lft_resnet{depth}_{shots}shot.toml",
                                        settings + [f"run.autocast={precision}"], limit, ESTIMATORS_INSIDE, rounds=3, steps=5,
                                        cosine_steps=1)
                 for precision in ("none", "bfloat16")}
        small = ["--size", "32", "--ways", "3", "--queries", "2", "--auxiliary", "4", "--width", "4"] if study.dry else []
        found["peers"] = peers(study, "feature_transformation", ["--depth", str(depth), "--shots", str(shots), *small])
        return found
    return step


def metaxl(study, limit):
    settings = SMALL["metaxl"] if study.dry else []
    found = {precision: study.bench("bench/metaxl_xlmr_base.toml", settings + [f"run.autocast={precision}"], limit,
                                    ESTIMATORS_INSIDE, rounds=3, steps=5, cosine_steps=1) for precision in ("none", "bfloat16")}
    small = ["--layers", "2", "--hidden", "16", "--heads", "2", "--feed-forward", "16", "--vocabulary", "50", "--length", "12",
             "--batch", "4"]
    found["peers"] = peers(study, "representation_transformation", small if study.dry else [], compiled=False)
    return found


def conformance(study, limit):
    """Which level 2 checks of tasks and backbones fail on the device."""
    plugins = sorted(str(file) for file in (pathlib.Path(study.evograd).resolve().parent.parent / "plugins").glob("*.so"))
    command = [study.evograd, "check", *plugins, "--level", "2", "--device", study.device, "--jobs", "8", "--json",
               str(study.out / "findings.json")]
    if study.dry:
        command += ["--component", "rotation"]
    subprocess.run(command, stdout=subprocess.DEVNULL, timeout=max(1, min(limit, study.left())), check=False)
    findings = json.loads((study.out / "findings.json").read_text())["findings"]
    bad = [finding for finding in findings if finding["status"] not in ("pass", "warn", "skip")]
    return {"checks": len(findings), "failed": bad}


def matrix(study, limit):
    command = [study.evograd, "check", "--matrix", "--markdown", "--steps", "1" if study.dry else "3"]
    if study.dry:
        command += ["--component", "rotation"]
    return {"markdown": study.run(command, limit)}


def largest_batch(study, limit):
    """Doubles the batch of Meta-Weight-Net on ResNet-32 until a step fails; the last batch that fits, by estimator."""
    found = {}
    end = time.monotonic() + limit
    for estimator in ("none", "evograd", "t1-t2", "t1-t2:product=double-backward"):
        batch = 4 if study.dry else 2048
        while time.monotonic() < end:
            settings = [f"task.batch_size={batch}", f"task.meta_batch_size={batch}", f"task.train_size={batch + 1000}",
                        f"task.meta_size={batch}", "task.test_size=10", *(["backbone.depth=8"] if study.dry else [])]
            try:
                report = study.bench("bench/mwn_resnet32.toml", settings, end - time.monotonic(), [estimator], rounds=1, steps=1,
                                     cosine_steps=0)
            except subprocess.CalledProcessError:
                break
            if not report["estimators"]:
                break
            found[estimator] = {"batch": batch, "peak_bytes": report["estimators"][0]["peak_bytes"]}
            batch *= 2
            if study.dry and batch > 8:
                break
    return found


def peers(study, application, arguments, compiled=True):
    """Milliseconds of a step of each peer, eager and compiled, in turns."""
    if not has_torch():
        return {}
    times = {}
    methods = [("plain", []), ("evograd", []), ("t1-t2", [])]
    if compiled and not study.dry:
        methods += [("plain", ["--compile"]), ("evograd", ["--compile"])]
    for method, more in methods:
        try:
            peer = Peer(application, method, arguments + more + ["--device", study.device])
            rounds = [peer.ms(1 if study.dry else 10) for _ in range(1 if study.dry else 3)]
            times[" ".join([method, *more])] = {"ms": sorted(rounds)[len(rounds) // 2], "peak_bytes": peer.peak_bytes}
            peer.close()
        except (ValueError, BrokenPipeError) as error:
            print(f"study_gpu: the peer {method} failed: {error}", file=sys.stderr)
    return times


# Name, time limit in seconds, what it does; longest first.
STEPS = [
    ("metaxl_xlmr_base", 90, metaxl),
    ("mwn_wrn_28_10", 90, wide_resnet),
    ("lft_resnet34_5shot", 60, lft(34, 5)),
    ("lft_resnet10_5shot", 45, lft(10, 5)),
    ("lft_resnet34_1shot", 45, lft(34, 1)),
    ("lft_resnet10_1shot", 45, lft(10, 1)),
    ("mwn_resnet32_1", 60, meta_weight_net(1)),
    ("mwn_resnet32_3", 45, meta_weight_net(3)),
    ("mwn_resnet32_5", 45, meta_weight_net(5)),
    ("mwn_resnet32_2", 45, meta_weight_net(2)),
    ("mwn_resnet32_4", 45, meta_weight_net(4)),
    ("matrix", 90, matrix),
    ("conformance", 60, conformance),
    ("largest_batch", 60, largest_batch),
]


SAME_WHEN_DRY = {f"mwn_resnet32_{width}" for width in range(2, 6)}  # width 1 stands for all


def machine():
    """The GPU and the PyTorch of the Python that has it."""
    if not has_torch():
        return {"gpu": None, "torch": "is not there"}
    code = "import torch; print(torch.__version__); print(torch.cuda.get_device_name(0) if torch.cuda.is_available() else '')"
    version, gpu = subprocess.run([python(), "-c", code], stdout=subprocess.PIPE, text=True, check=True).stdout.split("\n")[:2]
    return {"gpu": gpu, "torch": version}


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("evograd")
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--seconds", type=float, default=480)
    arguments.add_argument("--dry", action="store_true")
    arguments.add_argument("--only", action="append", choices=[name for name, _, _ in STEPS])
    chosen = arguments.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    study = Study(chosen.evograd, chosen.out, chosen.seconds, chosen.dry)
    (chosen.out / "machine.json").write_text(json.dumps({**machine(), "dry": chosen.dry}))
    failed = []
    for name, limit, step in STEPS:
        if chosen.only and name not in chosen.only:
            continue
        if chosen.dry and name in SAME_WHEN_DRY:
            continue
        if study.left() < 5:
            failed.append((name, "no time was left"))
            continue
        begin = time.monotonic()
        try:
            (chosen.out / f"{name}.json").write_text(json.dumps(step(study, limit)))
        except subprocess.TimeoutExpired:
            failed.append((name, f"stopped after {time.monotonic() - begin:.0f} s"))
        except subprocess.CalledProcessError as error:
            failed.append((name, f"ended with status {error.returncode}"))
        print(f"study_gpu: {name}: {time.monotonic() - begin:.0f} s", file=sys.stderr, flush=True)
        write_report(chosen.out, failed)
    for name, why in failed:
        print(f"study_gpu: {name} {why}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
