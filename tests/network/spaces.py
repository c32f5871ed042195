#!/usr/bin/env python3
"""Network namespaces joined over veth, with latency and loss, for tests of several processes on several machines.

    tests/network/spaces.py check                       prints why it cannot, and exits 77; silent with 0 if it can
    tests/network/spaces.py start FOLDER SIZE [--delay MS] [--loss PERCENT]
    tests/network/spaces.py cut FOLDER RANK [--silent]  as a pulled cable; --silent: as a switch that drops everything
    tests/network/spaces.py join FOLDER RANK
    tests/network/spaces.py sent FOLDER RANK            the bytes that this namespace has sent
    tests/network/spaces.py stop FOLDER

After the start FOLDER/environment sets SPACES to the names of the namespaces and ADDRESSES to their addresses, by rank:

    . FOLDER/environment && ip netns exec "${SPACES[1]}" hostname

Each namespace has one end of a veth pair as eth0. The other ends are in a namespace of a switch: a process that passes
frames on. Latency and loss are tc netem's where the kernel has it; else the switch delays and drops frames itself. Needs
root and iproute2.
"""
import argparse
import array
import errno
import fcntl
import heapq
import os
import pathlib
import random
import select
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import zlib


def ip(words, check=True):
    return subprocess.run(["ip", *words.split()], check=check, capture_output=True, text=True)


class Spaces:
    """The namespaces of a folder."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder).resolve()
        self.name = f"evograd-{zlib.crc32(str(self.folder).encode()):08x}"
        self.switch = f"{self.name}-switch"

    def space(self, rank):
        return f"{self.name}-{rank}"

    @staticmethod
    def address(rank):
        return f"10.213.0.{rank + 1}"

    def start(self, size, delay_ms=0.0, loss_percent=0.0):
        """Returns what makes latency and loss: "netem" or "switch"."""
        self.stop()  # what an earlier one of the same name has left
        self.folder.mkdir(parents=True, exist_ok=True)
        ip(f"netns add {self.switch}")
        shapes = set()
        for rank in range(size):
            space = self.space(rank)
            ip(f"netns add {space}")
            ip(f"link add v{rank} netns {self.switch} type veth peer name eth0 netns {space}")
            ip(f"-n {space} addr add {self.address(rank)}/24 dev eth0")
            without_offloads = [sys.executable, __file__, "plain", "eth0"]
            subprocess.run(["ip", "netns", "exec", space, *without_offloads], check=True)
            for device in ("lo", "eth0"):
                ip(f"-n {space} link set {device} up")
            ip(f"-n {self.switch} link set v{rank} up")
            netem = f"-n {space} qdisc add dev eth0 root netem delay {delay_ms}ms loss {loss_percent}%"
            made = subprocess.run(["tc", *netem.split()], check=False, capture_output=True).returncode == 0
            shapes.add("netem" if made else "switch")
        shape = shapes.pop() if len(shapes) == 1 else "switch"
        shaping = ["0", "0"] if shape == "netem" else [str(delay_ms), str(loss_percent)]
        log = open(self.folder / "switch.log", "w")
        switch = subprocess.Popen(["ip", "netns", "exec", self.switch, sys.executable, __file__, "switch",
                                   str(self.folder), str(size), *shaping], stdin=subprocess.DEVNULL, stdout=log,
                                  stderr=log, start_new_session=True)
        while not (self.folder / "ready").exists():
            if switch.poll() is not None:
                raise OSError(f"the switch does not start: {(self.folder / 'switch.log').read_text()}")
            time.sleep(0.01)
        ranks = range(size)
        (self.folder / "environment").write_text(
            f"SPACES=({' '.join(map(self.space, ranks))})\nADDRESSES=({' '.join(map(self.address, ranks))})\n")
        return shape

    def cut(self, rank, silent=False):
        if silent:
            (self.folder / f"cut-{rank}").touch()
        else:
            ip(f"-n {self.switch} link set v{rank} down")

    def join(self, rank):
        (self.folder / f"cut-{rank}").unlink(missing_ok=True)
        ip(f"-n {self.switch} link set v{rank} up")

    def sent(self, rank):
        text = subprocess.run(["ip", "netns", "exec", self.space(rank), "cat", "/sys/class/net/eth0/statistics/tx_bytes"],
                              check=True, capture_output=True, text=True).stdout
        return int(text)

    def stop(self):
        """Removes the namespaces and ends what runs in them."""
        for line in ip("netns list", check=False).stdout.splitlines():
            space = line.split()[0]
            if not space.startswith(self.name + "-"):
                continue
            for process in ip(f"netns pids {space}", check=False).stdout.split():
                try:
                    os.kill(int(process), signal.SIGKILL)
                except ProcessLookupError:
                    pass
            ip(f"netns del {space}", check=False)
        shutil.rmtree(self.folder, ignore_errors=True)


def obstacle():
    """Why namespaces cannot be made here; nothing if they can."""
    if os.geteuid():
        return "network namespaces need root"
    for program in ("ip", "tc"):
        if not shutil.which(program):
            return f"{program} is missing: run scripts/setup.sh --tests"
    name = f"evograd-check-{os.getpid()}"
    try:
        made = ip(f"netns add {name}", check=False)
        if not made.returncode:
            made = ip(f"-n {name} link add v0 type veth peer name v1", check=False)
    finally:
        ip(f"netns del {name}", check=False)
    return f"network namespaces with veth cannot be made: {made.stderr.strip()}" if made.returncode else None


def remove_offloads(device):
    """Lets the kernel give complete frames of ordinary length to the switch, as to a cable."""
    SIOCETHTOOL, STSO, SGSO, SSG, STXCSUM = 0x8946, 0x1F, 0x24, 0x19, 0x17
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        for command in (STSO, SGSO, SSG, STXCSUM):
            value = array.array("B", struct.pack("II", command, 0))
            request = struct.pack("16sP8x", device.encode(), value.buffer_info()[0])
            fcntl.ioctl(any_socket, SIOCETHTOOL, request)


def run_switch(folder, size, delay_ms, loss_percent):
    """Passes each frame on to the port of its address, or to all others, after the delay; some are lost."""
    PACKET_OUTGOING, ALL = 4, 3
    chance = random.Random(1)
    ports, addresses, waiting, number = [], {}, [], 0
    for rank in range(size):
        port = socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(ALL))
        port.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1 << 23)
        port.bind((f"v{rank}", 0))
        port.setblocking(False)
        ports.append(port)
    cut, looked = set(), 0.0
    (folder / "ready").touch()
    while True:
        now = time.monotonic()
        if now - looked > 0.02:
            looked = now
            cut = {rank for rank in range(size) if (folder / f"cut-{rank}").exists()}
        while waiting and waiting[0][0] <= now:
            _, _, source, frame = heapq.heappop(waiting)
            to = addresses.get(frame[:6])
            for rank in range(size) if to is None else [to]:
                if rank == source or rank in cut:
                    continue
                try:
                    ports[rank].send(frame)
                except OSError as error:  # a link that is down, or a full queue: the frame is lost
                    if error.errno not in (errno.ENETDOWN, errno.ENOBUFS, errno.EAGAIN, errno.ENXIO):
                        raise
        pause = max(0.0, waiting[0][0] - time.monotonic()) if waiting else 0.02
        for port in select.select(ports, [], [], min(pause, 0.02))[0]:
            source = ports.index(port)
            for _ in range(64):
                try:
                    frame, sender = port.recvfrom(65535)
                except OSError:  # nothing left, or the link is down
                    break
                if sender[2] == PACKET_OUTGOING:
                    continue
                addresses[frame[6:12]] = source
                if source in cut or chance.random() < loss_percent / 100:
                    continue
                number += 1
                heapq.heappush(waiting, (time.monotonic() + delay_ms / 1000, number, source, frame))


def main():
    words = sys.argv[1:]
    if words[:1] == ["plain"]:
        return remove_offloads(words[1])
    if words[:1] == ["switch"]:
        return run_switch(pathlib.Path(words[1]), int(words[2]), float(words[3]), float(words[4]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["check", "start", "cut", "join", "sent", "stop"])
    parser.add_argument("folder", nargs="?")
    parser.add_argument("number", nargs="?", type=int)
    parser.add_argument("--delay", type=float, default=0.0, metavar="MS")
    parser.add_argument("--loss", type=float, default=0.0, metavar="PERCENT")
    parser.add_argument("--silent", action="store_true")
    chosen = parser.parse_args()
    if chosen.what == "check":
        reason = obstacle()
        if reason:
            print(reason)
            sys.exit(77)
        return
    if not chosen.folder or (chosen.what != "stop" and chosen.number is None):
        parser.error(f"{chosen.what} needs a folder" + ("" if chosen.what == "stop" else " and a number"))
    spaces = Spaces(chosen.folder)
    if chosen.what == "start":
        print(spaces.start(chosen.number, chosen.delay, chosen.loss))
    elif chosen.what == "cut":
        spaces.cut(chosen.number, chosen.silent)
    elif chosen.what == "join":
        spaces.join(chosen.number)
    elif chosen.what == "sent":
        print(spaces.sent(chosen.number))
    else:
        spaces.stop()


if __name__ == "__main__":
    main()
