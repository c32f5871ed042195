"""Writes the page of gpu_study.py from the files of its steps."""
import json

TITLES = {
    "mwn_resnet32_1": "Meta-Weight-Net on ResNet-32",
    "mwn_resnet32_2": "Meta-Weight-Net on ResNet-32, width 2",
    "mwn_resnet32_3": "Meta-Weight-Net on ResNet-32, width 3",
    "mwn_resnet32_4": "Meta-Weight-Net on ResNet-32, width 4",
    "mwn_resnet32_5": "Meta-Weight-Net on ResNet-32, width 5",
    "mwn_wrn_28_10": "Meta-Weight-Net on WRN-28-10",
    "lft_resnet10_1shot": "LFT on ResNet-10, 224 px, 5-way 1-shot",
    "lft_resnet10_5shot": "LFT on ResNet-10, 224 px, 5-way 5-shot",
    "lft_resnet34_1shot": "LFT on ResNet-34, 224 px, 5-way 1-shot",
    "lft_resnet34_5shot": "LFT on ResNet-34, 224 px, 5-way 5-shot",
    "metaxl_xlmr_base": "MetaXL on XLM-R base",
}
# EvoGrad / T1-T2 in time and memory, as published: Bohdal et al., NeurIPS 2021, Tables 3 to 5 and Figure 5.
PUBLISHED = {"mwn": (0.65, 0.44), "lft": (0.5, 0.6), "metaxl": (0.73, 0.73)}


def rows(report):
    yield "plain, ordinary", report["plain_ordinary"]
    yield "plain", report["plain"]
    yield from ((row["name"], row) for row in report["estimators"])


def table(found):
    lines = ["| WHAT | MS/STEP | X PLAIN, ORDINARY | PEAK MIB | PASSES (F) | COSINE | BFLOAT16 MS | BFLOAT16 MIB | BFLOAT16 COSINE |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    half = dict(rows(found["bfloat16"]))
    ordinary = found["none"]["plain_ordinary"]["ms"]
    for name, row in rows(found["none"]):
        other = half.get(name, {})
        cosine, half_cosine = (f"{kind['cosine']:.4f}" if kind.get("cosine") else "–" for kind in (row, other))
        lines.append(f"| `{name}` | {row['ms']:.2f} | {row['ms'] / ordinary:.2f} | {row['peak_bytes'] / 2**20:.0f} | "
                     f"{row.get('passes', 3):.1f} | {cosine} | {number(other.get('ms'), 2)} | "
                     f"{number(other.get('peak_bytes'), 0, 2**20)} | {half_cosine} |")
    for refusal in found["none"]["refused"]:
        lines.append(f"| `{refusal['name']}` | refused: {refusal['reason']} | | | | | | | |")
    for name, peer in found.get("peers", {}).items():
        lines.append(f"| PyTorch, {name} | {peer['ms']:.2f} | {peer['ms'] / ordinary:.2f} | "
                     f"{number(peer['peak_bytes'], 0, 2**20)} | | | | | |")
    return lines


def number(value, digits, unit=1):
    return "–" if value is None else f"{value / unit:.{digits}f}"


def against_published(name, found):
    by_name = dict(rows(found["none"]))
    # Where λ acts inside the network, t1-t2 is second order anyway.
    second_order = next((kind for kind in ("t1-t2:product=double-backward", "t1-t2") if kind in by_name), None)
    if "evograd" not in by_name or not second_order:
        return []
    time = by_name["evograd"]["ms"] / by_name[second_order]["ms"]
    memory = by_name["evograd"]["peak_bytes"] / by_name[second_order]["peak_bytes"]
    published = PUBLISHED[name.split("_")[0]]
    return ["", f"`evograd` against `{second_order}`: {time:.2f} in time, {memory:.2f} in memory; published {published[0]} and "
                f"{published[1]}."]


def write_report(out, failed):
    machine = json.loads((out / "machine.json").read_text())
    where = "the CPU, with tiny sizes: this shows that the study runs, not what it finds" if machine["dry"] else machine["gpu"]
    lines = ["# On a GPU", "", f"`scripts/study_gpu.sh{' --dry' if machine['dry'] else ''}` on {where}, PyTorch "
             f"{machine['torch']}. Time is per step, everything included; peak is of the memory that LibTorch handed out. `plain, "
             "ordinary` is training as one writes it with LibTorch alone."]
    for name, title in TITLES.items():
        file = out / f"{name}.json"
        if file.exists():
            found = json.loads(file.read_text())
            lines += ["", f"## {title}", "", *table(found), *against_published(name, found)]
    batches = out / "largest_batch.json"
    if batches.exists():
        lines += ["", "## Largest batch that fits, Meta-Weight-Net on ResNet-32", "", "| ESTIMATOR | BATCH | PEAK MIB |",
                  "| --- | --- | --- |"]
        for name, row in json.loads(batches.read_text()).items():
            lines.append(f"| `{name}` | {row['batch']} | {row['peak_bytes'] / 2**20:.0f} |")
    runs = out / "matrix.json"
    if runs.exists():
        lines += ["", "## What runs with what", "", json.loads(runs.read_text())["markdown"].strip()]
    checks = out / "conformance.json"
    if checks.exists():
        found = json.loads(checks.read_text())
        lines += ["", "## Conformance", "", f"{found['checks']} level 2 checks of tasks and backbones on the device, "
                  f"{len(found['failed'])} failed.",
                  *(f"* `{one['component']}`: `{one['check']}`: {one['message']}" for one in found["failed"])]
    if failed:
        lines += ["", "## What is missing", "", *(f"* {name}: {why}" for name, why in failed)]
    (out / "gpu.md").write_text("\n".join(lines) + "\n")
