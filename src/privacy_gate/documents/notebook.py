"""Read Jupyter notebooks, cell by cell.

The source of a cell is a list of JSON strings, one for each line. They are decoded, joined and read in the language of
the cell. Results are mapped back to offsets of the file. A string or comment over several lines therefore includes the
JSON between them. Everything else, including outputs, is prose.
"""

from __future__ import annotations

import re

from msgspec import Struct
from msgspec.structs import replace

from privacy_gate.documents import code_segments, languages, markdown, python
from privacy_gate.documents.reader_result import Reading, join_stretches
from privacy_gate.model import Kind, Segment

_TOKEN = re.compile(r'(?<!\\)"(?:[^"\\\n]|\\.)*+"|[][{}:,]')  # the lookbehind avoids slow searches at each of many \"
_ESCAPE = re.compile(r"\\(?:u[dD][89abAB][\da-fA-F]{2}\\u[dD][c-fC-F][\da-fA-F]{2}|u[\da-fA-F]{4}|.)")
_SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}
_MAGIC = re.compile(r"\s{0,20}%%(?:script[ ]{1,9})?([\w+#-]{1,30})[^\n]{0,200}(?:\n|\Z)")
_DEEPEST = 6  # levels; what is deeper belongs to outputs


class _Level(Struct):
    """An open object or array. `key` is the key of its current value."""

    is_object: bool
    key: str = ""
    wants_key: bool = False


class _Cell(Struct):
    kind: str
    source: list[tuple[int, int]]
    """The spans of the JSON strings, including their quotes."""


class _DecodedCell(Struct):
    """The source of a cell, with the start and end of each character in the file."""

    text: str
    starts: list[int]
    ends: list[int]

    def back(self, start: int, end: int) -> tuple[int, int]:
        return self.starts[start], self.ends[end - 1]


def read(text: str) -> Reading:
    """Return the cells of a notebook. The result is empty for any other text."""
    cells, kernel = _cells(text)
    return join_stretches(_read_cell(_decode(text, cell), cell.kind, kernel) for cell in cells)


def _cells(text: str) -> tuple[list[_Cell], str]:
    """Return the cells in order, and the language of the kernel."""
    cells: list[_Cell] = []
    kernel = "python"
    open_levels: list[_Level] = []
    for token in _TOKEN.finditer(text):
        mark = token[0]
        top = open_levels[-1] if open_levels else None
        if mark in ("{", "["):
            if mark == "{" and [level.key for level in open_levels[:_DEEPEST]] == ["cells", ""]:
                cells.append(_Cell("code", []))
            open_levels.append(_Level(mark == "{", wants_key=mark == "{"))
        elif top is None:
            continue
        elif mark in ("}", "]"):
            open_levels.pop()
        elif mark in (",", ":"):
            top.wants_key = top.is_object and mark == ","
        elif top.wants_key:
            top.key = mark[1:-1]
        elif len(open_levels) < _DEEPEST:
            path = [level.key for level in open_levels]
            if cells and path in (["cells", "", "source", ""], ["cells", "", "source"]):
                cells[-1].source.append(token.span())
            elif cells and path == ["cells", "", "cell_type"]:
                cells[-1].kind = mark[1:-1]
            elif path in (["metadata", "kernelspec", "language"], ["metadata", "language_info", "name"]):
                kernel = mark[1:-1].lower()
    return cells, kernel


def _decode(text: str, cell: _Cell) -> _DecodedCell:
    characters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []

    def plain(start: int, end: int) -> None:
        characters.append(text[start:end])
        starts.extend(range(start, end))
        ends.extend(range(start + 1, end + 1))

    for start, end in cell.source:
        at = start + 1
        for found in _ESCAPE.finditer(text, start + 1, end - 1):
            plain(at, found.start())
            characters.append(_unescape(found[0]))
            starts.append(found.start())
            ends.append(found.end())
            at = found.end()
        plain(at, end - 1)
    return _DecodedCell("".join(characters), starts, ends)


def _unescape(escape: str) -> str:
    """Return the character of a JSON escape."""
    if len(escape) == 2:
        return _SIMPLE.get(escape[1], escape[1])
    if len(escape) == 6:
        return chr(int(escape[2:6], 16))
    high, low = int(escape[2:6], 16), int(escape[8:], 16)
    return chr(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00))


def _read_cell(source: _DecodedCell, kind: str, kernel: str) -> Reading:
    found = _read_source(source.text, kind, kernel)
    segments, names = [], []
    for segment in found.segments:
        start, end = source.back(segment.start, segment.end)
        segments.append(replace(segment, start=start, end=end))
    for name in found.names:
        start, end = source.back(name.start, name.end)
        names.append(replace(name, start=start, end=end))
    return Reading(segments, names, found.shortfalls)


def _read_source(source: str, kind: str, kernel: str) -> Reading:
    if kind == "markdown":
        return markdown.read(source)
    if kind != "code" or not source:
        return Reading([])
    magic = _MAGIC.match(source)
    start = magic.end() if magic else 0
    tag = magic[1] if magic and (languages.language_of_tag(magic[1]) or languages.is_python(magic[1])) else kernel
    head = [Segment(0, start, Kind.CODE, kernel)] if start else []
    language = languages.language_of_tag(tag)
    if language and not languages.is_python(tag):
        return join_stretches([Reading(head), code_segments.read(source[start:], start, language)])
    if languages.is_python(tag):
        return Reading([*head, *python.segments(source, start)])
    return Reading([])
