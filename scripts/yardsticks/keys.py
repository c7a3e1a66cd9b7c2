"""Key scripts, such as `张三<Enter><F9>`, as the bytes a terminal sends."""

import re

NAMED = {
    "Enter": "\r", "Tab": "\t", "S-Tab": "\x1b[Z", "Backspace": "\x7f", "Esc": "\x1b",
    "Up": "\x1bOA", "Down": "\x1bOB", "Right": "\x1bOC", "Left": "\x1bOD", "Home": "\x1bOH",
    "End": "\x1bOF", "PgUp": "\x1b[5~", "PgDn": "\x1b[6~", "Insert": "\x1b[2~",
}
FUNCTION = {1: "OP", 2: "OQ", 3: "OR", 4: "OS", 5: "[15~", 6: "[17~", 7: "[18~", 8: "[19~",
            9: "[20~", 10: "[21~", 11: "[23~", 12: "[24~"}


def keys(script):
    """The keys of a script, one string each."""
    return [_bytes(name) if name else character
            for name, character in re.findall(r"<([\w-]+)>|(.)", script)]


def typed(script):
    return "".join(keys(script))


def _bytes(name):
    if name in NAMED:
        return NAMED[name]
    if re.fullmatch(r"F\d+", name):
        return "\x1b" + FUNCTION[int(name[1:])]
    if re.fullmatch(r"C-[a-z]", name):
        return chr(ord(name[2]) & 31)
    raise ValueError(f"<{name}> is no key")
