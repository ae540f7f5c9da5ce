"""The figures as pictures: bars for a terminal, and a drawing (SVG) for the documentation.

Lengths are logarithmic: a peer that takes a hundred times as long would leave nothing of the others.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from html import escape

from benchmarks.report import Measured, ms

_WIDE = 40  # characters of the longest bar
_ROW, _BAR, _LEFT, _RIGHT, _SPAN = 22, 14, 250, 120, 520  # pixels
_OWN, _OTHER, _GOAL = "#2f6f4f", "#9aa5b1", "#b3261e"


def _series(measured: Sequence[Measured]) -> Iterator[tuple[str, list[tuple[str, float, float | None]]]]:
    """For each row its name and bars: name, seconds, and the seconds that it should reach (the gate's own)."""
    for line in measured:
        if not line.gate.ok:
            continue
        goals = [line.row.goals.seconds] if line.row.goals.seconds is not None else []
        goals += [
            most * line.peers[name].median
            for name, most in line.row.goals.ratios.items()
            if name in line.peers and line.peers[name].ok
        ]
        bars = [("privacy-gate", line.gate.median, min(goals, default=None))]
        bars += [(name, peer.median, None) for name, peer in line.peers.items() if peer.ok]
        yield line.row.what, bars


def _part(seconds: float) -> float:
    """Where on an axis from a millisecond to five minutes: 0 to 1."""
    return max(0.0, min(1.0, math.log10(max(seconds, 0.001) / 0.001) / math.log10(300_000)))


def bars(measured: Sequence[Measured]) -> str:
    """Bars of text, `|` where the goal is."""
    out = []
    for what, found in _series(measured):
        out.append(what)
        for name, seconds, goal in found:
            bar = list("#" * max(1, round(_part(seconds) * _WIDE)) if name == "privacy-gate" else "")
            bar = bar or list("-" * max(1, round(_part(seconds) * _WIDE)))
            if goal is not None:
                at = round(_part(goal) * _WIDE)
                bar += [" "] * (at + 1 - len(bar))
                bar[at] = "|"
            out.append(f"  {name:<18} {''.join(bar)} {ms(seconds)} ms")
    return "\n".join(out)


def drawing(measured: Sequence[Measured]) -> str:
    """An SVG."""
    parts: list[str] = []
    y = 30
    for what, found in _series(measured):
        parts.append(_text(8, y, what, weight="bold"))
        y += _ROW
        for name, seconds, goal in found:
            width = max(2.0, _part(seconds) * _SPAN)
            colour = _OWN if name == "privacy-gate" else _OTHER
            parts.append(_text(_LEFT - 8, y, name, anchor="end"))
            parts.append(f'<rect x="{_LEFT}" y="{y - _BAR + 3}" width="{width:.1f}" height="{_BAR}" fill="{colour}"/>')
            parts.append(_text(_LEFT + width + 6, y, f"{ms(seconds)} ms"))
            if goal is not None:
                x = _LEFT + _part(goal) * _SPAN
                parts.append(
                    f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{y - _BAR}" y2="{y + 6}" stroke="{_GOAL}" stroke-width="2"/>'
                )
            y += _ROW
        y += _ROW // 2
    width = _LEFT + _SPAN + _RIGHT
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {y}" font-family="sans-serif" font-size="13"'
        ' role="img" aria-label="Wall times of the gate and of its peers, on a logarithmic scale">'
    )
    note = _text(8, 14, "Wall time, logarithmic; green: privacy-gate; red: its goal")
    return "\n".join([head, f'<rect width="{width}" height="{y}" fill="#ffffff"/>', note, *parts, "</svg>", ""])


def _text(x: float, y: float, text: str, *, anchor: str = "start", weight: str = "normal") -> str:
    return (
        f'<text x="{x:.1f}" y="{y}" text-anchor="{anchor}" font-weight="{weight}" fill="#1f2933">{escape(text)}</text>'
    )
