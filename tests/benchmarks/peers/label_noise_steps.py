#!/usr/bin/env python3
"""A step of Meta-Weight-Net on ResNet-32 in PyTorch alone, as one writes it from the papers: the peers of EvoGrad's bench.

Reads the number of steps from each line of standard input, takes them after one that is not timed, and answers with one
line of JSON, {"ms": of a step, "peak_bytes": on a GPU}, so that several such processes and evograd can take turns.
Synthetic data, 100 + 100
images of 3x32x32.

    label_noise_steps.py {plain,evograd,t1-t2} [--candidates K] [--threads N] [--width W] [--depth D] [--batch B]
                         [--device cuda] [--compile]
"""
import argparse
import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional

try:
    from torch.func import functional_call
except ImportError:  # before PyTorch 2
    from torch.nn.utils.stateless import functional_call

LEARNING_RATE = 0.1
SIGMA = 1e-3
TEMPERATURE = 0.05
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


def resnet(depth, width):
    channels = 16 * width
    layers = [nn.Conv2d(3, channels, 3, 1, 1, bias=False), nn.BatchNorm2d(channels), nn.ReLU()]
    for stage in range(3):
        for block in range((depth - 2) // 6):
            layers.append(Block(channels, 16 * width << stage, 2 if stage > 0 and block == 0 else 1))
            channels = 16 * width << stage
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, CLASSES))


class Peer:
    def __init__(self, chosen):
        torch.manual_seed(0)
        self.candidates = chosen.candidates
        self.model = resnet(chosen.depth, chosen.width).to(chosen.device)
        self.network = torch.compile(self.model) if chosen.compile else self.model
        self.weight_net = nn.Sequential(nn.Linear(1, 100), nn.ReLU(), nn.Linear(100, 1), nn.Sigmoid()).to(chosen.device)
        self.base = torch.optim.SGD(self.model.parameters(), LEARNING_RATE, momentum=0.9, nesterov=True, weight_decay=5e-4)
        self.meta = torch.optim.Adam(self.weight_net.parameters(), 1e-3)
        self.train, self.validation = ((torch.randn(chosen.batch, 3, 32, 32).to(chosen.device),
                                        torch.randint(CLASSES, (chosen.batch,)).to(chosen.device)) for _ in range(2))

    def at(self, parameters, images):
        """The logits at `parameters`, which are no parameters of the module; its statistics stay."""
        buffers = {name: buffer.clone() for name, buffer in self.model.named_buffers()}
        return functional_call(self.network, {self.named(name): value for name, value in {**parameters, **buffers}.items()},
                               (images,))

    def named(self, name):
        """Of a parameter in a compiled module."""
        return name if self.network is self.model else "_orig_mod." + name

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
        return self.update_base(functional.cross_entropy(self.network(images), labels))

    def evograd(self):
        images, labels = self.train
        present = {name: value.detach() for name, value in self.model.named_parameters()}
        copies = [{name: value + SIGMA * torch.randn_like(value).sign() for name, value in present.items()}
                  for _ in range(self.candidates)]
        losses = torch.stack([self.weighted(self.at(copy, images), labels) for copy in copies])
        weights = torch.softmax(-losses / TEMPERATURE, 0)
        self.update_meta({name: sum(w * copy[name] for w, copy in zip(weights, copies)) for name in present})
        return self.update_base(self.weighted(self.network(images), labels))

    def t1_t2(self):
        images, labels = self.train
        present = {name: value.detach().requires_grad_() for name, value in self.model.named_parameters()}
        loss = self.weighted(self.at(present, images), labels)
        gradients = torch.autograd.grad(loss, list(present.values()), create_graph=True)
        self.update_meta({name: value - LEARNING_RATE * gradient
                          for (name, value), gradient in zip(present.items(), gradients)})
        return self.update_base(self.weighted(self.network(images), labels))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("method", choices=["plain", "evograd", "t1-t2"])
    arguments.add_argument("--candidates", type=int, default=2)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--width", type=int, default=1)
    arguments.add_argument("--depth", type=int, default=32)
    arguments.add_argument("--batch", type=int, default=100)
    arguments.add_argument("--device", default="cpu")
    arguments.add_argument("--compile", action="store_true")
    chosen = arguments.parse_args()
    torch.set_num_threads(chosen.threads)
    on_gpu = chosen.device != "cpu"
    step = getattr(Peer(chosen), chosen.method.replace("-", "_"))
    for line in sys.stdin:
        count = int(line)
        step()
        if on_gpu:
            torch.cuda.synchronize()
            torch.cuda.reset_peak_memory_stats()
        begin = time.perf_counter()
        for _ in range(count):
            step()
        if on_gpu:
            torch.cuda.synchronize()
        peak = torch.cuda.max_memory_allocated() if on_gpu else None
        print(json.dumps({"ms": 1000 * (time.perf_counter() - begin) / count, "peak_bytes": peak}), flush=True)


if __name__ == "__main__":
    main()
