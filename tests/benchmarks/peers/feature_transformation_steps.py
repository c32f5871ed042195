#!/usr/bin/env python3
"""A step of cross-domain few-shot learning with a learned feature-wise transformation, in PyTorch alone: residual network,
relation network, an auxiliary classifier. Synthetic images.

    feature_transformation_steps.py {plain,evograd,t1-t2} [--depth 10|18|34] [--shots S] [--ways N] [--queries Q] [--size PX]
                                    [--width CHANNELS] [--auxiliary B] [--candidates K] [--threads N] [--device cuda]
"""
import torch
from torch import nn
from torch.nn import functional

import peer

BLOCKS = {10: (1, 1, 1, 1), 18: (2, 2, 2, 2), 34: (3, 4, 6, 3)}
BASE_CLASSES = 64
SHARPNESS = 100


class Transformation(nn.Module):
    """x (1 + n s(gamma)) + m s(beta), one draw per channel; its parameters are the caller's."""

    def __init__(self, channels):
        super().__init__()
        self.channels, self.active = channels, False
        self.gamma = self.beta = None

    def forward(self, x):
        if not self.active:
            return x
        scale, shift = (torch.randn_like(a) * functional.softplus(a, SHARPNESS) for a in (self.gamma, self.beta))
        return x * (1 + scale) + shift


def convolution(inputs, outputs, side, stride=1):
    return nn.Conv2d(inputs, outputs, side, stride, side // 2, bias=False)


class Block(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.branch = nn.Sequential(convolution(inputs, outputs, 3, stride), nn.BatchNorm2d(outputs), nn.ReLU(),
                                    convolution(outputs, outputs, 3), nn.BatchNorm2d(outputs), Transformation(outputs))
        self.shortcut = nn.Identity() if stride == 1 and inputs == outputs else nn.Sequential(
            convolution(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs), Transformation(outputs))

    def forward(self, x):
        return functional.relu(self.branch(x) + self.shortcut(x))


class Model(nn.Module):
    """Scores [queries, ways] of an episode [ways, shots + queries, 3, S, S]; logits of auxiliary images."""

    def __init__(self, chosen):
        super().__init__()
        width, self.shots = chosen.width, chosen.shots
        layers, channels = [nn.Conv2d(3, width, 7, 2, 3, bias=False), nn.BatchNorm2d(width), nn.ReLU(),
                            nn.MaxPool2d(3, 2, 1)], width
        for stage, count in enumerate(BLOCKS[chosen.depth]):
            for block in range(count):
                layers.append(Block(channels, width << stage, 2 if stage > 0 and block == 0 else 1))
                channels = width << stage
        self.encoder = nn.Sequential(*layers)
        self.of_prototype, self.of_query = convolution(channels, channels, 3), convolution(channels, channels, 3)
        self.norm1, self.norm2 = (nn.BatchNorm2d(channels, track_running_stats=False) for _ in range(2))
        self.convolution2 = convolution(channels, channels, 3)
        side = -(-chosen.size // 32)
        for _ in range(2):
            side = max(1, side // 2)
        self.relation = nn.Sequential(nn.Flatten(), nn.Linear(channels * side * side, 8), nn.ReLU(), nn.Linear(8, 1))
        self.classifier = nn.Sequential(nn.Linear(channels, channels), nn.ReLU(), nn.Linear(channels, channels), nn.ReLU(),
                                        nn.Linear(channels, BASE_CLASSES))

    @staticmethod
    def pooled(x):
        return functional.max_pool2d(x, 2) if x.size(-1) > 1 else x

    def forward(self, episode, auxiliary=None):
        if auxiliary is not None:
            return self.classifier(self.encoder(auxiliary).mean((2, 3)))
        features = self.encoder(episode.flatten(0, 1)).unflatten(0, episode.shape[:2])
        prototypes = self.of_prototype(features[:, :self.shots].mean(1))
        queries = self.of_query(features[:, self.shots:].flatten(0, 1))
        hidden = (queries.unsqueeze(1) + prototypes.unsqueeze(0)).flatten(0, 1)
        hidden = self.pooled(functional.relu(self.norm1(hidden)))
        hidden = self.pooled(functional.relu(self.norm2(self.convolution2(hidden))))
        return self.relation(hidden).view(queries.size(0), prototypes.size(0))


class FeatureTransformation(peer.Peer):
    learning_rate = 1e-3

    def __init__(self, chosen):
        super().__init__(chosen)
        self.model = Model(chosen).to(chosen.device)
        self.transformations = [module for module in self.model.modules() if isinstance(module, Transformation)]
        # Tensors, not torch.nn.Parameter: the model's parameters are the base parameters alone.
        for module in self.transformations:
            for name, start in (("gamma", 0.3), ("beta", 0.5)):
                setattr(module, name, torch.full((1, module.channels, 1, 1), start, device=chosen.device, requires_grad=True))
                self.meta_parameters = [*self.meta_parameters, getattr(module, name)]
        self.base = torch.optim.Adam(self.model.parameters(), self.learning_rate)
        self.meta = torch.optim.Adam(self.meta_parameters, 1e-3, weight_decay=1e-8)
        shape = (chosen.ways, chosen.shots + chosen.queries, 3, chosen.size, chosen.size)
        self.seen, self.unseen = (torch.randn(shape).to(chosen.device) for _ in range(2))
        self.labels = torch.arange(chosen.ways, device=chosen.device).repeat_interleave(chosen.queries)
        self.auxiliary = torch.randn(chosen.auxiliary, *shape[2:]).to(chosen.device)
        self.classes = torch.randint(BASE_CLASSES, (chosen.auxiliary,)).to(chosen.device)

    def transform(self, active):
        for module in self.transformations:
            module.active = active

    def plain_loss(self):
        return self.loss(None, transformed=False)

    def training_loss(self, parameters):
        return self.loss(parameters, transformed=True)

    def loss(self, parameters, transformed):
        self.model.train()
        self.transform(transformed)
        episode = functional.cross_entropy(self.at(parameters, self.seen), self.labels)
        self.transform(False)
        return episode + functional.cross_entropy(self.at(parameters, None, self.auxiliary), self.classes)

    def validation_loss(self, parameters):
        self.model.eval()
        self.transform(False)
        return functional.cross_entropy(self.at(parameters, self.unseen), self.labels)


def main():
    arguments = peer.parser()
    arguments.add_argument("--depth", type=int, default=10, choices=list(BLOCKS))
    arguments.add_argument("--shots", type=int, default=5)
    arguments.add_argument("--ways", type=int, default=5)
    arguments.add_argument("--queries", type=int, default=16)
    arguments.add_argument("--size", type=int, default=224)
    arguments.add_argument("--width", type=int, default=64)
    arguments.add_argument("--auxiliary", type=int, default=16)
    peer.serve(FeatureTransformation, arguments.parse_args())


if __name__ == "__main__":
    main()
