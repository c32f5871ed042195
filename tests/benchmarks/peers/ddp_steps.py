#!/usr/bin/env python3
"""A plain step of ResNet-32 or of a transformer in PyTorch with DistributedDataParallel: the peer of tests/benchmarks/distributed.py.

Started once per process, with RANK, WORLD_SIZE, MASTER_ADDR and MASTER_PORT. Reads the number of steps from each line of
standard input, takes them after one that is not timed, and answers with one line of JSON, {"ms": of a step}. Synthetic
data; --batch is that of all processes together.

    ddp_steps.py {resnet32,transformer} [--batch B]
"""
import argparse
import json
import os
import sys
import time

import torch
import torch.distributed
from label_noise_steps import resnet
from torch import nn
from torch.nn import functional
from torch.nn.parallel import DistributedDataParallel

CLASSES = 5
VOCABULARY, LENGTH, HIDDEN, LAYERS, HEADS, FEED_FORWARD, DROPOUT = 47, 32, 128, 2, 4, 256, 0.1


class Transformer(nn.Module):
    """An encoder and a linear classifier of the mean over positions, of the sizes that the benchmark gives EvoGrad's."""

    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(VOCABULARY, HIDDEN)
        self.positions = nn.Parameter(torch.randn(LENGTH, HIDDEN) / 50)
        layer = nn.TransformerEncoderLayer(HIDDEN, HEADS, FEED_FORWARD, DROPOUT, batch_first=True)
        self.encoder = nn.TransformerEncoder(layer, LAYERS)
        self.classifier = nn.Linear(HIDDEN, CLASSES)

    def forward(self, tokens):
        return self.classifier(self.encoder(self.tokens(tokens) + self.positions).mean(1))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("model", choices=["resnet32", "transformer"])
    arguments.add_argument("--batch", type=int, default=100)
    chosen = arguments.parse_args()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    size = int(os.environ["WORLD_SIZE"])
    rows = chosen.batch // size
    if chosen.model == "resnet32":
        model, classes, inputs = resnet(32, 1), 10, torch.randn(rows, 3, 32, 32)
    else:
        model, classes, inputs = Transformer(), CLASSES, torch.randint(VOCABULARY, (rows, LENGTH))
    labels = torch.randint(classes, (rows,))
    if size > 1:
        torch.distributed.init_process_group("gloo")
        model = DistributedDataParallel(model)
    optimizer = torch.optim.SGD(model.parameters(), 0.1, momentum=0.9, nesterov=True, weight_decay=5e-4)

    def step():
        optimizer.zero_grad()
        loss = functional.cross_entropy(model(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss.item()

    for line in sys.stdin:
        step()
        begin = time.perf_counter()
        for _ in range(int(line)):
            step()
        print(json.dumps({"ms": 1000 * (time.perf_counter() - begin) / int(line)}), flush=True)


if __name__ == "__main__":
    main()
