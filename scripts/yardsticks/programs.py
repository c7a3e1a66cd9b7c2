"""What is measured: the programs on a terminal, the floors of the store, the bars.

To measure the counter, add entries to PROGRAMS (see README.md) and their bars to BARS.
`${DATA}` is the folder of made stores, `${FLOORS}` that of the built floors, `${HOME}`
an empty home of the run's own, `${ROOT}` the tree.
"""

ERASE = "\x7f"

# One key an item. Each set leaves the field as it found it.
TYPING = list("abcdefghij") + [ERASE] * 10
CHINESE = list("张王李赵陈杨") + [ERASE] * 6

PROGRAMS = {
    # name: argv, ready (regular expression on the first screen), prepare (keys that lead
    # to the place measured), keys (sets), quit (keys).
    "rawecho": {
        "argv": ["${FLOORS}/rawecho"],
        "ready": "READY",
        "keys": {"typing": TYPING, "chinese": CHINESE},
        "quit": ["\x18"],
    },
    "appfloor": {
        "argv": ["${FLOORS}/appfloor", "${DATA}/store.sqlite"],
        "ready": "READY F1",
        "keys": {
            "typing": TYPING,
            "chinese": CHINESE,
            "field": ["\t"],
            "page": ["\x1b[6~"] * 3 + ["\x1b[5~"] * 3,
        },
        "quit": ["\x18"],
    },
    "nano": {
        "argv": ["nano", "-I", "${HOME}/note.txt"],
        "ready": r"\^X",
        "keys": {"typing": TYPING, "chinese": CHINESE},
        "quit": ["\x18", "n"],
    },
}

# (program, figure, floor, highest ratio). Figures: start, peak_mb, idle_cpu_percent, and
# SET.p50, SET.p99, SET.bytes, SET.cpu of a set of keys. A floor that is a number is a limit.
BARS = [
    ("appfloor", "typing.p50", "nano", 1.5),
    ("appfloor", "idle_cpu_percent", 0.1, 1.0),
]
