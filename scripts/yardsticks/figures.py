"""The figures of a run as Markdown, and FIGURES.md, which keeps the last recorded one of them."""

import datetime
import os

PATH = os.path.join(os.path.dirname(os.path.abspath(__file__)), "FIGURES.md")
CENTRAL = "## The central service"
HEAD = """# Figures

Written by `scripts/bench --record`; what each figure is says [README.md](README.md). Times are
medians or percentiles of one run on a shared machine: the ratio to the floor of the same run is
what counts.
"""


def number(value):
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.2f}"


def page(figures, held, busy, load):
    today = datetime.date.today()
    lines = [
        f"## {today}: {os.cpu_count()} cores, {busy:.0f} % busy, load {load:.1f} at the start", "",
        "| bar | | figure | ours | floor or limit | ratio | bar |", "|---|---|---|---|---|---|---|",
    ]
    for verdict, name, figure, value, base, ratio, limit in held:
        lines.append(
            f"| {verdict} | {name} | {figure} | {number(value)} | {number(base)} | {ratio:.2f} "
            f"| {limit:.2f} |")
    lines += ["", "| program | everything measured |", "|---|---|"]
    for name, values in figures.items():
        if values:
            words = ", ".join(f"{key} {number(value)}" for key, value in values.items())
            lines.append(f"| {name} | {words} |")
    return "\n".join(lines) + "\n"


def record(text):
    """Puts a run's page in the place of the last one; the section on central, which `scripts/load`
    measures and a person writes, stays."""
    with open(PATH) as file:
        before, mark, central = file.read().partition(CENTRAL)
    with open(PATH, "w") as file:
        file.write(HEAD + "\n" + text + ("\n" + mark + central if mark else ""))
