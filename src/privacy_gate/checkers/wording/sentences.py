"""Find the sentences of a document and its lines of code.

Sentences are in prose, comments, docstrings and long strings. A sentence may continue over several lines with comment
markers between them. It therefore stores the position of each of its pieces.
"""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct

from privacy_gate.base.language_table import MARKDOWN, OTHER_TEXT, PLAIN_TEXT
from privacy_gate.model import Document, Exposure, Kind

_LONGEST = 600  # characters of a sentence
_LINE = re.compile(r"[^\n]+")
_MARK = r"(?P<mark>(?:#{1,8}!?|/{2,4}!?|--|;{1,3}|%{1,3}|/\*{1,4}|\*{1,4}/?|<!--|\"\"\"|''')[ \t]{0,40})"
_ITEM = r"(?P<item>(?:[-+•]|\*(?!\*)|[0-9]{1,3}[.)]|#{1,6}(?=[ \t])|>|\[[ xX]\])[ \t]{1,8})"
_COMMENT_ITEM = r"(?P<item>(?:[-+•]|[0-9]{1,3}[.)])[ \t]{1,8})"
_IN_PROSE = re.compile(rf"[ \t]{{0,200}}(?:{_ITEM}|{_MARK}){{0,4}}")
_IN_COMMENT = re.compile(rf"[ \t]{{0,200}}{_MARK}{{0,2}}{_COMMENT_ITEM}?")
_QUOTED = re.compile(r"[#;%\"]|//|/\*|--|'''|\(\*|\bREM\b", re.IGNORECASE)  # beginnings of comments in any language
_MARKED = re.compile(r"```|~~~|<!--|^(?:    |\t)|\A---", re.MULTILINE)
_STOP = re.compile(r"[.!?…][\"'”’)\]*_]{0,3}[ \t\n]{1,4}(?=\S)|[。！？](?=\S)|[ \t]{0,4}\|[ \t]{0,4}")
_SHORT = re.compile(
    r"(?i)(?:^|[\s(])(?:e\.g|i\.e|z\.b|d\.h|vs|etc|ca|cf|no|nr|st|dr|mr|mrs|ms|approx|incl|p\.ej|[a-z])\Z"
)
_ENDED = re.compile(r"[.!?:;。！？|][\"'”’)\]*_`]{0,3}\s*\Z")
_WORD = re.compile(r"[^\W\d_]{2,}")
_JOINED = 44  # minimum characters of a line whose sentence continues in the next line


class Sentence(Struct, frozen=True):
    """The text of a sentence, and the pieces of the document that it consists of."""

    text: str
    pieces: tuple[tuple[int, int, int], ...]  # offset in the text, offset in the document, length

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span in the document of [start, end) in the text."""
        first = next(piece for piece in reversed(self.pieces) if piece[0] <= start)
        last = next(piece for piece in reversed(self.pieces) if piece[0] < end)
        return first[1] + min(start - first[0], first[2]), last[1] + min(end - last[0], last[2])


def sentences(document: Document) -> Iterator[Sentence]:
    """Yield the sentences in scope, in order."""
    for block in _blocks(document):
        for paragraph in _paragraphs(document, block):
            for sentence in _split(document.text, paragraph):
                first, last = sentence.pieces[0], sentence.pieces[-1]
                if document.in_scope(first[1], last[1] + last[2]):
                    yield sentence


def _blocks(document: Document) -> Iterator[list[tuple[int, int]]]:
    """Yield the spans of text that belong together. Comments with only white space between them are one block."""
    outbound = document.exposure is Exposure.OUTBOUND
    if document.path.lower().endswith(MARKDOWN) and not _MARKED.search(document.text):
        yield [(0, len(document.text))]  # everything is prose, so no parser is needed
        return
    if not outbound and not is_prose(document) and not _QUOTED.search(document.text):
        return
    together: list[tuple[int, int]] = []
    for segment in document.segments:
        if segment.kind is Kind.COMMENT:
            together.append((segment.start, segment.end))
            continue
        if (
            segment.kind is Kind.CODE
            and document.text.count("\n", segment.start, segment.end) == 1
            and (document.text[segment.start : segment.end].isspace())
        ):
            continue
        if together:
            yield together
            together = []
        if segment.kind is Kind.CODE:
            continue
        if segment.kind is Kind.STRING:
            text = document.text[segment.start : segment.end]
            if text.count(" ") < 3:
                continue
            segment = document.segmenter.refine(document.text, segment)  # noqa: PLW2901
            if segment.kind is Kind.STRING and not outbound:
                continue
        if segment.kind is not Kind.PROSE or outbound or is_prose(document):
            yield [(segment.start, segment.end)]
    if together:
        yield together


def is_prose(document: Document) -> bool:
    """Whether an internal file is prose, by its suffix."""
    return document.path.lower().endswith((*MARKDOWN, *PLAIN_TEXT, *OTHER_TEXT))


def _paragraphs(document: Document, block: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield the paragraphs of a block. A paragraph is a list of spans: its lines without comment markers."""
    text = document.text
    alone = document.path.lower().endswith(MARKDOWN) and not _MARKED.search(text)
    in_comment = not alone and document.segment_at(block[0][0], closer=False).kind is Kind.COMMENT
    leads = _IN_COMMENT if in_comment else _IN_PROSE
    paragraph: list[tuple[int, int]] = []
    last_line_end = -1
    for start, end in block:
        for line in _LINE.finditer(text, start, end):
            lead = leads.match(text, line.start(), line.end())
            begin = lead.end() if lead else line.start()
            stop = line.end()
            while stop > begin and text[stop - 1] in " \t\r":
                stop -= 1
            for mark in ("*/", "-->", '"""', "'''"):
                if text.endswith(mark, begin, stop):
                    stop -= len(mark)
            if not _WORD.search(text, begin, stop):
                if paragraph:
                    yield paragraph
                paragraph = []
                continue
            item = lead is not None and lead["item"] is not None
            blank = last_line_end >= 0 and text.count("\n", last_line_end, line.start()) > 1
            if paragraph and (item or blank or not _goes_on(text, paragraph[-1], begin)):
                yield paragraph
                paragraph = []
            paragraph.append((begin, stop))
            last_line_end = line.end()
    if paragraph:
        yield paragraph


def _goes_on(text: str, before: tuple[int, int], begin: int) -> bool:
    """Whether the line that begins at `begin` continues the sentence of the line `before`."""
    last = text[max(before[0], before[1] - 12) : before[1]]
    if _ENDED.search(last) or text[begin] in "|`{}<@$":
        return False
    return before[1] - before[0] >= _JOINED or (text[begin].islower() and before[1] - before[0] >= 16)


def _split(text: str, paragraph: Sequence[tuple[int, int]]) -> Iterator[Sentence]:
    parts, pieces, at = [], [], 0
    for start, end in paragraph:
        parts.append(text[start:end])
        pieces.append((at, start, end - start))
        at += end - start + 1
    whole = " ".join(parts)
    begin = 0
    for stop in [*_STOP.finditer(whole), None]:
        end = stop.end() if stop else len(whole)
        if stop and stop[0][0] == "." and _SHORT.search(whole[max(begin, stop.start() - 8) : stop.start()]):
            continue
        while end - begin > 0:
            cut = min(end, begin + _LONGEST)
            if _WORD.search(whole, begin, cut):
                yield Sentence(whole[begin:cut], tuple(clip_pieces(pieces, begin, cut)))
            begin = cut


def clip_pieces(pieces: Sequence[tuple[int, int, int]], begin: int, end: int) -> Iterator[tuple[int, int, int]]:
    first = max(0, bisect_right(pieces, (begin, sys.maxsize, 0)) - 1)  # a paragraph may have thousands of lines
    for number in range(first, len(pieces)):
        at, start, length = pieces[number]
        if at >= end:
            break
        low, high = max(at, begin), min(at + length, end)
        if low < high:
            yield low - begin, start + low - at, high - low


def lines_of_code(document: Document) -> Iterator[Sentence]:
    """Yield each line of code with two words or more, in order.

    It includes strings, but no comment.
    """
    text, last = document.text, -1
    for segment in document.segments:
        if segment.kind is not Kind.CODE and segment.kind is not Kind.STRING:
            continue
        for found in _LINE.finditer(text, segment.start, segment.end):
            if found.start() < last:
                continue  # part of the previous line
            end = text.find("\n", found.start())
            last = len(text) if end < 0 else end
            start, stop = found.start(), _before_comment(document, found.end(), last)
            while start < stop and text[start] in " \t":
                start += 1
            if (
                stop - start <= _LONGEST
                and len(_WORD.findall(text, start, stop)) > 1
                and document.in_scope(start, stop)
            ):
                yield Sentence(text[start:stop], ((0, start, stop - start),))


def _before_comment(document: Document, at: int, end: int) -> int:
    """Return the offset at which the code that begins at `at` ends: at a comment, or at `end`."""
    while at < end:
        segment = document.segment_at(at, closer=False)
        if segment.kind is not Kind.CODE and segment.kind is not Kind.STRING:
            break
        at = min(segment.end, end)
    return at
