"""The drawing of the layers in docs/architecture.md, from the import contract and the sentence of each room."""

from __future__ import annotations

import ast
import tomllib
from html import escape
from pathlib import Path

_ROOT = Path(__file__).parents[1]
_PACKAGE = _ROOT / "src" / "privacy_gate"
_STYLE = """\
  text { font: 14px ui-sans-serif, system-ui, "Segoe UI", Helvetica, Arial, sans-serif; fill: #1f2328 }
  .ground { fill: #f6f8fa; stroke: #d1d9e0 } .room { fill: #ffffff; stroke: #8c959f }
  .name { font-weight: 600 } .faint { font-size: 12px; fill: #59636e } .line { stroke: #59636e; fill: none }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .ground { fill: #161b22; stroke: #30363d } .room { fill: #0d1117; stroke: #6e7681 }
    .faint { fill: #9198a1 } .line { stroke: #9198a1 }
  }"""
_WIDTH, _LEFT, _ROW, _GAP = 820, 44, 34, 8
_LONGEST = 92  # characters of a sentence that fit beside the longest name


def rooms() -> list[str]:
    """The rooms from the top to the bottom."""
    contracts = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    return list(contracts["contracts"][0]["layers"])


def sentence(room: str) -> str:
    """The first sentence of the docstring of a room. Raises ValueError where it does not fit into the drawing."""
    tree = ast.parse((_PACKAGE / room / "__init__.py").read_text(encoding="utf-8"))
    first = " ".join((ast.get_docstring(tree) or "").split("\n\n")[0].split()).partition(". ")[0].removesuffix(".")
    if not first or len(first) > _LONGEST:
        raise ValueError(
            f"{room}: the first sentence of its docstring has {len(first)} characters; 1 to {_LONGEST} fit"
        )
    return first


def drawing() -> str:
    """The drawing as SVG."""
    rows, y = [], 20
    for room in rooms():
        rows.append(
            f'<rect class="room" x="{_LEFT}" y="{y}" width="{_WIDTH - _LEFT - 20}" height="{_ROW}" rx="6"/>'
            f'<text class="name" x="{_LEFT + 14}" y="{y + 22}">{room}</text>'
            f'<text class="faint" x="{_LEFT + 130}" y="{y + 22}">{escape(sentence(room))}</text>'
        )
        y += _ROW + _GAP
    height = y + 12
    size, label = f'width="{_WIDTH}" height="{height}"', 'role="img" aria-labelledby="t"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" {size} {label}>',
            '<title id="t">The layers: each room may import the rooms below it</title>',
            f"<style>\n{_STYLE}\n</style>",
            f'<rect class="ground" x="0.5" y="0.5" width="{_WIDTH - 1}" height="{height - 1}" rx="8"/>',
            f'<path class="line" d="M26 30v{y - 60}m-5 -8l5 10l5 -10"/>',
            f'<text class="faint" transform="translate(17 {height // 2}) rotate(-90)">imports</text>',
            *rows,
            "</svg>\n",
        ]
    )
