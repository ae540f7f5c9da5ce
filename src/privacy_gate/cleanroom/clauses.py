"""Find the sentence around a place in prose, and the clause in it that can be left out."""

from __future__ import annotations

import re
from typing import NamedTuple

_LONGEST = 3000  # code points on each side
_SHORT_LINE, _LONG_LINE = 20, 55  # code points; a line shorter than _SHORT_LINE is not wrapped
_DASHES = "\u2013\u2014"
_ENDS = re.compile(r"[.!?\u3002\uff01\uff1f][\"'\u201d»)\]*_`]{0,3}(?=\s|\Z)")
_SHORT_FORM = re.compile(
    r"\b(?:e\.g|i\.e|cf|vs|etc|approx|no|nr|bzw|ca|z\.\s?B|d\.\s?h|p\. ex|[A-Z])\.\Z", re.IGNORECASE
)
_LIST_MARK = r"(?:[-*+•][ \t]|\d{1,3}[.)][ \t]|#{1,6}[ \t]|>)"
_MARKED = re.compile(rf"[ \t]*(?:{_LIST_MARK}|\||```|~~~|<!--)")
_NAMED = r"\*{1,2}[^*\n]{1,40}\*{1,2}:?|[A-ZÄÖÜ][A-Z ÄÖÜ]{2,24}:|[A-Z]\w{2,14}:"  # TASK:, **Task**
LABEL = re.compile(rf"[ \t]*(?:{_LIST_MARK}[ \t]*)*(?:{_NAMED})?[ \t]*")
_ASKS = (
    "please write implement create make build add fix change refactor rewrite explain show give find turn convert "
    "translate sort parse compute calculate return generate provide review help optimise optimize design use why how "
    "what which where can could is does do schreib schreibe erstelle wie warum écris écrivez crée pourquoi comment "
    "escribe crea cómo scrivi schrijf maak hoe napisz"
)
TASK = re.compile(rf"(?:i need|i want|por qué|{'|'.join(_ASKS.split())})\b", re.IGNORECASE)
_REASONS = "because since as weil da parce car porque"
_LINKS = (
    f"{_REASONS} so that which who for of in on at by from with before after when while damit für von bei mit pour "
    "chez para en"
)
_CLAUSE = re.compile(rf"[,;:{_DASHES}]\s*|\s(?=(?:{'|'.join(_LINKS.split())})\s)", re.IGNORECASE)
_REASON = re.compile(rf"[,;]?\s(?=(?:{'|'.join(_REASONS.split())})\s)", re.IGNORECASE)
_CLOSES = re.compile(
    rf"[,;:){_DASHES}]|[.!?](?=\s|\Z)|\s(?=(?:that|which|and|to|using|with|so|und|das|que|et|y)\s)", re.IGNORECASE
)
_GOES_ON = re.compile(r"[,;]\s*(?:they|who|which|it|that|he|she|we|sie|die|es|wir|ils|qui|que)\b", re.IGNORECASE)
_SPEAKS = re.compile(rf"[ \t]*(?:{_NAMED})")
_CODE = re.compile(r"\s*[\w.\"']+\s?(?:\(|=|\[|:=)")
_LEAST_WORDS = 3


class TextStretch(NamedTuple):
    """A part of a text, from `start` to `end` (exclusive)."""

    start: int
    end: int


def sentence(text: str, start: int, end: int, within: TextStretch) -> TextStretch:
    """Return the sentence around [start, end), without a label or list mark before it and without blanks after it.

    A line feed ends the sentence unless the line is wrapped: it is long, or the next line begins with a small letter.
    """
    low, high = max(within.start, start - _LONGEST), min(within.end, end + _LONGEST)
    first = max([low, *(at for at in _find_breaks(text, low, start) if at <= start)])
    last = min([high, *(at for at in _find_breaks(text, max(start, end - 1), high) if at >= end)])
    line = text.rfind("\n", 0, first) + 1
    if not text[line:first].strip(" \t>*-+"):
        label = LABEL.match(text, first, last)
        if label and label.end() <= start:
            first = label.end()
    while first < start and text[first].isspace():
        first += 1
    return TextStretch(first, last)


def _find_breaks(text: str, low: int, high: int) -> list[int]:
    """Return the offsets in text[low:high + 1] at which sentences end."""
    found = [
        one.end()
        for one in _ENDS.finditer(text, low, min(len(text), high + 1))
        if not _SHORT_FORM.search(text, max(low, one.start() - 8), one.start() + 1)
        and not (")" in one[0] and text[one.end() : one.end() + 2].strip().islower())
    ]
    at = text.find("\n", low, high + 1)
    while at >= 0:
        if not _is_wrapped(text, at):
            found += [at, at + 1]
        at = text.find("\n", at + 1, high + 1)
    return sorted(found)


def _is_wrapped(text: str, feed: int) -> bool:
    before = text[text.rfind("\n", 0, feed) + 1 : feed].rstrip()
    following = text[feed + 1 : feed + 200].partition("\n")[0]
    if not before or not following.strip() or before.lstrip().startswith(("#", "|")):
        return False
    if any(sign.match(following) for sign in (_CODE, _MARKED, _SPEAKS)):
        return False
    if len(before) < _SHORT_LINE or before.isupper():
        return False
    return following.lstrip()[:1].islower() or (len(before) >= _LONG_LINE and not before.endswith((":", ".", "?", "!")))


def find_removable_clause(text: str, start: int, end: int, whole: TextStretch) -> TextStretch | None:
    """Return the part of a sentence that can be left out; None if the whole sentence must be removed.

    This is the text in brackets, an introduction before a request, or a reason. In a sentence with a request it is also
    the part that says for whom or where: `Write a parser for our lending platform` still asks for a parser.
    """
    found = _find_brackets(text, start, end, whole) or _find_introduction(text, end, whole)
    if found is None:
        asks = TASK.match(text, whole.start, whole.end)
        marks = list((_CLAUSE if asks else _REASON).finditer(text, whole.start, start))
        if not marks:
            return None
        found = TextStretch(marks[-1].start(), _find_clause_end(text, end, whole))
    left = text[whole.start : found.start] + text[found.end : whole.end]
    return found if len(re.findall(r"\w+", left)) >= _LEAST_WORDS else None


def _find_brackets(text: str, start: int, end: int, whole: TextStretch) -> TextStretch | None:
    opening, closing = text.rfind("(", whole.start, start + 1), text.find(")", end - 1, whole.end)
    if (
        opening < 1
        or closing < 0
        or not text[opening - 1].isspace()
        or ")" in text[opening:start]
        or "(" in text[end:closing]
    ):
        return None
    while opening > whole.start and text[opening - 1] in " \t":
        opening -= 1
    return TextStretch(opening, closing + 1)


def _find_introduction(text: str, end: int, whole: TextStretch) -> TextStretch | None:
    """Return the introduction before a request: `As part of our platform, write a parser` asks for a parser."""
    comma = text.find(",", end, whole.end)
    if comma < 0:
        return None
    rest = comma + 1
    while rest < whole.end and text[rest].isspace():
        rest += 1
    return TextStretch(whole.start, rest) if TASK.match(text, rest, whole.end) else None


def _find_clause_end(text: str, end: int, whole: TextStretch) -> int:
    closing = _CLOSES.search(text, end, whole.end)
    if closing is None:
        return whole.end
    if _GOES_ON.match(text, closing.start(), whole.end):  # the next words refer to the part that is left out
        last = text[: whole.end].rstrip()
        return len(last) - (last[-1:] in (".", "!", "?"))
    return closing.start()
