"""docs/finding.svg: a finding as a terminal shows it, with the colours of the real output."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from html import escape
from pathlib import Path
from typing import NamedTuple

from documentation.console import Session
from documentation.projects import checkout

COMMAND = "privacy-gate scan examples/prompts/hash-password-leaking.md --select business"

_SGR = re.compile(r"\x1b\[([0-9;]*)m")
_COLOURS = {
    "31": "#ff7b72",
    "91": "#ff7b72",
    "32": "#7ee787",
    "33": "#f2cc60",
    "34": "#79c0ff",
    "94": "#79c0ff",
    "35": "#d2a8ff",
    "36": "#76e3ea",
}
_TEXT, _FAINT, _GROUND, _BAR = "#e6edf3", "#8b949e", "#161b22", "#21262d"
_FONT = "ui-monospace, SFMono-Regular, Menlo, Consolas, DejaVu Sans Mono, monospace"
_SIZE, _WIDE, _HIGH = 14, 8.43, 21  # pixels: of the letters, of a column, of a line
_LEFT, _TOP = 18, 60


class Span(NamedTuple):
    """Text with its attributes: the numbers of the last escape sequences that still hold."""

    text: str
    codes: frozenset[str]


def finding() -> str:
    """The picture."""
    with tempfile.TemporaryDirectory() as made:
        root = Path(made).resolve() / "project"
        root.mkdir()
        checkout(root)
        out = Session(root).run(f"{COMMAND} --color always")
    return svg(f"$ {COMMAND}", out)


def svg(prompt: str, output: str) -> str:
    """A window with a command and what it printed, ANSI colours and all."""
    lines = [[Span(prompt, frozenset({"1"}))], *(list(spans(line)) for line in output.rstrip("\n").split("\n"))]
    columns = max(sum(len(span.text) for span in line) for line in lines)
    width, height = round(2 * _LEFT + columns * _WIDE), _TOP + len(lines) * _HIGH
    plain = " ".join(_SGR.sub("", output).split())
    body = [f'<text x="{_LEFT}" y="{_TOP + number * _HIGH}">{_line(line)}</text>' for number, line in enumerate(lines)]
    size = f'viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label="{escape(plain, quote=True)}">',
            f'<rect width="{width}" height="{height}" rx="8" fill="{_GROUND}"/>',
            f'<path d="M0 32V8a8 8 0 0 1 8-8h{width - 16}a8 8 0 0 1 8 8v24z" fill="{_BAR}"/>',
            *(
                f'<circle cx="{20 + 18 * number}" cy="16" r="5.5" fill="{colour}"/>'
                for number, colour in enumerate(("#ff5f57", "#febc2e", "#28c840"))
            ),
            f'<g fill="{_TEXT}" font-family="{_FONT}" font-size="{_SIZE}" style="white-space: pre">',
            *body,
            "</g>",
            "</svg>",
            "",
        ]
    )


def spans(line: str) -> Iterator[Span]:
    """The pieces of a line between escape sequences; an attribute holds until it is set back."""
    codes: frozenset[str] = frozenset()
    at = 0
    for found in _SGR.finditer(line):
        if found.start() > at:
            yield Span(line[at : found.start()], codes)
        given = [code or "0" for code in found[1].split(";")]
        codes = frozenset() if "0" in given else codes
        codes |= {code for code in given if code != "0"}
        at = found.end()
    if line[at:]:
        yield Span(line[at:], codes)


def _line(some: list[Span]) -> str:
    column, out = 0, ""
    for span in some:
        # each piece says where it begins and how long it is, so that no font moves the marks below a line
        style = "".join(f' fill="{_COLOURS[code]}"' for code in sorted(span.codes) if code in _COLOURS)
        style += ' font-weight="bold"' if "1" in span.codes else ""
        style += f' fill="{_FAINT}"' if "2" in span.codes and "fill" not in style else ""
        if text := span.text.strip():
            at = _LEFT + (column + len(span.text) - len(span.text.lstrip())) * _WIDE
            wide = f'textLength="{len(text) * _WIDE:.1f}"'
            out += f'<tspan x="{at:.1f}" {wide}{style}>{escape(text, quote=False)}</tspan>'
        column += len(span.text)
    return out
