#!/usr/bin/env python3
"""The time of gloo's all-gather of a few and of many bytes, on the processes that RANK and WORLD_SIZE tell of.

Rank 0 writes one line of JSON: {"message_ms", "bytes_per_ms"}: what a message costs, and how fast many bytes travel.
"""
import json
import statistics
import time

import torch
import torch.distributed


def ms(numbers, repetitions):
    own = torch.zeros(numbers)
    all_of_them = [torch.empty_like(own) for _ in range(torch.distributed.get_world_size())]
    times = []
    for _ in range(repetitions):
        begin = time.perf_counter()
        torch.distributed.all_gather(all_of_them, own)
        times.append(1000 * (time.perf_counter() - begin))
    return statistics.median(times)


def main():
    torch.set_num_threads(1)
    torch.distributed.init_process_group("gloo")
    few, many = 4, 1 << 19
    short = ms(few, 200)
    long = ms(many, 40)
    messages = torch.distributed.get_world_size() - 1
    if torch.distributed.get_rank() == 0:
        print(json.dumps({"message_ms": short / messages, "bytes_per_ms": 4 * messages * (many - few) / (long - short)}))


if __name__ == "__main__":
    main()
