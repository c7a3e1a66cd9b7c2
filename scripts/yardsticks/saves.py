"""Whole dossiers typed into the real program: how long a save takes, how often it syncs.

The keys are those of the standard dossier, Tests/DeskTests/Data/keycase.json.
"""

import json
import os
import re
import time

from keys import keys, typed
from programs import counter, signed_in
from terminal import Program

HERE = os.path.dirname(os.path.abspath(__file__))
CASE = os.path.join(HERE, "..", "..", "Tests", "DeskTests", "Data", "keycase.json")
SURNAMES, GIVEN = "虚假某示样例", "一二三四五六七八九十"


def case():
    with open(CASE) as file:
        return json.load(file)


def keystrokes():
    """K and F of the standard dossier: tests play K and compare every answer."""
    read = case()
    return {
        "new K": len(keys("".join(read["newPerson"]))),
        "new F": sum(term["keys"] for term in read["floor"]),
        "known K": len(keys("".join(read["knownPerson"]))),
        "known F": sum(term["keys"] for term in read["floor"] if term.get("known")),
    }


def identity_number(serial):
    """A made-up number with its check character. Source: GB 11643-1999."""
    digits = f"6401041990{serial // 28 % 12 + 1:02}{serial % 28 + 1:02}{serial % 1000:03}"
    weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    return digits + "10X98765432"[sum(int(d) * w for d, w in zip(digits, weights)) % 11]


def scripts(serial):
    """(keys up to the review, the key that accepts) for a person nobody knows."""
    pieces = case()["newPerson"]
    name = SURNAMES[serial % 6] + GIVEN[serial // 6 % 10] + GIVEN[serial // 60 % 10]
    pieces[0], pieces[1], pieces[2] = identity_number(serial), name + "<Enter>", f"139{serial:08}"
    return typed("".join(pieces[:-1])), typed(pieces[-1])


def accept(program, serial, before_last=lambda: None):
    """Types one dossier; nanoseconds from the last F9 to 已保存."""
    program.expect(typed("<F10>211<Enter><F2>"), "─ 申请人")
    start, last = scripts(serial)
    program.expect(start, "复核")
    before_last()
    return program.expect(last, "已保存")


def open_desk(folders, wrapper=()):
    entry = signed_in("窗口示例", [], {})
    entry["argv"] = [*wrapper, *entry["argv"]]
    program = Program("save", entry, folders)
    program.start_ns()
    for step, text in entry["prepare"]:
        program.expect(step, text)
    return program


def measure(folders, count):
    """Nanoseconds of `count` saves."""
    program = open_desk(folders)
    try:
        times = []
        for serial in range(1, count + 6):
            times.append(accept(program, serial))
            if serial % 10 == 0:
                time.sleep(2.2)  # the program settles its log when nobody types
        return times[5:]
    finally:
        program.end()


def syncs(folders):
    """fdatasync and fsync calls from the last F9 to 已保存."""
    trace = os.path.join(folders["DATA"], "trace")
    wrapper = ["strace", "-f", "-qq", "-s", "8192", "-e", "trace=write,fsync,fdatasync", "-o", trace]
    program = open_desk(folders, wrapper)
    offset = 0

    def note():
        nonlocal offset
        offset = os.path.getsize(trace)

    try:
        accept(program, 901, note)  # the first prepares statements
        accept(program, 902, note)
    finally:
        program.end()
    with open(trace, "rb") as file:
        lines = file.read()[offset:].decode().splitlines()
    saved = "".join(f"\\{byte:o}" for byte in "已保存".encode())
    count = 0
    for line in lines:
        if saved in line:
            return count
        count += bool(re.search(r"\b(fsync|fdatasync)\(", line))
    raise RuntimeError("the trace shows no 已保存")
