"""Remove a clause, a sentence or a comment that describes the business and has no neutral wording."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.cleanroom.clauses import TextStretch, find_removable_clause, sentence
from privacy_gate.cleanroom.edits import TextEdit
from privacy_gate.model import Document, Finding, Kind, Segment

_BARE = re.compile(r"[ \t]*(?:[-*+•]|\d{1,3}[.)]|#{1,6}|>|//+|#+|--|\*)?[ \t]*")
_QUOTES = re.compile(r"[A-Za-z@$]{0,3}(\"{3}|'{3}|[\"'`])")
_BLANK = re.compile(r"\n[ \t]*\n")
_KEPT_COMMENT = ("#!", "# -*-", "# type:", "# noqa", "# pragma", "//go:", "// @ts-", "/* eslint")


def find_removal(document: Document, finding: Finding, *, gently: bool) -> TextEdit | None:
    """Return the edit that removes a finding; None if it is not in a comment, docstring or prose.

    With `gently`, only a clause of a sentence in prose is removed where that is possible.
    """
    segment = document.segment_at(finding.start)
    if segment.kind is Kind.DOCSTRING and segment.language == "python":
        return _docstring(document.text, segment)
    if segment.kind in (Kind.COMMENT, Kind.DOCSTRING):
        return _lines(document.text, *_comments(document, finding))
    if segment.kind is Kind.PROSE:
        return _remove_from_prose(document.text, finding, TextStretch(segment.start, segment.end), gently=gently)
    return None


def string_content(document: Document, finding: Finding) -> TextStretch | None:
    """Return the content between the quotes of the string around a finding; None if the finding is in no string."""
    segment = document.segment_at(finding.start)
    if segment.kind is not Kind.STRING:
        return None
    opening = _QUOTES.match(document.text, segment.start, segment.end)
    if opening is None:
        return TextStretch(segment.start, segment.end)
    end = (
        segment.end - len(opening[1]) if document.text.endswith(opening[1], opening.end(), segment.end) else segment.end
    )
    return TextStretch(opening.end(), max(end, opening.end()))


def _remove_from_prose(text: str, finding: Finding, within: TextStretch, *, gently: bool) -> TextEdit:
    blank = _BLANK.search(text, finding.start, finding.end)  # a name may continue in the next heading
    end = blank.start() if blank else finding.end
    whole = sentence(text, finding.start, end, within)
    part = find_removable_clause(text, finding.start, end, whole) if gently else None
    if part is not None:
        return TextEdit(part.start, part.end, "")
    return _lines(text, whole.start, whole.end)


def _lines(text: str, start: int, end: int) -> TextEdit:
    """Remove [start, end). Also remove its lines if nothing else is on them."""
    line = text.rfind("\n", 0, start) + 1
    feed = text.find("\n", end)
    stop = len(text) if feed < 0 else feed
    if _BARE.fullmatch(text, line, start) and not text[end:stop].strip():
        after = min(len(text), stop + 1)
        if _is_blank(text, line - 1) and (after >= len(text) or text[after : after + 1] == "\n"):
            after = min(len(text), after + 1)  # keep one blank line
        return TextEdit(line, after, "")
    if not text[end:stop].strip():
        while start > line and text[start - 1] in " \t":
            start -= 1
        return TextEdit(start, stop, "")
    while end < stop and text[end] in " \t":
        end += 1
    return TextEdit(start, end, "")


def _is_blank(text: str, feed: int) -> bool:
    """Whether the line that ends at `feed` is blank or does not exist."""
    return feed < 0 or not text[text.rfind("\n", 0, feed) + 1 : feed].strip()


def _comments(document: Document, finding: Finding) -> tuple[int, int]:
    """Return the span of the comment around a finding, with the comments on the adjacent lines above and below."""
    comments = [one for one in document.segments if _is_comment(document, one)]
    at = next(at for at, one in enumerate(comments) if one.start <= finding.start < one.end)
    first = last = at
    while first and _adjoin(document.text, comments[first - 1], comments[first]):
        first -= 1
    while last + 1 < len(comments) and _adjoin(document.text, comments[last], comments[last + 1]):
        last += 1
    return comments[first].start, max(comments[last].end, finding.end) if last == at else comments[last].end


def _is_comment(document: Document, segment: Segment) -> bool:
    return segment.kind in (Kind.COMMENT, Kind.DOCSTRING) and segment.language is not None


def _adjoin(text: str, one: Segment, other: Segment) -> bool:
    """Whether two comments are on adjacent lines, the first one has no code before it, and neither is a directive."""
    between = text[one.end : other.start]
    alone = not text[text.rfind("\n", 0, one.start) + 1 : one.start].strip()
    directive = any(text.startswith(_KEPT_COMMENT, at.start) for at in (one, other))
    return (
        alone and not directive and not between.strip() and between.count("\n") + text.endswith("\n", 0, one.end) <= 1
    )


def _docstring(text: str, segment: Segment) -> TextEdit:
    """Remove a Python docstring, or replace it with `...` if its block would become empty."""
    start, end = segment.start, segment.end
    line = text.rfind("\n", 0, start) + 1
    indent = text[line:start]
    if indent.strip() or (indent and not _goes_on(text, end, len(indent))):
        return TextEdit(start, end, "...")
    return _lines(text, start, end)


def _goes_on(text: str, end: int, indent: int) -> bool:
    """Whether a statement with this indentation follows."""
    for line in _list_following(text, end):
        if line.strip() and not line.lstrip().startswith("#"):
            return len(line) - len(line.lstrip()) >= indent
    return False


def _list_following(text: str, end: int) -> Iterator[str]:
    at = text.find("\n", end)
    while at >= 0:
        following = text.find("\n", at + 1)
        yield text[at + 1 : following if following >= 0 else len(text)]
        at = following
