"""Undo changes that copying and pasting makes to code: fences, quotes, diffs, console prompts, line numbers.

A reading is the text of a section after some of these changes were undone. Every plausible reading is compared, and a
match in any of them counts. A reading has the original line number of each of its lines.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from msgspec import Struct

_FENCE = re.compile(r"[ \t>]{0,40}(?:`{3,100}|~{3,100})")
_QUOTE = re.compile(r"[ ]{0,3}(?:>[ ]?){1,20}(?![>=])")
_CONSOLE = re.compile(r"([ \t]{0,80})(?:>>>|\.\.\.|In \[[0-9]{1,6}\]:|Out\[[0-9]{1,6}\]:|\$|%)(?:[ ]|$)")
_GUTTER = re.compile(r"[ \t]{0,12}[0-9]{1,7}[ ]{0,4}(?:[|:│→]|[+-](?=\s)|\t|\)(?=\s{2}))[ ]?")
_NUMBER = re.compile(r"[ \t]{0,12}([0-9]{1,7})(?:\s|$)")
_SEARCHED = re.compile(r"[\w./\\-]{1,200}\.[A-Za-z]{1,10}[:-][0-9]{1,7}[:-](?:[0-9]{1,5}:)?")
_TRIPLE = re.compile(r'"""|\'\'\'')
_ESCAPED = re.compile(r"\\n(?![a-z])|\\r\\n|\\n(?=[ \\]|[a-z]{1,20}[ (=.:])")
_TYPOGRAPHY = str.maketrans(
    {**dict.fromkeys("\u201c\u201d\u201e\u201f", '"'), **dict.fromkeys("\u2018\u2019\u201a\u201b", "'")}
    | dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", None)
    | {"\u00a0": " ", "\u2028": " ", "\u2029": " "}
)
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#39;", "'"), ("&#x27;", "'"), ("&amp;", "&"))
_WORDS = re.compile(r"[A-Za-z][a-z]{0,30}(?:['-][a-z]{1,20})?[,.;:!?)]?(?:\s|$)")
_CODE = re.compile(r"[=<>{}\[\]_|&+*/\\@#$%^~]|\w\(|[;{(,]\s{0,20}$|\w\.\w|^\s{0,80}(?:if|for|while|with|def|class)\b")
_COMMENTED = re.compile(
    r"([ \t]{0,80})(\#{1,3}|/{2,3}!?|--|;{1,2}|- \[[ xX]\]|[0-9]{1,3}[.)](?=[ \t])|[-+*%!~|\u2502\"'])[ \t]?"
)
_LONG_LINE = 200
_LONG_SENTENCE = 2000  # characters at the beginning of a line that decide whether it is a sentence


class Pasted(Struct, frozen=True):
    """A reading of a section of a prompt. `lines` has the line number (from 1) in the prompt for each of its lines."""

    text: str
    lines: Sequence[int]


def readings(text: str) -> Iterator[Pasted]:
    """Yield the readings of a prompt, section by section. A fence ends a section."""
    for section in _sections(text.translate(_TYPOGRAPHY)):
        seen: set[str] = set()
        for reading in _read_section(section):
            if reading.text not in seen:
                seen.add(reading.text)
                yield reading


def _sections(text: str) -> Iterator[Pasted]:
    lines: list[str] = []
    first = 1
    for number, line in enumerate(text.split("\n"), 1):
        if _FENCE.match(line):
            if lines:
                yield Pasted("\n".join(lines), range(first, number))
            lines, first = [], number + 1
        else:
            lines.append(line)
    if lines:
        yield Pasted("\n".join(lines), range(first, first + len(lines)))


def _read_section(section: Pasted) -> Iterator[Pasted]:
    lines = section.text.split("\n")
    if "&" in section.text and any(entity in section.text for entity, _ in _ENTITIES):
        lines = [_unescape(line) for line in lines]
    lines = _remove_prefixes(lines)
    for side in _sides(lines):
        text = "\n".join(side)
        yield from _quotes(Pasted(text, section.lines))
        if (bare := "\n".join("" if is_prose(line) else line for line in side)) != text:
            yield from _quotes(Pasted(bare, section.lines))
    if bare_lines := _uncomment(lines):
        yield from _quotes(Pasted("\n".join(bare_lines), section.lines))
    yield from _read_flat(Pasted("\n".join(lines), section.lines))


def _uncomment(lines: list[str]) -> list[str] | None:
    """Return the lines without the mark of a comment, list or table that most of them begin with; None without one."""
    found = [_COMMENTED.match(line) for line in lines]
    marks = Counter("1" if one[2][0].isdigit() else one[2] for one in found if one)
    mark, count = marks.most_common(1)[0] if marks else ("", 0)
    if count < 2 or count * 2 < sum(bool(line.strip()) for line in lines):
        return None
    return [
        one[1] + line[one.end() :] if one and mark in (one[2], "1" if one[2][0].isdigit() else "") else line
        for one, line in zip(found, lines, strict=True)
    ]


def _unescape(line: str) -> str:
    for entity, character in _ENTITIES:
        line = line.replace(entity, character)
    return line


def _remove_prefixes(lines: list[str]) -> list[str]:
    """Return lines without quote marks, console prompts, line numbers, and file locations as a search prints them."""
    numbered = _are_numbered(lines)
    return [_remove_prefix(line, numbered) for line in lines]


def _remove_prefix(line: str, numbered: bool) -> str:
    rest = line
    if ">" in rest[:40] and (found := _QUOTE.match(rest)):
        rest = rest[found.end() :]
    start = rest[:20].lstrip()[:1]
    if start.isdigit():
        found = _GUTTER.match(rest) or (_NUMBER.match(rest) if numbered else None)
    else:
        found = _SEARCHED.match(rest) if ":" in rest or "-" in rest else None
    if found:
        rest = rest[found.end() :]
    if found := _CONSOLE.match(rest):
        rest = found[1] + rest[found.end() :]
    return rest


def _are_numbered(lines: list[str]) -> bool:
    """Whether most lines begin with consecutive numbers."""
    numbers = [int(found[1]) if (found := _NUMBER.match(line)) else None for line in lines]
    steps = sum(a is not None and b == a + 1 for a, b in itertools.pairwise(numbers))
    return steps >= 2 and steps * 2 >= sum(bool(line.strip()) for line in lines) - 1


def _sides(lines: list[str]) -> Iterator[list[str]]:
    """Yield the old and the new side of a diff: the repository may contain either. Other text stays unchanged."""
    marked = [line[:1] for line in lines if line.strip()]
    signs = marked.count("+") + marked.count("-")
    if signs < 2 or signs * 5 < len(marked):
        yield lines
        return
    for other in "-+":
        if other == "+" and "-" not in marked:
            return
        yield [
            "" if line.startswith((other, "@@", "+++ ", "--- ", "diff --git ", "index ")) else
            line[1:] if line[:1] in ("+", "-", " ") else line
            for line in lines
        ]  # fmt: skip


def is_prose(line: str) -> bool:
    """Whether a line is a sentence. An error does little harm, because the line is also read as code."""
    begin = line[:_LONG_SENTENCE]
    if len(begin) < 12 or _CODE.search(begin):
        return False
    return len(_WORDS.findall(begin)) >= 4


def _quotes(reading: Pasted) -> Iterator[Pasted]:
    """Yield readings for a fragment that may begin or end inside a docstring. There, text and code would be swapped."""
    text = _remove_open_comment(reading.text)
    yield Pasted(text, reading.lines)
    for mark in ('"""', "'''"):
        if text.count(mark) % 2:
            first, last = text.find(mark), text.rfind(mark)
            yield Pasted(text[:first] + "   " + text[first + 3 :], reading.lines)
            yield Pasted(text[:last] + "   " + text[last + 3 :], reading.lines)


def _remove_open_comment(text: str) -> str:
    """Return the text without `/*` marks that have no end."""
    while (opened := text.rfind("/*")) > text.rfind("*/"):
        text = text[:opened] + "  " + text[opened + 2 :]
        if text.count("/*") > 100:
            return text.replace("/*", "  ")
    return text


def _read_flat(section: Pasted) -> Iterator[Pasted]:
    """Yield readings of code that is on one line: without comment marks, or with `\\n` as line breaks."""
    lines = section.text.split("\n")
    if any(len(line) > _LONG_LINE and ("#" in line or "//" in line) for line in lines):
        bare = [line.replace("#", " ").replace("//", " ") if len(line) > _LONG_LINE else line for line in lines]
        yield Pasted("\n".join(bare), section.lines)
    if section.text.count("\\n") >= 2:
        text, numbers = [], []
        for number, line in zip(section.lines, lines, strict=True):
            parts = _ESCAPED.split(line.replace('\\"', '"').replace("\\t", "\t"))
            text += parts
            numbers += [number] * len(parts)
        if len(text) > len(lines) + 1:
            yield Pasted("\n".join(text).strip("\"'"), numbers)


class CodeBlock(NamedTuple):
    """A block of code: its first and last line (from 1), and its number of lines that are not blank."""

    first: int
    last: int
    lines: int


_NO_CODE = frozenset("text txt plain plaintext log console output csv tsv json jsonl markdown md mermaid".split())
_GAP = 3  # consecutive lines in a block that do not look like code


def find_blocks(text: str) -> Iterator[CodeBlock]:
    """Yield the blocks of code in a text: the content of fences, and runs of lines that look like code."""
    fence, tag, first = "", "", 0
    inside: list[str] = []
    for number, line in enumerate([*text.split("\n"), ""], 1):
        mark = _FENCE.match(line)
        if fence and (not mark or not line.strip(" \t>").startswith(fence)):
            inside.append(line)
            continue
        if mark:
            yield from _block(inside, first, tag) if fence else _loose_blocks(inside, first)
            stripped = line.strip(" \t>")
            fence = "" if fence else stripped[:3]
            tag = stripped.lstrip("`~").strip().lower()
            inside, first = [], number + 1
        else:
            first = first or number
            inside.append(line)
    yield from _block(inside, first, tag) if fence else _loose_blocks(inside, first)


def _block(lines: list[str], first: int, tag: str) -> Iterator[CodeBlock]:
    filled = [number for number, line in enumerate(lines, first) if line.strip()]
    if filled and tag not in _NO_CODE:
        yield CodeBlock(filled[0], filled[-1], len(filled))


def _loose_blocks(lines: list[str], first: int) -> Iterator[CodeBlock]:
    """Yield runs of lines that look like code. A few other lines may be between them."""
    run: list[int] = []
    gap = 0
    for number, line in enumerate([*lines, *[""] * (_GAP + 2)], first):
        if not line.strip():
            continue
        if _CODE.search(line) and not is_prose(line):
            run.append(number)
            gap = 0
        else:
            gap += 1
            if gap > _GAP:
                yield from [CodeBlock(run[0], run[-1], len(run))] if run else []
                run = []
    if run:
        yield CodeBlock(run[0], run[-1], len(run))
