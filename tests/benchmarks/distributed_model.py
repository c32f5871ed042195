#!/usr/bin/env python3
"""A model of the time of a step on N processes: checked here on 1, 2 and 4, and drawn to 1,024 for nodes of H100s.

    distributed_model.py EVOGRAD OUT [--rounds N] [--steps N]   measures, writes OUT/model.md, OUT/model.json, the pictures
    distributed_model.py --drawn OUT                            the pictures again, from OUT/model.json

A step takes (1 - s + s / N) of its time on one process, where s is the share of its passes that processes divide, times
N / cores where there are fewer cores; and the time of what travels, from the time of a message and the bandwidth. Nothing
is fitted to the steps of several processes.
"""
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys
from dataclasses import dataclass

from distributed import environments, own
from turns import PEERS, has_torch, python

FLOAT = 4  # bytes


@dataclass
class Network:
    """Between processes: a message's milliseconds and bytes per millisecond, within a node and beyond it."""
    message_ms: float
    bytes_per_ms: float
    per_node: int = 1 << 30
    far_message_ms: float = 0.0
    far_bytes_per_ms: float = 1.0

    def exchange_ms(self, bytes_each, processes):
        """Each process sends `bytes_each` to each of the others."""
        near = min(processes, self.per_node) - 1
        far = processes - 1 - near
        return (near * (self.message_ms + bytes_each / self.bytes_per_ms) +
                far * (self.far_message_ms + bytes_each / self.far_bytes_per_ms))

    def gather_ms(self, bytes_each, processes):
        """A ring passes on all parts: a step of it takes as long as its slowest link."""
        if processes <= self.per_node:
            return self.exchange_ms(bytes_each, processes)
        return (processes - 1) * (self.far_message_ms + bytes_each / self.far_bytes_per_ms)

    def sum_ms(self, numbers, processes):
        """Two processes exchange all; more of them segments, twice."""
        if processes <= 2:
            return self.exchange_ms(FLOAT * numbers, processes)
        return 2 * self.exchange_ms(FLOAT * numbers / processes, processes)


@dataclass
class Step:
    """Passes in F, and what travels."""
    name: str
    whole: float  # passes that every process makes
    divided: float  # passes that are divided
    parts: int  # into how many at most: points, or examples
    sums: int  # of [P]
    gathered: float  # numbers of each part in a gather

    def share(self, processes):
        """Of the time on one process, what one of several needs."""
        mine = math.ceil(self.parts / processes) / self.parts
        return (self.whole + self.divided * mine) / (self.whole + self.divided)

    def travel_ms(self, network, processes, parameters):
        if processes == 1:
            return 0.0
        rounds = math.ceil(self.parts / processes) if not self.sums else 1
        return (self.sums * network.sum_ms(parameters, processes) +
                rounds * network.gather_ms(FLOAT * self.gathered, processes))

    def ms(self, one_ms, network, processes, parameters, cores=None):
        slower = max(1.0, processes / cores) if cores else 1.0
        return one_ms * self.share(processes) * slower + self.travel_ms(network, processes, parameters)


# ResNet-32 with Meta-Weight-Net here: 301 meta-parameters in 352 numbers. v is taken at the present point.
RESNET_PARAMETERS = 466_906
POINTS, EXAMPLES = 4, 100
HERE = [
    ("evograd:candidates=4:validation_point=current", "points", Step("EvoGrad, 4 candidates, by points", 6, POINTS, POINTS, 0, 353)),
    ("t1-t2:validation_point=current", "examples", Step("T1–T2, 100 examples", 0, 10, EXAMPLES, 2, 100)),
    ("evolution-strategies:pairs=2", "points", Step("evolution strategies, 2 pairs, by points", 3, 4 * POINTS, POINTS, 0, 2)),
]

# Nodes of eight H100: a transformer of 86 million weights in its layers (XLM-R base without embeddings), 1,024 sequences of
# 128 tokens, 1,024 candidates, 512 pairs.
LARGE_PARAMETERS = 86_000_000
LARGE_META_PARAMETERS = 1_000_000
LARGE_EXAMPLES = 1024
FORWARD_FLOP = 2 * LARGE_PARAMETERS * LARGE_EXAMPLES * 128
FLOP_PER_MS = 400e12 / 1000  # Llama 3: 380 to 430 TFLOP/s per H100 in bfloat16
FORWARD_MS = FORWARD_FLOP / FLOP_PER_MS
# NVLink 450 GB/s and a 400 Gb/s adapter in each direction (DGX H100); per message what NCCL's own table of latencies says
# of its simple protocol, 3.4 and 9.6 microseconds.
H100 = Network(3.4e-3, 450e6, 8, 9.6e-3, 50e6)
LARGE = [
    Step("EvoGrad, 1,024 candidates, by points", 6, 1024, 1024, 0, LARGE_META_PARAMETERS + 1),
    Step("T1–T2, 1,024 examples", 0, 9, LARGE_EXAMPLES, 2, 1),
    Step("evolution strategies, 512 pairs, by points", 3, 4 * 1024, 1024, 0, 2),
]
PROCESSES = [2**i for i in range(11)]


def measured_network():
    """Of two processes here."""
    processes = [subprocess.Popen([python(), PEERS / "gloo_times.py"], env=environment, text=True, stdout=subprocess.PIPE)
                 for environment in environments(2)]
    answers = [process.communicate()[0] for process in processes]
    return Network(**json.loads(answers[0]))


def measure(evograd, out, rounds, steps):
    network = measured_network()
    result = {"network": vars(network), "steps": []}
    times = {(name, size): [] for name, _, _ in HERE for size in (1, 2, 4)}
    for number in range(rounds):
        print(f"distributed_model: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for name, split, _ in HERE:
            for size in (1, 2, 4):
                times[name, size].append(own(evograd, "ResNet-32", name, split, size, steps, out / "run")[0])
    for name, _, step in HERE:
        one = statistics.median(times[name, 1])
        for size in (1, 2, 4):
            result["steps"].append({"step": step.name, "processes": size, "ms": statistics.median(times[name, size]),
                                    "model_ms": step.ms(one, network, size, RESNET_PARAMETERS, cores=2),
                                    "travel_ms": step.travel_ms(network, size, RESNET_PARAMETERS)})
    return result


def checked(result):
    lines = ["| STEP | PROCESSES | MEASURED, MS | MODEL, MS | OF WHICH TRAVELS, MS | MEASURED / MODEL |",
             "| --- | --- | --- | --- | --- | --- |"]
    for row in result["steps"]:
        lines.append(f"| {row['step']} | {row['processes']} | {row['ms']:.1f} | {row['model_ms']:.1f} | "
                     f"{row['travel_ms']:.2f} | {row['ms'] / row['model_ms']:.2f} |")
    return "\n".join(lines) + "\n"


def predicted():
    """Rows of the large model: (step, processes, ms of passes, ms of travelling)."""
    for step in LARGE:
        one = FORWARD_MS * (step.whole + step.divided)
        for processes in PROCESSES:
            yield step.name, processes, one * step.share(processes), step.travel_ms(H100, processes, LARGE_PARAMETERS)


def prediction():
    lines = ["| STEP | " + " | ".join(f"N = {n}" for n in PROCESSES) + " |", "| --- " * (len(PROCESSES) + 1) + "|"]
    rows = list(predicted())
    for step in LARGE:
        own_rows = [(passes, travels) for name, _, passes, travels in rows if name == step.name]
        one = own_rows[0][0]
        lines.append(f"| {step.name}: s | " + " | ".join(f"{(a + b) / 1000:.3g}" for a, b in own_rows) + " |")
        lines.append("| travels, % | " + " | ".join(f"{100 * b / (a + b):.2g}" for a, b in own_rows) + " |")
        lines.append("| efficiency | " + " | ".join(f"{one / n / (a + b):.2f}" for n, (a, b) in zip(PROCESSES, own_rows)) + " |")
    return "\n".join(lines) + "\n"


def plot(file, heading, lines, points):
    script = [f"set terminal svg size 760,460 dynamic background 'white'; set output '{file}'",
              "set key below vertical noenhanced; set grid; set logscale xy 2; set logscale y 10",
              f"set title '{heading}' noenhanced; set xlabel 'processes'; set ylabel 'seconds per step'"]
    drawn = []
    for i, (name, values) in enumerate(lines):
        script.append(f"$line{i} << END\n" + "".join(f"{x} {y}\n" for x, y in values) + "END")
        drawn.append(f"$line{i} using 1:2 with lines lc {i + 1} lw 2 title '{name}'")
    for i, (_, values) in enumerate(points):
        script.append(f"$point{i} << END\n" + "".join(f"{x} {y}\n" for x, y in values) + "END")
        title = "title 'measured'" if not i else "notitle"
        drawn.append(f"$point{i} using 1:2 with points lc {i + 1} pt 7 {title}")
    script.append("plot " + ", ".join(drawn))
    subprocess.run(["gnuplot"], input="\n".join(script) + "\n", text=True, check=True)


def draw(result, out):
    def rows(key):
        return [(name, [(row["processes"], row[key] / 1000) for row in result["steps"] if row["step"] == name])
                for name in dict.fromkeys(row["step"] for row in result["steps"])]

    plot(out / "model_here.svg", "ResNet-32 on two cores: lines are the model", rows("model_ms"), rows("ms"))
    large = list(predicted())
    plot(out / "model_h100.svg", "86 million weights on nodes of eight H100, model",
         [(step.name, [(n, (a + b) / 1000) for name, n, a, b in large if name == step.name]) for step in LARGE], [])


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("evograd", nargs="?")
    arguments.add_argument("out", type=pathlib.Path)
    arguments.add_argument("--rounds", type=int, default=5)
    arguments.add_argument("--steps", type=int, default=8)
    arguments.add_argument("--drawn", action="store_true", help="draws again what was measured")
    chosen = arguments.parse_args()
    chosen.out.mkdir(parents=True, exist_ok=True)
    if chosen.drawn:
        result = json.loads((chosen.out / "model.json").read_text())
    elif not chosen.evograd or not has_torch():
        sys.exit("distributed_model: needs EVOGRAD, and the Debian package python3-torch for the times of the network")
    else:
        result = measure(chosen.evograd, chosen.out, chosen.rounds, chosen.steps)
        (chosen.out / "model.json").write_text(json.dumps(result, indent=1) + "\n")
    picture = "![measured and modelled seconds per step](distributed/model_here.svg)\n"
    (chosen.out / "model.md").write_text(checked(result) + "\n" + picture)
    (chosen.out / "model_h100.md").write_text(prediction())
    draw(result, chosen.out)
    print(checked(result) + "\n" + prediction())


if __name__ == "__main__":
    main()
