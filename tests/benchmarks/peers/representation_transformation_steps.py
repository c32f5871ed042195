#!/usr/bin/env python3
"""A step of MetaXL at the size of XLM-R base in PyTorch alone: the representation transformation after the last layer of a
bidirectional encoder, labels of tokens. Synthetic tokens.

    representation_transformation_steps.py {plain,evograd,t1-t2} [--layers L] [--hidden H] [--heads N] [--feed-forward F]
                                           [--vocabulary V] [--length T] [--batch B] [--candidates K] [--threads N]
                                           [--device cuda]

EvoGrad perturbs the head alone, and its encoder runs once for all candidates.
"""
import torch
from torch import nn
from torch.nn import functional

import peer

TAGS = 9
DROPOUT = 0.1


class Encoder(nn.Module):
    def __init__(self, chosen):
        super().__init__()
        self.words = nn.Embedding(chosen.vocabulary, chosen.hidden)
        self.positions = nn.Parameter(torch.randn(chosen.length, chosen.hidden) * 0.02)
        self.norm = nn.LayerNorm(chosen.hidden)
        layer = nn.TransformerEncoderLayer(chosen.hidden, chosen.heads, chosen.feed_forward, DROPOUT, "gelu",
                                           batch_first=True)
        self.layers = nn.TransformerEncoder(layer, chosen.layers)

    def forward(self, tokens):
        return self.layers(functional.dropout(self.norm(self.words(tokens) + self.positions), DROPOUT, self.training))


class Transformation(nn.Module):
    def __init__(self, hidden):
        super().__init__()
        self.inner, self.outer = nn.Linear(hidden, hidden // 4), nn.Linear(hidden // 4, hidden + 1)

    def forward(self, features):
        change, gate = self.outer(functional.relu(self.inner(features.detach()))).split([features.size(-1), 1], -1)
        return features + change * torch.sigmoid(gate)


class Model(nn.Module):
    """Logits of tokens from tokens; or, split at the head, features from tokens and logits from features."""

    def __init__(self, chosen):
        super().__init__()
        self.encoder, self.head = Encoder(chosen), nn.Linear(chosen.hidden, TAGS)

    def forward(self, inputs, part=None):
        if part == "head":
            return self.head(inputs)
        return self.encoder(inputs) if part == "encoder" else self.head(self.encoder(inputs))


class RepresentationTransformation(peer.Peer):
    learning_rate = 3e-5

    def __init__(self, chosen):
        super().__init__(chosen)
        if chosen.method == "t1-t2" and chosen.device != "cpu":
            # The fused kernels have no second derivative.
            torch.backends.cuda.enable_flash_sdp(False)
            torch.backends.cuda.enable_mem_efficient_sdp(False)
        self.model = Model(chosen).to(chosen.device)
        self.transformation = Transformation(chosen.hidden).to(chosen.device)
        self.meta_parameters = list(self.transformation.parameters())
        self.base = torch.optim.Adam(self.model.parameters(), self.learning_rate)
        self.meta = torch.optim.Adam(self.meta_parameters, 1e-6)
        self.source, self.target, self.held = (
            (torch.randint(chosen.vocabulary, (batch, chosen.length)).to(chosen.device),
             torch.randint(TAGS, (batch * chosen.length,)).to(chosen.device))
            for batch in (chosen.batch, chosen.batch // 2, chosen.batch // 2))
        self.features = {}  # of the encoder, while it is the same for all candidates

    def perturbed(self):
        return [name for name, _ in self.model.named_parameters() if name.startswith("head.")]

    def encoded(self, parameters, side):
        """The encoder's features; at parameters of the head alone they are computed once, without a graph."""
        tokens = getattr(self, side)[0]
        if parameters is None or "encoder.positions" in parameters:
            return self.at(parameters, tokens, "encoder")
        if side not in self.features:
            with torch.no_grad():
                self.features[side] = self.at(None, tokens, "encoder")
        return self.features[side]

    def side_loss(self, parameters, side, transformed=False):
        features = self.encoded(parameters, side)
        logits = self.at(parameters, self.transformation(features) if transformed else features, "head")
        return functional.cross_entropy(logits.flatten(0, 1), getattr(self, side)[1])

    def plain_loss(self):
        return self.side_loss(None, "source") + self.side_loss(None, "target")

    def training_loss(self, parameters):
        return self.side_loss(parameters, "source", transformed=True) + self.side_loss(parameters, "target")

    def validation_loss(self, parameters):
        loss = self.side_loss(parameters, "held")
        self.features.clear()
        return loss


def main():
    arguments = peer.parser()
    arguments.add_argument("--layers", type=int, default=12)
    arguments.add_argument("--hidden", type=int, default=768)
    arguments.add_argument("--heads", type=int, default=12)
    arguments.add_argument("--feed-forward", type=int, default=3072)
    arguments.add_argument("--vocabulary", type=int, default=250002)
    arguments.add_argument("--length", type=int, default=200)
    arguments.add_argument("--batch", type=int, default=12, help="source texts; half as many of the target, twice")
    peer.serve(RepresentationTransformation, arguments.parse_args())


if __name__ == "__main__":
    main()
