#!/usr/bin/env python3
"""Time and peak memory of a step of Meta-Weight-Net on a CIFAR ResNet as one size grows, by evograd bench.

    scaling.py EVOGRAD OUT [--rounds N] [--only CURVE]

Writes OUT/CURVE.svg (gnuplot) and OUT/scaling.md, a table of all curves: ratios to the ordinary plain step at that size.
Batches of 32 images, depth 20 where depth does not grow.
"""
import subprocess

import program

MANIFEST = program.CONFIGS / "bench/mwn_resnet32.toml"
BASE = ["task.batch_size=32", "task.meta_batch_size=32", "backbone.depth=20"]
SECOND_ORDER = "t1-t2:product=double-backward"
ONE_STEP = ["evograd", "central-difference", "t1-t2", SECOND_ORDER]

# Name of a curve: (what its x axis is, [(x, settings, estimators and the names of their lines)]).
CURVES = {
    "candidates": ("candidates K", [
        (k, [], {f"evograd:candidates={k}": "evograd", SECOND_ORDER: SECOND_ORDER}) for k in (2, 4, 8, 16, 32, 64)]),
    "width": ("width of the network", [
        (w, [f"backbone.width={w}"], {name: name for name in ONE_STEP}) for w in (1, 2, 3, 4, 5)]),
    "meta_parameters": ("meta-parameters", [
        (3 * hidden + 1, [f"task.hidden={hidden}"], {name: name for name in ONE_STEP})
        for hidden in (100, 1000, 10000, 100000)]),
    "depth": ("layers of the network", [
        (d, [f"backbone.depth={d}"], {name: name for name in ONE_STEP}) for d in (8, 20, 32, 56)]),
    "unrolled_steps": ("inner steps", [
        (n, [], {f"unrolled:steps={n}": "unrolled"}) for n in (1, 2, 4, 8)]),
}
LOGARITHMIC = {"candidates", "meta_parameters"}


def measure(evograd, settings, estimators, rounds):
    report = program.bench(evograd, MANIFEST, estimators, BASE + settings, rounds, steps=1, cosine_steps=0)
    return {row["name"]: (row["ratio_ordinary"], row["peak_ratio_ordinary"]) for row in report["estimators"]}


def curve(evograd, points, rounds):
    """{line: [(x, time, peak)]}"""
    lines = {}
    for x, settings, estimators in points:
        for name, (time, peak) in measure(evograd, settings, estimators, rounds).items():
            lines.setdefault(estimators[name], []).append((x, time, peak))
    return lines


def plot(file, name, label, lines):
    script = [f"set terminal svg size 900,440 dynamic background 'white'; set output '{file}'",
              "set multiplot layout 1,2; set key below vertical noenhanced; set grid", f"set xlabel '{label}'"]
    if name in LOGARITHMIC:
        script.append("set logscale x")
    for i, (line, points) in enumerate(lines.items()):
        script.append(f"$line{i} << END\n" + "".join(f"{x} {time} {peak}\n" for x, time, peak in points) + "END")
    for column, title in ((2, "time of a step x ordinary plain"), (3, "peak memory x ordinary plain")):
        script.append(f"set ylabel '{title}'; set yrange [0:*]")
        script.append("plot " + ", ".join(f"$line{i} using 1:{column} with linespoints pt 7 title '{line}'"
                                          for i, line in enumerate(lines)))
    subprocess.run(["gnuplot"], input="\n".join(script) + "\n", text=True, check=True)


def table(label, lines):
    numbers = [x for x, _, _ in next(iter(lines.values()))]
    text = f"| {label} | " + " | ".join(str(x) for x in numbers) + " |\n" + "| --- " * (len(numbers) + 1) + "|\n"
    for line, points in lines.items():
        text += f"| `{line}` | " + " | ".join(f"{time:.2f} / {peak:.2f}" for _, time, peak in points) + " |\n"
    return text


def main():
    arguments = program.parser()
    arguments.add_argument("--rounds", type=int, default=2)
    arguments.add_argument("--only", choices=list(CURVES), action="append")
    chosen = arguments.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    text = ""
    for name in chosen.only or CURVES:
        label, points = CURVES[name]
        lines = curve(chosen.evograd, points, chosen.rounds)
        plot(chosen.out / f"{name}.svg", name, label, lines)
        text += table(label, lines) + "\n"
        print(table(label, lines), flush=True)
    (chosen.out / "scaling.md").write_text(text.rstrip() + "\n")


if __name__ == "__main__":
    main()
