"""The stores that are measured, made once and kept under .build/bench/stores.

Each has two shapes: DIR of the counter (by `storefill`), FILE.sqlite of the floors (by
`storefloor`). A store is made anew when what it is made from has changed.
"""

import hashlib
import os
import shutil
import subprocess
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(ROOT, ".build", "bench")
STORES = os.path.join(OUT, "stores")
PROGRAMS = os.path.join(ROOT, ".build", "release-programs")

# Dossiers, and of them not finished: these have 50,000 proceedings.
SIZES = {"empty": (0, 0), "hall": (100_000, 37_700), "million": (1_000_000, 37_700)}
# What says how a store of either shape looks.
MADE_FROM = ["Sources/Storage/Schema.swift", "Sources/Storage/SearchIndex.swift",
             "Sources/Storage/Store+DossierView.swift", "Tests/Support/MadeUp",
             "Tests/Support/storefill/Fill.swift", "Tests/Support/storefill/Establish.swift",
             "scripts/yardsticks/floors/storefloor.c"]


def program(name):
    return os.path.join(PROGRAMS, name)


def floor(name):
    return os.path.join(OUT, name)


def _digest():
    digest = hashlib.sha256()
    for name in MADE_FROM:
        path = os.path.join(ROOT, name)
        files = [path] if os.path.isfile(path) else [
            os.path.join(folder, file) for folder, _, names in os.walk(path) for file in names]
        for file in sorted(files):
            with open(file, "rb") as opened:
                digest.update(file.encode() + opened.read())
    return digest.hexdigest()


def make(name):
    """Seconds it took to make the counter's store of that name; 0 when it was there."""
    dossiers, unfinished = SIZES[name]
    folder, stamp = os.path.join(STORES, name), os.path.join(STORES, name + ".stamp")
    digest = _digest()
    if os.path.exists(stamp) and open(stamp).read() == digest:
        return 0
    os.makedirs(STORES, exist_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    for path in [folder + ".sqlite", stamp]:
        if os.path.exists(path):
            os.unlink(path)
    start = time.monotonic()
    subprocess.run([program("storefill"), folder, str(dossiers), str(unfinished)],
                   check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - start
    subprocess.run([floor("storefloor"), "make", folder + ".sqlite", str(max(1, dossiers))], check=True)
    with open(stamp, "w") as file:
        file.write(digest)
    return seconds


def copy(name):
    """A copy that may be written to; goes with `drop`."""
    target = os.path.join(STORES, name + "-copy")
    drop(name)
    shutil.copytree(os.path.join(STORES, name), target, copy_function=_clone)
    return target


def _clone(source, target):
    subprocess.run(["cp", "--reflink=auto", "--preserve=mode", source, target], check=True)


def drop(name):
    shutil.rmtree(os.path.join(STORES, name + "-copy"), ignore_errors=True)
