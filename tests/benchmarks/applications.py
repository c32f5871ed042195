#!/usr/bin/env python3
"""Times the applications under their estimators, and PyTorch peers of the first where python3-torch is there.

    applications.py EVOGRAD OUT [--rounds N]

Writes OUT/APPLICATION.md, one table each. Rounds of evograd bench and of the peers take turns on the first application,
so that a ratio is of neighbours in time; figures are medians over the rounds, with quartiles in parentheses. X PASSES is
what the number of passes predicts for X ORDINARY.
"""
import copy
import json
import statistics
import subprocess
import sys

import program
from program import CONFIGS
from turns import Peer, has_torch


PLAIN_PASSES = 3

APPLICATIONS = {
    "mwn_resnet32": {
        "manifest": CONFIGS / "bench/mwn_resnet32.toml",
        "estimators": ["none", "evograd", "evograd:validation=difference", "evograd:candidates=4", "central-difference",
                       "central-difference:sides=two", "t1-t2", "t1-t2:product=double-backward"],
        "steps": 2,
        "peers": ["plain", "evograd", "t1-t2"],
    },
    "lft_resnet10": {
        "manifest": CONFIGS / "paper/lft_resnet10_5shot.toml",
        "estimators": ["none", "evograd", "evograd:candidates=8", "central-difference:relative_step=0.1", "t1-t2"],
        "settings": ["task.data=synthetic", "task.held_out=amber", "task.base_domain=basalt", "task.image_size=112"],
        "steps": 1,
        "rounds": 2,
        "cosine_steps": 1,
    },
    "metaxl_transformer": {
        "manifest": CONFIGS / "metaxl.toml",
        "backbone": "transformer",
        "estimators": ["none", "evograd", "central-difference", "t1-t2"],
        "steps": 5,
    },
}


def bench(evograd, application, rounds, cosine_steps):
    more = ["--backbone", application["backbone"]] if "backbone" in application else []
    return program.bench(evograd, application["manifest"], application["estimators"], application.get("settings", []),
                         rounds, application["steps"], cosine_steps, more)


def medians(reports):
    """One report whose times are medians over `reports`."""
    def over(pick):
        return statistics.median(pick(report) for report in reports)

    merged = copy.deepcopy(reports[0])
    if len(reports) == 1:
        return merged
    for key in ("plain", "plain_ordinary"):
        ratios = [report[key]["ms"] / report["plain_ordinary"]["ms"] for report in reports]
        merged[key]["ratio_ordinary"] = statistics.median(ratios)
        merged[key]["ratio_quartiles"] = quartiles(ratios)
        merged[key]["ratio"] = over(lambda report: report[key]["ms"] / report["plain"]["ms"])
        merged[key]["ms"] = over(lambda report: report[key]["ms"])
        merged[key]["ms_quartiles"] = quartiles([report[key]["ms"] for report in reports])
    for i, row in enumerate(merged["estimators"]):
        for key in ("ratio", "ratio_ordinary", "ms"):
            row[key] = over(lambda report: report["estimators"][i][key])
        row["ms_quartiles"] = quartiles([report["estimators"][i]["ms"] for report in reports])
        row["ratio_quartiles"] = quartiles([report["estimators"][i]["ratio_ordinary"] for report in reports])
    return merged


def quartiles(values):
    """The quarter and the three-quarter point, interpolated linearly, as evograd bench has them."""
    if len(values) == 1:
        return [values[0], values[0]]
    lower, _, upper = statistics.quantiles(values, method="inclusive")
    return [lower, upper]


def spread(value, low_and_high, digits):
    low, high = low_and_high
    return f"{value:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def table(report, peers):
    lines = ["| WHAT | MS/STEP | X ORDINARY | X PLAIN | PASSES (F) | X PASSES | PEAK MIB | X ORDINARY | COSINE | SCALE |",
             "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"]
    ordinary = report["plain_ordinary"]["peak_bytes"]

    def add(name, row):
        measured = row.get("cosine")
        passes = row.get("passes", PLAIN_PASSES)
        lines.append(f"| `{name}` | {spread(row['ms'], row['ms_quartiles'], 1)} | "
                     f"{spread(row['ratio_ordinary'], row['ratio_quartiles'], 2)} | {row['ratio']:.2f} | {passes:.1f} | "
                     f"{passes / PLAIN_PASSES:.2f} | {row['peak_bytes'] / 2**20:.1f} | {row['peak_bytes'] / ordinary:.3f} | "
                     + (f"{row['cosine']:.4f} | {row['scale']:.3f} |" if measured else "– | – |"))

    for name, times, ratios, own in peers:
        lines.append(f"| PyTorch, {name} | {spread(statistics.median(times), quartiles(times), 1)} | "
                     f"{spread(statistics.median(ratios), quartiles(ratios), 2)} | {own:.2f} | – | – | – | – | – | – |")
    add("plain, ordinary", report["plain_ordinary"])
    add("plain", report["plain"])
    for row in report["estimators"]:
        add(row["name"], row)
    for refusal in report["refused"]:
        lines.append(f"| `{refusal['name']}` | refused | | | | | | | | |")
    return "\n".join(lines) + "\n"


def run(evograd, name, application, rounds):
    print(f"benchmark: {name}", file=sys.stderr, flush=True)
    cosine_steps = application.get("cosine_steps", 4)
    if "peers" not in application or not has_torch():
        report = bench(evograd, application, application.get("rounds", rounds), cosine_steps)
        return table(medians([report]), [])
    peers = [Peer("label_noise", method) for method in application["peers"]]
    reports, times = [], {peer.method: [] for peer in peers}
    for i in range(rounds):
        reports.append(bench(evograd, application, 1, cosine_steps if i == 0 else 0))
        for peer in peers:
            times[peer.method].append(peer.ms(application["steps"]))
    for peer in peers:
        peer.close()
    rows = []
    for method, ms in times.items():
        ordinary = [t / report["plain_ordinary"]["ms"] for t, report in zip(ms, reports)]
        own = statistics.median(t / report["plain"]["ms"] for t, report in zip(ms, reports))
        rows.append((method, ms, ordinary, own))
    return table(medians(reports), rows)


def main():
    arguments = program.parser()
    arguments.add_argument("--rounds", type=int, default=7)
    arguments.add_argument("--only", choices=list(APPLICATIONS), action="append")
    chosen = arguments.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    for name in chosen.only or APPLICATIONS:
        text = run(chosen.evograd, name, APPLICATIONS[name], chosen.rounds)
        (chosen.out / f"{name}.md").write_text(text)
        print(text, flush=True)


if __name__ == "__main__":
    main()
