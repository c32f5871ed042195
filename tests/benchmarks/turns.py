"""Peers in PyTorch, which take turns with evograd bench."""
import functools
import json
import pathlib
import subprocess
import sys

PEERS = pathlib.Path(__file__).resolve().parent / "peers"


@functools.cache
def python():
    """A Python that has torch: Debian's package is for Debian's own Python."""
    for candidate in (sys.executable, "/usr/bin/python3"):
        if subprocess.run([candidate, "-c", "import torch"], stderr=subprocess.DEVNULL, check=False).returncode == 0:
            return candidate
    return None


def has_torch():
    return python() is not None


class Peer:
    """A process that takes steps when it is told to."""

    def __init__(self, application, method, more=()):
        self.method = method
        self.peak_bytes = None
        self.process = subprocess.Popen([python(), PEERS / f"{application}_steps.py", method, *more], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def ms(self, steps):
        self.process.stdin.write(f"{steps}\n")
        self.process.stdin.flush()
        answer = json.loads(self.process.stdout.readline())
        self.peak_bytes = answer.get("peak_bytes")
        return answer["ms"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()
