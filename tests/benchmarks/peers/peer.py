"""What the peers share: steps of plain training, EvoGrad and exact T1-T2 as one writes them in PyTorch, and their timing."""
import argparse
import json
import sys
import time

import torch

try:
    from torch.func import functional_call
except ImportError:  # before PyTorch 2
    from torch.nn.utils.stateless import functional_call

SIGMA = 1e-3
TEMPERATURE = 0.05


class Peer:
    """An application says what its losses are; `parameters` of None are the module's own."""

    model = None  # torch.nn.Module of the base parameters
    meta_parameters = ()
    base = meta = None  # optimizers
    learning_rate = 0.0  # of the step that exact T1-T2 differentiates

    def __init__(self, chosen):
        self.candidates = chosen.candidates

    def plain_loss(self):
        raise NotImplementedError

    def training_loss(self, parameters):
        raise NotImplementedError

    def validation_loss(self, parameters):
        raise NotImplementedError

    def perturbed(self):
        """Names of the base parameters that EvoGrad perturbs."""
        return [name for name, _ in self.model.named_parameters()]

    def at(self, parameters, *inputs):
        """The model at `parameters`; its statistics stay as they are. Parameters that are not given are the model's own."""
        if parameters is None:
            return self.network(*inputs)
        buffers = {name: buffer.clone() for name, buffer in self.model.named_buffers()}
        prefix = "" if self.network is self.model else "_orig_mod."  # of a compiled module
        state = {prefix + name: value for name, value in {**parameters, **buffers}.items()}
        return functional_call(self.network, state, inputs)

    @property
    def network(self):
        return self.model

    def update_meta(self, parameters):
        loss = self.validation_loss(parameters)
        for parameter, gradient in zip(self.meta_parameters, torch.autograd.grad(loss, self.meta_parameters)):
            parameter.grad = gradient
        self.meta.step()
        return loss.item()

    def update_base(self, loss):
        self.base.zero_grad()
        loss.backward()
        self.base.step()
        return loss.item()

    def plain(self):
        return self.update_base(self.plain_loss())

    def evograd(self):
        named = dict(self.model.named_parameters())
        present = {name: named[name].detach() for name in self.perturbed()}
        copies = [{name: value + SIGMA * torch.randn_like(value).sign() for name, value in present.items()}
                  for _ in range(self.candidates)]
        losses = torch.stack([self.training_loss(copy) for copy in copies])
        weights = torch.softmax(-losses / TEMPERATURE, 0)
        self.update_meta({name: sum(w * copy[name] for w, copy in zip(weights, copies)) for name in present})
        return self.update_base(self.training_loss(None))

    def t1_t2(self):
        present = {name: value.detach().requires_grad_() for name, value in self.model.named_parameters()}
        gradients = torch.autograd.grad(self.training_loss(present), list(present.values()), create_graph=True)
        self.update_meta({name: value - self.learning_rate * gradient
                          for (name, value), gradient in zip(present.items(), gradients)})
        return self.update_base(self.training_loss(None))


def parser():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("method", choices=["plain", "evograd", "t1-t2"])
    arguments.add_argument("--candidates", type=int, default=2)
    arguments.add_argument("--threads", type=int, default=2)
    arguments.add_argument("--device", default="cpu")
    arguments.add_argument("--compile", action="store_true")
    return arguments


def serve(make, chosen):
    """Reads the number of steps from each line of standard input, takes them after one that is not timed, and answers with
    one line of JSON, {"ms": of a step, "peak_bytes": on a GPU}, so that several such processes and evograd take turns."""
    torch.set_num_threads(chosen.threads)
    torch.manual_seed(0)
    on_gpu = chosen.device != "cpu"
    step = getattr(make(chosen), chosen.method.replace("-", "_"))
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
