#!/usr/bin/env python3
"""The README's pictures: what a scan of the demo prints on a terminal, as SVG, and the model of its shop.

    scripts/picture.py [PROGRAM]

runs PROGRAM (target/debug/stridelint without one) and writes docs/images/scan.svg and docs/images/model.svg. A test holds the
picture to what the program prints (tests/it/documentation.rs).
"""

import html
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OUT = ROOT / "docs/images/scan.svg"
MODEL = ["model", "testdata/demo", "--unit", "shop", "--no-config", "--today", "2026-01-02", "-f", "svg", "-o", "docs/images/model.svg"]
COMMAND = ["scan", "testdata/demo", "--exit-zero", "--today", "2026-01-02"]

# Lines from the beginning and from the end; what is between is said to be there.
FIRST, LAST = 22, 9
COLUMNS, ROW, CHARACTER, MARGIN, BAR = 100, 20, 8.43, 20, 44

# SGR codes: colours chosen for at least 4.5 : 1 on the background.
BACKGROUND, INK = "#16181d", "#e6e8eb"
COLOURS = {31: "#ff8a80", 33: "#f2c14e", 34: "#8ab4f8", 36: "#7fd6e0"}
DIM = "#a3a9b3"
BOLD = ' font-weight="bold"'


def spans(line):
    """The line's runs: text, colour, whether it is bold."""
    colour, bold, dim = None, False, False
    for text, codes in re.findall(r"([^\x1b]+)|\x1b\[([0-9;]*)m", line):
        if text:
            yield text, DIM if dim and not colour else colour or INK, bold
            continue
        for code in (int(part or 0) for part in codes.split(";")):
            if code == 0:
                colour, bold, dim = None, False, False
            elif code == 1:
                bold = True
            elif code == 2:
                dim = True
            elif code in COLOURS:
                colour = COLOURS[code]


def row(number, line):
    """One line as an SVG text."""
    y = BAR + MARGIN + ROW * number
    runs = "".join(
        f'<tspan fill="{colour}"{BOLD if bold else ""}>{html.escape(text)}</tspan>'
        for text, colour, bold in spans(line)
    )
    return f'<text x="{MARGIN}" y="{y}" xml:space="preserve">{runs}</text>'


def main():
    program = sys.argv[1] if len(sys.argv) > 1 else ROOT / "target/debug/stridelint"
    done = subprocess.run(
        [str(program), *COMMAND, "--color", "always"],
        cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True,
    )
    subprocess.run([str(program), *MODEL], cwd=ROOT, check=True)
    lines = done.stdout.rstrip("\n").split("\n")
    between = len(lines) - FIRST - LAST
    if between > 1:
        lines[FIRST:-LAST] = [f"\x1b[2m… {between} more lines\x1b[0m"]
    width = round(2 * MARGIN + COLUMNS * CHARACTER)
    height = BAR + 2 * MARGIN + ROW * (len(lines) - 1)
    OUT.write_text("\n".join([
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="ui-monospace, SFMono-Regular, Menlo, Consolas, monospace" font-size="14">',
        f'<rect width="{width}" height="{height}" rx="8" fill="{BACKGROUND}"/>',
        *(f'<circle cx="{MARGIN + 18 * at}" cy="22" r="6" fill="{fill}"/>' for at, fill in enumerate(["#ff5f57", "#febc2e", "#28c840"])),
        f'<text x="{width // 2}" y="27" text-anchor="middle" fill="{DIM}">stridelint scan testdata/demo</text>',
        *(row(number, line) for number, line in enumerate(lines)),
        "</svg>",
        "",
    ]))


main()
