"""Measures the programs of programs.py side by side, and holds the bars.

  bench.py [--quick] [--json FILE] [--screen NAME] [NAME ...]

Programs take turns (A B B A …), so that what disturbs the machine disturbs all alike:
ratios inside one run are what counts. Exits 1 when a bar is broken.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys

import proc
from programs import BARS, PROGRAMS
from terminal import MS, Failed, Program

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(ROOT, ".build", "bench")
FOLDERS = {"FLOORS": OUT, "DATA": os.path.join(OUT, "data"), "ROOT": ROOT}


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * percent / 100))]


def build_floors():
    os.makedirs(FOLDERS["DATA"], exist_ok=True)
    for name, libraries in [
        ("rawecho", []), ("appfloor", ["-lncursesw", "-ltinfo", "-lsqlite3"]),
        ("storefloor", ["-lsqlite3"]),
    ]:
        source = os.path.join(HERE, "floors", name + ".c")
        command = ["gcc", "-O2", "-Wall", "-o", os.path.join(OUT, name), source, *libraries]
        subprocess.run(command, check=True)


def storefloor(*arguments):
    command = [os.path.join(OUT, "storefloor"), *map(str, arguments)]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return json.loads(text) if text else None


def make_store(rows):
    path = os.path.join(FOLDERS["DATA"], "store.sqlite")
    for end in ("", "-wal", "-shm"):
        if os.path.exists(path + end):
            os.unlink(path + end)
    storefloor("make", path, rows)
    return path


def measure_starts(names, count):
    times = {name: [] for name in names}
    for turn in range(count):
        for name in names if turn % 2 == 0 else names[::-1]:
            program = Program(name, PROGRAMS[name], FOLDERS)
            try:
                times[name].append(program.start_ns() / 1e6)
            finally:
                program.end()
    return times


def type_block(program, name, count, rng):
    """(echoes, processor ns) of `count` keys of a set, going on where it stopped."""
    keys = program.entry["keys"][name]
    first = program.next_key.get(name, 0)
    program.next_key[name] = first + count
    before, echoes = proc.cpu_ns(program.pid), []
    for index in range(first, first + count):
        answer = program.echo(keys[index % len(keys)], int(rng.uniform(4, 18) * MS))
        if answer is not None:
            echoes.append(answer)
    return echoes, proc.cpu_ns(program.pid) - before


def measure_keys(names, blocks, idle_seconds):
    """Figures by program: keys, idle processor time, peak memory."""
    rng, block = random.Random(7), 20
    programs, figures = [], {name: {} for name in names}
    try:
        for name in names:
            program = Program(name, PROGRAMS[name], FOLDERS)
            programs.append(program)
            program.start_ns()
            for keys in program.entry.get("prepare", []):
                program.send(keys)
        for key_set in sorted({s for p in programs for s in p.entry["keys"]}):
            able = [p for p in programs if key_set in p.entry["keys"]]
            echoes, cpu = {p.name: [] for p in able}, {p.name: 0 for p in able}
            for program in able:
                type_block(program, key_set, block, rng)  # warm-up
            for turn in range(blocks):
                for program in able if turn % 2 == 0 else able[::-1]:
                    answers, spent = type_block(program, key_set, block, rng)
                    echoes[program.name] += answers
                    cpu[program.name] += spent
            for name, answers in echoes.items():
                if not answers:
                    raise Failed(f"{name} answered no key of {key_set}")
                times = [time / 1000 for time, _ in answers]
                figures[name][key_set + ".p50"] = statistics.median(times)
                figures[name][key_set + ".p99"] = percentile(times, 99)
                figures[name][key_set + ".bytes"] = statistics.mean(b for _, b in answers)
                figures[name][key_set + ".cpu"] = cpu[name] / 1000 / (blocks * block)
        for program in programs:
            figures[program.name]["idle_cpu_percent"] = program.idle_cpu_percent(idle_seconds)
            figures[program.name]["peak_mb"] = proc.peak_mb(program.pid)
    finally:
        for program in programs:
            program.end()
    return figures


def measure_store(path, count):
    """Figures of the bare store, in microseconds: sync, commit, find."""
    figures = {}
    for what, file in [("sync", path + ".sync"), ("commit", path), ("find", path)]:
        answer = storefloor(what, file, count)
        figures[what + ".p50"], figures[what + ".p99"] = answer["p50"], answer["p99"]
    return figures


def hold_bars(figures):
    """Prints each bar; the number of broken ones."""
    broken = 0
    for name, figure, floor, limit in BARS:
        base = figures.get(floor, {}).get(figure) if isinstance(floor, str) else floor
        value = figures.get(name, {}).get(figure)
        if value is None or base is None:
            print(f"bar  {name} {figure}: not measured in this run")
            continue
        ratio = value / base
        broken += ratio > limit
        word = "ok  " if ratio <= limit else "OVER"
        print(f"{word} {name} {figure}: {value:.2f} is {ratio:.2f} x {floor}, bar {limit}")
    return broken


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="NAME", help="default: all of programs.py")
    parser.add_argument("--quick", action="store_true", help="a tenth of the samples")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--screen", metavar="NAME", help="only show what NAME paints")
    arguments = parser.parse_args()
    names = arguments.names or list(PROGRAMS)
    unknown = [name for name in names if name not in PROGRAMS]
    if unknown:
        parser.error(f"unknown program {unknown}; there are {', '.join(PROGRAMS)}")

    build_floors()
    store = make_store(100_000)
    if arguments.screen:
        program = Program(arguments.screen, PROGRAMS[arguments.screen], FOLDERS)
        try:
            program.start_ns()
            print(program.screen())
        finally:
            program.end()
        return 0

    share = 1 if arguments.quick else 10
    before = proc.busy()
    starts = measure_starts(names, 5 * share)
    figures = measure_keys(names, blocks=2 * share, idle_seconds=share)
    for name, times in starts.items():
        figures[name]["start"] = statistics.median(times)
    figures["store"] = measure_store(store, 200 * share)
    after = proc.busy()
    idle = (after[1] - before[1]) / max(1, after[0] - before[0])
    print(f"machine busy {100 - 100 * idle:.0f} %; start ms, echo and store us, bytes a key, cpu us a key")
    for name, values in figures.items():
        print(name + ": " + "  ".join(f"{k} {v:.2f}" for k, v in sorted(values.items())))
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(figures, file, indent=1)
    return 1 if hold_bars(figures) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as error:
        sys.exit(f"bench: {error}")
