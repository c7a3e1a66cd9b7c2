"""Measures the programs of programs.py side by side, and holds the bars.

  bench.py [--full] [--quick] [--json FILE] [--record] [--screen NAME] [PART ...]

  --full     also a store of 1,000,000 dossiers, made once, in some minutes
  --quick    a quarter of the samples
  --record   puts the figures into FIGURES.md
  --screen   only shows what NAME of programs.py paints after its `prepare`
  PART       start, keys, saves, queries (default: all)

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
import time

import figures as book
import proc
import saves
import stores
from programs import BARS, BOARD_BAR, FILTER_BAR, FIND_BAR, PROGRAMS
from terminal import MS, Failed, Program

FOLDERS = {
    "FLOORS": stores.OUT, "STORES": stores.STORES, "PROGRAMS": stores.PROGRAMS,
    "ROOT": stores.ROOT, "DATA": os.path.join(stores.OUT, "data"),
}
PARTS = ["start", "keys", "saves", "queries"]
REGIONS = ["nx", "wh", "gs"]


def percentile(values, percent):
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * percent / 100))]


def build():
    """The release programs and the floors."""
    os.makedirs(FOLDERS["DATA"], exist_ok=True)
    for product in ["yichuang", "storefill", "packbench"]:
        subprocess.run([os.path.join(stores.ROOT, "scripts", "build"), product], check=True)
    for name, libraries in [
        ("rawecho", []), ("appfloor", ["-lncursesw", "-ltinfo", "-lsqlite3"]),
        ("storefloor", ["-lsqlite3"]),
    ]:
        source = os.path.join(stores.HERE, "floors", name + ".c")
        command = ["gcc", "-O2", "-Wall", "-o", stores.floor(name), source, *libraries]
        subprocess.run(command, check=True)


def lines_of(*command):
    """What a program says in lines of JSON, by their `what`."""
    text = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout
    return {line.pop("what"): line for line in map(json.loads, text.splitlines())}


def measure_starts(sizes, count):
    """Figures of the first screen, of ours and of the floor."""
    names = [kind + size for size in sizes for kind in ["floor-", "start-"]]
    times, packs = {name: [] for name in names}, {region: [] for region in REGIONS}
    for turn in range(count):
        for name in names if turn % 2 == 0 else names[::-1]:
            program = Program(name, PROGRAMS[name] | {"quit": []}, FOLDERS)
            try:
                times[name].append(program.start_ns() / MS)
            finally:
                program.end()
    for _ in range(max(10, count // 4)):
        for region, values in packs.items():
            program = Program("packs", PROGRAMS["packs-" + region] | {"quit": []}, FOLDERS)
            try:
                values.append(program.listening_ns("a") / MS)
            finally:
                program.end()
    figures = {name: {"start ms": statistics.median(values)} for name, values in times.items()}
    # Every region, one after the other, each time in a program that has just started.
    reader = os.path.join(stores.PROGRAMS, "packbench")
    os.environ["YICHUANG_ASSETS"] = os.path.join(stores.ROOT, "Assets")
    passes = [lines_of(reader)["pass 1"]["us"] / 1000 for _ in range(max(10, count // 4))]
    figures["packs-all"] = {"packs ms": statistics.median(passes)}
    for region, values in packs.items():
        figures["packs-" + region] = {"packs ms": statistics.median(values)}
    return figures


def prepare(program):
    program.start_ns()
    for position, (keys, text) in enumerate(program.entry.get("prepare", [])):
        program.expect(keys, text)
        if position == 0:
            program.reset_peak()


def type_block(program, name, count, rng):
    """(echoes, processor ns) of `count` keys of a set, going on where it stopped."""
    keys = program.entry["keys"][name]
    first = program.next_key.get(name, 0)
    program.next_key[name] = first + count
    echoes, spent = [], 0
    for index in range(first, first + count):
        before = proc.cpu_ns(program.pid)
        answer = program.echo(keys[index % len(keys)], int(rng.uniform(4, 14) * MS))
        spent += proc.cpu_ns(program.pid) - before
        if answer is not None:
            echoes.append(answer)
    return echoes, spent


def measure_keys(names, blocks, idle_seconds=0):
    """Figures by program: keys, and, if asked for, rest and peak memory."""
    rng, block = random.Random(7), 20
    programs, figures = [], {name: {} for name in names}
    try:
        for name in names:
            quiet = PROGRAMS[name].get("quiet ms", 12)
            programs.append(Program(name, PROGRAMS[name], FOLDERS, quiet_ms=quiet))
            prepare(programs[-1])
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
                figures[name] |= {
                    key_set + " p50 us": statistics.median(times),
                    key_set + " p99 us": percentile(times, 99),
                    key_set + " bytes": statistics.mean(b for _, b in answers),
                    key_set + " cpu us": cpu[name] / 1000 / (blocks * block),
                }
        if idle_seconds:
            for name, ticks in idle_ticks(programs, idle_seconds).items():
                figures[name]["idle ticks"] = ticks
            for program in programs:
                figures[program.name]["peak MB"] = proc.peak_mb(program.pid)
    finally:
        for program in programs:
            program.end()
    return figures


def idle_ticks(programs, seconds):
    """Ticks of 10 ms each, in a span without a full minute, which redraws the clock."""
    time.sleep(2.5)  # the counter settles its store two seconds after the last key
    if time.time() % 60 > 60 - seconds - 1:
        time.sleep(61 - time.time() % 60)
    before = {p.name: proc.cpu_ns(p.pid) for p in programs}
    time.sleep(seconds)
    return {p.name: (proc.cpu_ns(p.pid) - before[p.name]) // (10 * MS) for p in programs}


def measure_saves(count):
    stores.copy("hall")
    times = [time / 1000 for time in saves.measure(FOLDERS, count)]
    figures = {
        "F9 p50 us": statistics.median(times), "F9 p99 us": percentile(times, 99),
        "fdatasyncs": saves.syncs(FOLDERS),
    }
    found = lines_of(stores.program("storefill"), "--saves", os.path.join(stores.STORES, "hall-copy"))
    for what, name in [("save", "store"), ("commit", "bare commit"), ("field", "field")]:
        for percent in ["p50", "p99"]:
            figures[f"{name} {percent} us"] = found[what][percent]
    return {"save": figures}


def measure_queries(size):
    """Figures of searches and boards, in us, of the store itself.

    It is in memory, as where a program is open all day: five gigabytes of a million
    dossiers leave it otherwise, and then the disk is measured.
    """
    folder = os.path.join(stores.STORES, size)
    with open(os.path.join(folder, "store.sqlite"), "rb", buffering=0) as file:
        while file.read(1 << 20):
            pass
    found = lines_of(stores.program("storefill"), "--bench", folder)
    return {f"queries-{size}": {
        f"{what} {part} us": line[part] for what, line in found.items()
        for part in ["p50", "p95", "cpu95"]
    }}


def query_bars(figures):
    for name in [name for name in figures if name.startswith("queries-")]:
        for figure in figures[name]:
            if figure.startswith("find") and figure.endswith("p95 us"):
                yield name, figure, FIND_BAR, 1
            if figure.startswith("board") and figure.endswith("p50 us"):
                opens = any(word in figure for word in ["open", "sorted", "last page"])
                yield name, figure, BOARD_BAR if opens else FILTER_BAR, 1


def hold_bars(figures):
    """(verdict, who, figure, value, floor, ratio, bar) of each bar that was measured."""
    held = []
    for name, figure, floor, limit in [*BARS, *query_bars(figures)]:
        if isinstance(floor, str):
            base = figures.get(floor, {}).get(figure)
        elif isinstance(floor, tuple):
            base = figures.get(floor[0], {}).get(floor[1])
        else:
            base = floor
        value = figures.get(name, {}).get(figure)
        if value is None or base is None:
            continue
        ratio = value / base
        held.append(("ok" if ratio <= limit else "OVER", name, figure, value, base, ratio, limit))
    return held


def measure(parts, full, share):
    sizes = ["empty", "hall"] + (["million"] if full else [])
    made = {size: stores.make(size) for size in sizes}
    figures = {"stores": {f"{size} s": seconds for size, seconds in made.items() if seconds}}
    if "start" in parts:
        figures |= measure_starts(sizes, int(60 * share))
    if "keys" in parts:
        stores.copy("hall")
        figures |= measure_keys(["rawecho", "nano", "appfloor", "form"], int(20 * share), 10)
        figures |= measure_keys(["board"], int(3 * share) + 1)
        figures |= measure_keys(["find"], int(3 * share) + 1)
        figures["keystrokes"] = saves.keystrokes()
    if "saves" in parts:
        figures |= measure_saves(int(40 * share))
    if "queries" in parts:
        for size in sizes[1:]:
            figures |= measure_queries(size)
    stores.drop("hall")
    return figures


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("parts", nargs="*", metavar="PART")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--json", metavar="FILE")
    parser.add_argument("--screen", metavar="NAME")
    arguments = parser.parse_args()
    if unknown := [part for part in arguments.parts if part not in PARTS]:
        parser.error(f"unknown part {unknown}; there are {', '.join(PARTS)}")
    if arguments.screen and arguments.screen not in PROGRAMS:
        parser.error(f"unknown program {arguments.screen}; there are {', '.join(PROGRAMS)}")

    build()
    if arguments.screen:
        stores.make("hall")
        stores.copy("hall")
        program = Program(arguments.screen, PROGRAMS[arguments.screen], FOLDERS)
        try:
            prepare(program)
            print(program.screen())
        finally:
            program.end()
        return 0

    load, before = os.getloadavg()[0], proc.busy()
    figures = measure(
        arguments.parts or PARTS, arguments.full, 0.25 if arguments.quick else 1)
    after = proc.busy()
    busy = 100 - 100 * (after[1] - before[1]) / max(1, after[0] - before[0])
    held = hold_bars(figures)
    text = book.page(figures, held, busy, load)
    print(text)
    if arguments.record:
        book.record(text)
    if arguments.json:
        with open(arguments.json, "w") as file:
            json.dump(figures, file, indent=1, ensure_ascii=False)
    return 1 if any(verdict == "OVER" for verdict, *_ in held) else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failed as error:
        sys.exit(f"bench: {error}")
