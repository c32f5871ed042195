#!/usr/bin/env python3
"""A step of Meta-Weight-Net on ResNet-32 in PyTorch alone, as one writes it from the papers. Synthetic data.

    label_noise_steps.py {plain,evograd,t1-t2} [--candidates K] [--threads N] [--width W] [--depth D] [--batch B]
                         [--device cuda] [--compile]
"""
import torch
from torch import nn
from torch.nn import functional

import peer

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


class LabelNoise(peer.Peer):
    learning_rate = 0.1

    def __init__(self, chosen):
        super().__init__(chosen)
        self.model = resnet(chosen.depth, chosen.width).to(chosen.device)
        self.compiled = torch.compile(self.model) if chosen.compile else self.model
        self.weight_net = nn.Sequential(nn.Linear(1, 100), nn.ReLU(), nn.Linear(100, 1), nn.Sigmoid()).to(chosen.device)
        self.meta_parameters = list(self.weight_net.parameters())
        self.base = torch.optim.SGD(self.model.parameters(), self.learning_rate, momentum=0.9, nesterov=True,
                                    weight_decay=5e-4)
        self.meta = torch.optim.Adam(self.meta_parameters, 1e-3)
        self.train, self.validation = ((torch.randn(chosen.batch, 3, 32, 32).to(chosen.device),
                                        torch.randint(CLASSES, (chosen.batch,)).to(chosen.device)) for _ in range(2))

    @property
    def network(self):
        return self.compiled

    def plain_loss(self):
        images, labels = self.train
        return functional.cross_entropy(self.network(images), labels)

    def training_loss(self, parameters):
        images, labels = self.train
        losses = functional.cross_entropy(self.at(parameters, images), labels, reduction="none")
        weights = self.weight_net(losses.detach().unsqueeze(1)).squeeze(1)
        return (losses * weights).sum() / weights.sum()

    def validation_loss(self, parameters):
        images, labels = self.validation
        return functional.cross_entropy(self.at(parameters, images), labels)


def main():
    arguments = peer.parser()
    arguments.add_argument("--width", type=int, default=1)
    arguments.add_argument("--depth", type=int, default=32)
    arguments.add_argument("--batch", type=int, default=100)
    peer.serve(LabelNoise, arguments.parse_args())


if __name__ == "__main__":
    main()
