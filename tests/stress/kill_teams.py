#!/usr/bin/env python3
"""Kills, stops and cuts off processes of runs that several processes share, resumes the runs, and compares how they end.

A run of two or three processes is disturbed again and again: SIGKILL to a random rank, or SIGSTOP, or its network is cut
(each process in a network namespace of its own, with latency and loss: tests/network/spaces.py), as a pulled cable or as a
switch that drops everything. Each time every other process, and the one that is cut off too, must end within the timeout
and some seconds, with an error that names the rank. Then the run is resumed. Its end must be that of a run that was left
alone.

    tests/stress/kill_teams.py build/bin/evograd OUT [--kills 100] [--stops 20] [--cuts 20] [--delay 1] [--loss 1]

Cuts need root and iproute2.
"""
import argparse
import os
import pathlib
import random
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "network"))
from kill_runs import COMMON, REWEIGHTING, end_of
from spaces import Spaces, obstacle

TIMEOUT = 6  # seconds, [distributed] timeout
START = 10  # likewise start_timeout: a process may be killed before the others have met it
PATIENCE = START + 5 * TIMEOUT  # of this script, on a machine that has other work too


def manifest_text(estimator):
    return (f'name = "team"\nseed = 5\n' + REWEIGHTING.replace("resnet-cifar", "lenet").replace("depth = 8\n", "") +
            f'[estimator]\nuse = "{estimator}"\n' + COMMON.format(steps=60, every=3) +
            f"[distributed]\ntimeout = {TIMEOUT}\nstart_timeout = {START}\n")


class Team:
    def __init__(self, program, manifest, folder, size, port, network):
        self.processes, self.logs, self.size = [], [], size
        for rank in range(size):
            environment = dict(os.environ, RANK=str(rank), WORLD_SIZE=str(size), MASTER_PORT=str(port),
                               MASTER_ADDR=network.address(0) if network else "127.0.0.1")
            command = [program, "run", str(manifest), "--out", str(folder), "--resume"]
            if network:
                environment["GLOO_SOCKET_IFNAME"] = "eth0"
                command = ["ip", "netns", "exec", network.space(rank)] + command
            log = open(f"{folder}.{rank}.log", "w+")
            self.logs.append(log)
            self.processes.append(subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT))

    def said(self, rank):
        self.logs[rank].seek(0)
        return self.logs[rank].read()

    def named(self, rank, lost):
        """Whether the error of this process names the one that was lost."""
        told = self.said(rank).split("evograd: error:")[-1].replace(f"rank {rank}:", "", 1)
        return re.search(rf"ranks? ([0-9]+, )*{lost}\b", told) is not None

    def alive(self):
        return all(process.poll() is None for process in self.processes)

    def wait(self, ranks, seconds):
        """The ranks that have not ended after that time."""
        deadline = time.monotonic() + seconds
        left = list(ranks)
        while left and time.monotonic() < deadline:
            left = [rank for rank in left if self.processes[rank].poll() is None]
            time.sleep(0.02)
        return left

    def end(self):
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGCONT)
                process.kill()
            process.wait()
        for log in self.logs:
            log.close()


def disturb(team, rank, how, network, silent):
    if how == "kill":
        team.processes[rank].kill()
    elif how == "stop":
        team.processes[rank].send_signal(signal.SIGSTOP)
    else:
        network.cut(rank, silent)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--stops", type=int, default=20)
    parser.add_argument("--cuts", type=int, default=20)
    parser.add_argument("--delay", type=float, default=1, metavar="MS", help="of the network that is cut")
    parser.add_argument("--loss", type=float, default=1, metavar="PERCENT")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    chance = random.Random(arguments.seed)
    program = os.path.abspath(arguments.program)
    if arguments.cuts and obstacle():
        sys.exit(f"kill_teams: {obstacle()}")
    shutil.rmtree(arguments.out, ignore_errors=True)
    arguments.out.mkdir(parents=True)
    left = {"kill": arguments.kills, "stop": arguments.stops, "cut": arguments.cuts}
    wholes, done, slowest, runs = {}, dict.fromkeys(left, 0), dict.fromkeys([*left, "start"], 0.0), 0
    port = 33000 + 400 * (arguments.seed % 20)  # two of these may run at once
    while any(left.values()):
        estimator, size = chance.choice(["evograd", "central-difference", "t1-t2"]), chance.choice([2, 2, 3])
        manifest = arguments.out / f"{estimator}.toml"
        manifest.write_text(manifest_text(estimator))
        if (estimator, size) not in wholes:
            port += 1
            folder = arguments.out / f"whole-{estimator}-{size}"
            team = Team(program, manifest, folder, size, port, None)
            if team.wait(range(size), 300) or any(process.returncode for process in team.processes):
                sys.exit(f"kill_teams: {folder} failed: {team.said(0)}")
            team.end()
            wholes[estimator, size] = end_of(folder)
        runs += 1
        folder = arguments.out / f"run-{runs}"
        while True:
            how = chance.choice([how for how, count in left.items() if count] or ["none"])
            network = Spaces(arguments.out / "network") if how == "cut" else None
            if network:
                network.start(size, arguments.delay, arguments.loss)
            port += 1
            team = Team(program, manifest, folder, size, port, network)
            if how == "none":
                team.wait(range(size), 300)
            else:
                if chance.random() < 0.8:  # else while they start
                    while team.alive() and not team.said(0):
                        time.sleep(0.02)
                deadline = time.monotonic() + chance.uniform(0.2, 4)
                while team.alive() and time.monotonic() < deadline:
                    time.sleep(0.005)
            if not team.alive():
                if any(process.wait(60) for process in team.processes):
                    sys.exit(f"kill_teams: {folder} failed by itself: " + "".join(map(team.said, range(size))))
                team.end()
                if network:
                    network.stop()
                break
            rank = chance.randrange(size)
            silent = chance.random() < 0.5
            phase = how if team.said(0) else "start"  # before all have met, the time to wait is start_timeout
            begin = time.monotonic()
            disturb(team, rank, how, network, silent)
            others = [other for other in range(size) if other != rank]
            late = team.wait(range(size) if network else others, PATIENCE)
            passed = time.monotonic() - begin
            slowest[phase] = max(slowest[phase], passed)
            for other in range(size) if network else others:
                lost = [rank] if other != rank else others
                failed = other not in late and team.processes[other].returncode != 0
                if other in late or (failed and not any(team.named(other, one) for one in lost)):
                    sys.exit(f"kill_teams: {how} of rank {rank} of {size} in {folder}{' (silent)' if silent else ''}: rank {other} "
                             f"{'did not end' if other in late else 'named no rank'}: {team.said(other)}")
            team.end()
            if network:
                network.stop()
            left[how] -= 1
            done[how] += 1
            print(f"{how} of rank {rank} of {size}, {phase}: all ended within {passed:.1f} s", flush=True)
        if end_of(folder) != wholes[estimator, size]:
            sys.exit(f"kill_teams: {folder} does not end as the run that was left alone")
        shutil.rmtree(folder)
        print(f"{runs} runs ended alike; {done}", flush=True)
    print(f"{done['kill']} kills, {done['stop']} stops, {done['cut']} cuts in {runs} runs: every process that was left named "
          f"the rank, the slowest {slowest['kill']:.1f} s after a kill, {slowest['stop']:.1f} s after a stop, "
          f"{slowest['cut']:.1f} s after a cut, {slowest['start']:.1f} s where they had not met yet; every run ended with the bits of one left alone")


if __name__ == "__main__":
    main()
