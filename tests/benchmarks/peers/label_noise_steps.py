#!/usr/bin/env python3
"""A step of Meta-Weight-Net on ResNet-32 in PyTorch alone, as one writes it from the papers: the peers of EvoGrad's bench.

Reads the number of steps from each line of standard input, takes them after one that is not timed, and answers with one
line of JSON, {"ms": of a step}, so that several such processes and evograd can take turns. Synthetic data, 100 + 100
images of 3x32x32.

    label_noise_steps.py {plain,evograd,t1-t2} [--candidates K] [--threads N]
"""
import argparse
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional
from torch.nn.utils.stateless import functional_call

LEARNING_RATE = 0.1
SIGMA = 1e-3
TEMPERATURE = 0.05
BATCH = 100
CLASSES = 10


class Block(nn.Module):
    """Two convolutions and a shortcut without weights."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.stride, self.added = stride, outputs - inputs
        self.conv1 = nn.Conv2d(inputs, outputs, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(outputs)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(outputs)

    def forward(self, x):
        hidden = functional.relu(self.norm1(self.conv1(x)))
        hidden = self.norm2(self.conv2(hidden))
        if self.stride > 1:
            x = x[:, :, :: self.stride, :: self.stride]
        if self.added:
            x = functional.pad(x, (0, 0, 0, 0, self.added // 2, self.added - self.added // 2))
        return functional.relu(hidden + x)


def resnet32():
    layers, channels = [nn.Conv2d(3, 16, 3, 1, 1, bias=False), nn.BatchNorm2d(16), nn.ReLU()], 16
    for stage, width in enumerate((16, 32, 64)):
        for block in range(5):
            layers.append(Block(channels, width, 2 if stage > 0 and block == 0 else 1))
            channels = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, CLASSES))


class Peer:
    def __init__(self, candidates):
        torch.manual_seed(0)
        self.candidates = candidates
        self.model = resnet32()
        self.weight_net = nn.Sequential(nn.Linear(1, 100), nn.ReLU(), nn.Linear(100, 1), nn.Sigmoid())
        self.base = torch.optim.SGD(self.model.parameters(), LEARNING_RATE, momentum=0.9, nesterov=True, weight_decay=5e-4)
        self.meta = torch.optim.Adam(self.weight_net.parameters(), 1e-3)
        self.train = torch.randn(BATCH, 3, 32, 32), torch.randint(CLASSES, (BATCH,))
        self.validation = torch.randn(BATCH, 3, 32, 32), torch.randint(CLASSES, (BATCH,))

    def at(self, parameters, images):
        """The logits at `parameters`, which are no parameters of the module; its statistics stay."""
        buffers = {name: buffer.clone() for name, buffer in self.model.named_buffers()}
        return functional_call(self.model, {**parameters, **buffers}, images)

    def weighted(self, logits, labels):
        losses = functional.cross_entropy(logits, labels, reduction="none")
        weights = self.weight_net(losses.detach().unsqueeze(1)).squeeze(1)
        return (losses * weights).sum() / weights.sum()

    def update_meta(self, parameters):
        images, labels = self.validation
        self.meta.zero_grad()
        loss = functional.cross_entropy(self.at(parameters, images), labels)
        gradients = torch.autograd.grad(loss, list(self.weight_net.parameters()))
        for parameter, gradient in zip(self.weight_net.parameters(), gradients):
            parameter.grad = gradient
        self.meta.step()
        return loss.item()

    def update_base(self, loss):
        self.base.zero_grad()
        loss.backward()
        self.base.step()
        return loss.item()

    def plain(self):
        images, labels = self.train
        return self.update_base(functional.cross_entropy(self.model(images), labels))

    def evograd(self):
        images, labels = self.train
        present = {name: value.detach() for name, value in self.model.named_parameters()}
        copies = [{name: value + SIGMA * torch.randn_like(value).sign() for name, value in present.items()}
                  for _ in range(self.candidates)]
        losses = torch.stack([self.weighted(self.at(copy, images), labels) for copy in copies])
        weights = torch.softmax(-losses / TEMPERATURE, 0)
        self.update_meta({name: sum(w * copy[name] for w, copy in zip(weights, copies)) for name in present})
        return self.update_base(self.weighted(self.model(images), labels))

    def t1_t2(self):
        images, labels = self.train
        present = {name: value.detach().requires_grad_() for name, value in self.model.named_parameters()}
        loss = self.weighted(self.at(present, images), labels)
        gradients = torch.autograd.grad(loss, list(present.values()), create_graph=True)
        self.update_meta({name: value - LEARNING_RATE * gradient
                          for (name, value), gradient in zip(present.items(), gradients)})
        return self.update_base(self.weighted(self.model(images), labels))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("method", choices=["plain", "evograd", "t1-t2"])
    arguments.add_argument("--candidates", type=int, default=2)
    arguments.add_argument("--threads", type=int, default=2)
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    step = getattr(Peer(chosen.candidates), chosen.method.replace("-", "_"))
    for line in sys.stdin:
        count = int(line)
        step()
        begin = time.perf_counter()
        for _ in range(count):
            step()
        print(json.dumps({"ms": 1000 * (time.perf_counter() - begin) / count}), flush=True)


if __name__ == "__main__":
    main()
