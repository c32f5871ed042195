#!/usr/bin/env python3
"""Shows whether two builds of evograd train to the same bits.

    scripts/compare_bits.py record build/bin/evograd before.json
    scripts/compare_bits.py record build/bin/evograd after.json       # of the changed build
    scripts/compare_bits.py compare before.json after.json [--renamed OLD=NEW ...]

"record" runs every manifest of configs/ under every estimator for a few steps, at one thread, and writes what each run
logged and a hash of each tensor of its last checkpoint. Manifests whose data are not at hand run on generated data of
the same task, and large settings are made small: what is compared is the program, not a result. "compare" prints a
table and fails if a number differs. --renamed tells that an estimator's specification has a new name:
evograd:preset=improved=central-difference.
"""
import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent

STEPS = 4
RUN = ["run.threads=1", f"run.steps={STEPS}", "run.log_every=1", f"run.evaluate_every={STEPS // 2}", "run.device=cpu",
       "checkpoint.every=0"]

# By task: settings that make a run small, and those that make it independent of files.
SMALL = {
    "illustration": [],
    "rotation": ["task.train_size=300", "task.validation_size=100", "task.test_size=100", "task.batch_size=8",
                 "task.validation_batch_size=8"],
    "meta-weight-net": ["task.train_size=300", "task.test_size=60", "task.meta_size=40", "task.batch_size=8",
                        "task.meta_batch_size=8"],
    "lft": ["task.episodes=4", "task.seen_episodes=2", "task.queries=2", "task.evaluation_queries=2"],
    "metaxl": ["task.source_size=60", "task.target_size=40", "task.development_size=10", "task.test_size=10",
               "task.source_batch_size=6", "task.target_batch_size=6"],
}
GENERATED = {
    "rotation": ["task.dataset=synthetic"],
    "meta-weight-net": ["task.dataset=synthetic"],
    "lft": ["task.data=synthetic", 'task.held_out=""', 'task.base_domain=""', "task.image_size=32"],
    "metaxl": ["task.data=synthetic", "task.tokenizer=auto", 'task.vocabulary=""', "task.length=12",
               "task.evaluation_length=12", "task.sites=[]", "task.vocabulary_size=200"],
}
HAVE_DATA = {"glyphs", "names", "fashion-mnist", "synthetic"}  # from Debian's packages

ESTIMATORS = ["none", "random-walk", "evograd", "central-difference", "t1-t2", "unrolled", "neumann",
              "conjugate-gradient", "nystrom", "evolution-strategies"]
# Over the manifests of configs/ itself also these.
VARIANTS = ["evograd:preset=paper", "evograd:preset=improved", "evograd:candidates=4:memory=two-pass",
            "evograd:sampling=antithetic:candidates=4:weights=linear", "evograd:validation=difference",
            "evograd:validation_point=auto:scale=calibrated", "central-difference:sides=one",
            "central-difference:sides=two", "central-difference:precondition=base-optimizer:sides=two",
            "t1-t2:product=double-backward", "unrolled:steps=3", "unrolled:steps=3:truncate=1", "nystrom:refresh=3",
            "random-walk:reference=exact:hold=3"]


def manifest_of(path):
    """The manifest's tables with those of its parents."""
    table = tomllib.loads(path.read_text())
    if "extends" not in table:
        return table
    whole = manifest_of(path.parent / table["extends"])
    for name, value in table.items():
        whole[name] = {**whole.get(name, {}), **value} if isinstance(value, dict) else value
    return whole


def settings(path):
    """The overrides under which the manifest runs here, and a backbone in place of one that needs files."""
    manifest = manifest_of(path)
    task = manifest["task"]["use"]
    data = manifest["task"].get("dataset", manifest["task"].get("data", "synthetic"))
    overrides = RUN + SMALL[task]
    backbone = None
    if data not in HAVE_DATA:
        overrides = overrides + GENERATED[task]
    if manifest["backbone"]["use"] == "bert":
        backbone = "transformer"
    if "pretrain" in manifest:
        overrides.append("pretrain.steps=0")
    return overrides, backbone


def tensors_of(file):
    """{name: hash} of a safetensors file."""
    content = file.read_bytes()
    (length,) = struct.unpack("<Q", content[:8])
    header = json.loads(content[8:8 + length])
    data = content[8 + length:]
    return {name: hashlib.sha256(data[slice(*entry["data_offsets"])]).hexdigest()[:16]
            for name, entry in header.items() if name != "__metadata__"}


def lines_of(file):
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    for line in lines:
        line.pop("seconds", None)
        line.pop("probe", None)  # readings are timed
    return lines


def run(program, path, estimator):
    name, *options = estimator.split(":")
    overrides, backbone = settings(path)
    own = manifest_of(path).get("estimator", {}).get("use") == name and not options
    command = [program, "run", str(path)]
    if not own:
        command += ["--estimator", name]
        overrides = overrides + [f"estimator.{option}" for option in options]
    if backbone:
        command += ["--backbone", backbone]
    with tempfile.TemporaryDirectory() as folder:
        command += ["--out", folder + "/run"]
        for override in overrides:
            command += ["--set", override]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False,
                              env=os.environ | {"EVOGRAD_LOG": "error"})
        out = pathlib.Path(folder) / "run"
        if done.returncode != 0:
            return {"refused": (done.stderr or done.stdout).strip().replace(folder, "").splitlines()[:3]}
        checkpoint, = out.glob("checkpoints/step-*.safetensors")
        return {"lines": lines_of(out / "metrics.jsonl"), "tensors": tensors_of(checkpoint)}


def cases():
    for path in sorted(ROOT.glob("configs/**/*.toml")):
        manifest = manifest_of(path)
        if "task" not in manifest or "name" not in manifest:
            continue  # a parent of others
        estimators = ESTIMATORS + (VARIANTS if path.parent.name == "configs" else [])
        for estimator in estimators:
            yield path, estimator


def record(arguments):
    table = {}
    program = str(pathlib.Path(arguments.program).resolve())
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        made = {pool.submit(run, program, path, estimator): (path, estimator) for path, estimator in cases()
                if arguments.only in f"{path.relative_to(ROOT)} {estimator}"}
        for number, future in enumerate(concurrent.futures.as_completed(made), 1):
            path, estimator = made[future]
            result = future.result()
            table[f"{path.relative_to(ROOT)} {estimator}"] = result
            if "refused" in result:
                print(f"{number}/{len(made)} {path.relative_to(ROOT)} {estimator}: " + " ".join(result["refused"]))
    with open(arguments.file, "w", encoding="utf-8") as file:
        json.dump(table, file, sort_keys=True)
    ran = sum("lines" in result for result in table.values())
    print(f"{ran} runs, {len(table) - ran} refused: {arguments.file}")


def numbers_of(lines):
    """Without what an estimator tells beside its value, and what its value cost."""
    return [{key: value for key, value in line.items() if key not in ("estimator", "estimator_passes")}
            for line in lines]


def difference(before, after):
    """What differs, in words; empty where nothing does."""
    if "refused" in before or "refused" in after:
        if ("refused" in before) != ("refused" in after):
            return "refused " + ("before" if "refused" in before else "after") + " only"
        return ""
    if numbers_of(before["lines"]) != numbers_of(after["lines"]):
        return "metrics"
    for name, content in before["tensors"].items():
        if after["tensors"].get(name) != content:
            return "tensor " + name
    return ""


def compare(arguments):
    before, after = (json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
                     for file in (arguments.before, arguments.after))
    renamed = dict(pair.rsplit("=", 1) if pair.count("=") == 1 else split_renaming(pair)
                   for pair in arguments.renamed)
    rows = {}
    failures = []
    for case, result in before.items():
        path, estimator = case.split(" ", 1)
        now = f"{path} {renamed.get(estimator, estimator)}"
        if now not in after:
            failures.append(f"{case}: not among the runs after")
            continue
        what = difference(result, after[now])
        row = rows.setdefault(estimator, {"same": 0, "refused": 0, "differ": 0, "passes": 0})
        if what:
            failures.append(f"{case}: {what}")
            row["differ"] += 1
        elif "refused" in result:
            row["refused"] += 1
        else:
            row["same"] += 1
            row["passes"] += passes_of(result) != passes_of(after[now])
    print("| estimator | same bits | refused by both | differ | other number of passes |\n| --- | --- | --- | --- | --- |")
    for estimator, row in rows.items():
        name = f"`{estimator}`"
        if estimator in renamed:
            name += f", now `{renamed[estimator]}`"
        print(f"| {name} | {row['same']} | {row['refused']} | {row['differ']} | {row['passes']} |")
    print("\n".join(failures))
    sys.exit(1 if failures else 0)


def passes_of(result):
    return [line.get("estimator_passes") for line in result["lines"]]


def split_renaming(pair):
    """OLD=NEW where both may hold options with '=': the '=' before the first name of an estimator."""
    for at, letter in enumerate(pair):
        rest = pair[at + 1:]
        if letter == "=" and any(rest == name or rest.startswith(name + ":") for name in ESTIMATORS):
            return pair[:at], rest
    raise SystemExit(f"--renamed {pair}: no estimator after '='")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(required=True)
    verb = verbs.add_parser("record", help="run everything and write what came of it")
    verb.add_argument("program")
    verb.add_argument("file")
    verb.add_argument("--jobs", type=int, default=os.cpu_count())
    verb.add_argument("--only", default="", help="only cases whose 'MANIFEST ESTIMATOR' contains this")
    verb.set_defaults(call=record)
    verb = verbs.add_parser("compare", help="compare two records")
    verb.add_argument("before")
    verb.add_argument("after")
    verb.add_argument("--renamed", action="append", default=[], metavar="OLD=NEW")
    verb.set_defaults(call=compare)
    arguments = parser.parse_args()
    arguments.call(arguments)


if __name__ == "__main__":
    main()
