"""What is measured: the programs on a terminal, and the bars.

`${STORES}` is the folder of made stores (see stores.py), `${FLOORS}` that of the built
floors, `${PROGRAMS}` that of ours, `${HOME}` an empty home of the run's own.
"""

from keys import keys, typed

PASSPHRASE = "一句很长很长的测试口令"  # of all accounts in a made store

# Each set leaves the place as it found it, so that it can repeat.
TYPING = keys("abcdefghij" + "<Backspace>" * 10)
CHINESE = keys("张王李赵陈杨" + "<Backspace>" * 6)
PAGE = keys("<PgDn>" * 3 + "<PgUp>" * 3)
FIND = keys("zhangs" + "<Backspace>" * 6)

ENVIRONMENT = {
    "XDG_DATA_HOME": "${HOME}/data", "XDG_STATE_HOME": "${HOME}/state",
    "YICHUANG_ASSETS": "${ROOT}/Assets", "YICHUANG_PRINT": "true",
}


def counter(store):
    """Our program on a store, at the sign-in screen."""
    return {
        "argv": ["${PROGRAMS}/yichuang", "--store", "${STORES}/" + store],
        "env": ENVIRONMENT, "ready": "离线也能登录", "keys": {}, "quit": [typed("<F10>641<Enter>")],
    }


def signed_in(name, steps, key_sets):
    """Our program on a copy of the hall's store, after `steps` (keys, text that then shows)."""
    sign_in = (f"{name}<Enter>{PASSPHRASE}<Enter>", "F10菜单")
    return counter("hall-copy") | {
        "prepare": [(typed(script), text) for script, text in [sign_in, *steps]], "keys": key_sets,
    }


def floor(store):
    return {
        "argv": ["${FLOORS}/appfloor", "${STORES}/" + store + ".sqlite"],
        "ready": "READY F1", "keys": {"typing": TYPING, "chinese": CHINESE, "page": PAGE},
        "quit": [typed("<C-x>")],
    }


FORM = [("<F10>211<Enter><F2>", "─ 申请人"), ("640104199003070014", "1990-03-07")]

PROGRAMS = {
    # name: argv, ready (regular expression on the first screen), prepare (keys that lead to
    # the place measured, with the text that shows it), keys (sets), quit (keys), quiet ms
    # (how long nothing comes before an answer is whole, where a query may come in between).
    "rawecho": {
        "argv": ["${FLOORS}/rawecho"], "ready": "READY",
        "keys": {"typing": TYPING}, "quit": [typed("<C-x>")],
    },
    "nano": {
        "argv": ["nano", "-I", "${HOME}/note.txt"], "ready": r"\^X",
        "keys": {"typing": TYPING, "chinese": CHINESE}, "quit": [typed("<C-x>n")],
    },
    "appfloor": floor("hall"),
    "form": signed_in("窗口示例", FORM, {"typing": TYPING, "chinese": CHINESE}),
    "board": signed_in("主管示例", [("<F10>41", "看板 · 全部在办")], {
        "open": [(typed("<F3><F10>4"), "1")], "page": PAGE,
    }) | {"quiet ms": 60},
    "find": signed_in("窗口示例", [("<F8>", "查找")], {"find": FIND}) | {"quiet ms": 60},
}
for store in ["empty", "hall", "million"]:
    PROGRAMS["start-" + store] = counter(store)
    PROGRAMS["floor-" + store] = floor(store)

for region in ["nx", "wh", "gs"]:
    PROGRAMS["packs-" + region] = counter("hall") | {
        "argv": [*counter("hall")["argv"], "--region", region]}

# (who, figure, floor, highest ratio): `floor` is another program with the same figure, a pair
# (program, figure), or a number in the figure's unit.
BARS = [
    ("start-empty", "start ms", "floor-empty", 1.1),
    ("start-hall", "start ms", "floor-hall", 1.1),
    ("start-million", "start ms", "floor-million", 1.1),
    ("packs-nx", "packs ms", 20, 1),
    ("packs-wh", "packs ms", 20, 1),
    ("packs-gs", "packs ms", 20, 1),
    ("packs-all", "packs ms", 20, 1),
    ("form", "typing p50 us", "nano", 1.1),
    ("form", "typing p99 us", "nano", 1.3),
    ("form", "chinese p50 us", "nano", 1.1),
    ("form", "chinese p99 us", "nano", 1.3),
    ("form", "typing bytes", 24, 1),
    ("form", "typing cpu us", "nano", 1.5),
    ("form", "idle ticks", 0.9, 1),
    ("form", "peak MB", 25, 1),
    ("board", "open p50 us", 50_000, 1),
    ("save", "fdatasyncs", 1, 1),
    ("save", "store p50 us", ("save", "bare commit p50 us"), 1.5),
    ("save", "store p99 us", ("save", "bare commit p99 us"), 2),
    ("save", "F9 p50 us", ("save", "bare commit p50 us"), 1.5),
    ("keystrokes", "new K", ("keystrokes", "new F"), 1.3),
    ("keystrokes", "known K", ("keystrokes", "known F"), 1.4),
    ("stores", "million s", 240, 1),
]

# Bars of every query of `storefill --bench`, in us: p95 of searches, p50 of the board.
FIND_BAR, BOARD_BAR, FILTER_BAR = 5_000, 50_000, 20_000
