"""Find the lines of a prompt that may be headings of its sections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from privacy_gate.checkers.prompt.prompt_lines import Line
from privacy_gate.checkers.prompt.section_names import LONGEST, SectionNames


class HeadingMark(NamedTuple):
    """A line that may be a heading.

    `kinds` are the sections that it names. `form` is its markup. `style` also describes the text before the label. The
    sections of one prompt usually have the same style. `start` and `end` are the columns of the label. Text on the same
    line begins at the column `body`.
    """

    kinds: tuple[str, ...]
    form: str
    style: tuple[str, bool, bool, int]
    level: int
    label: str
    start: int
    end: int
    body: int


_BEFORE = re.compile(
    r"(?P<indent>[ \t]{0,16})(?:>[ \t]{0,3}){0,3}"
    r"(?P<hash>#{1,6}(?![\w#])|(?:={1,6}|-{2,6}|\*{3}|h[1-6]\.)(?=[ \t]))?[ \t]{0,4}"
    r"(?P<bullet>(?:[-*+•·\u2013]|//|;{1,2}|/\*{1,2}|\[[ xX]?\])[ \t]{1,4}(?:\[[ xX]?\][ \t]{1,4})?)?"
    r"(?:[@\\\\](?:par|section|subsection|paragraph)[ \t]{1,4})?"
    r"(?P<number>(?:\(?(?:\d{1,2}|[A-Za-z]|[IVXivx]{2,4})[.)]|\d{1,2}(?:\.\d{1,2})?[ \t]?[-\u2013\u2014:]?)[ \t]{1,4})?"
)
_BOLD = re.compile(r"(\*{1,3}|_{1,3})([^*_\n][^*\n]{0,70}?)\1")
_BRACKETS = re.compile(
    r"\[{1,2}[ \t]{0,3}([^\[\]\n]{1,60}?)[ \t]{0,3}\]{1,2}|【([^【】\n]{1,40})】|<([A-Za-z][\w -]{0,40})>"
)
_QUOTED = re.compile(r"""["']([^"'\n]{1,60})["'](?=[ \t]{0,3}:)""")
_SEPARATOR = re.compile(
    r"[:\uff1a]|\.(?=[ \t])|[ \t]{1,3}[-\u2013\u2014]{1,2}(?=[ \t])|[ \t]\.{3,40}(?=[ \t])|\t|[ ]{2}"
)
_AFTER_LABEL = re.compile(r"[ \t]{0,4}(?:\.{3,40}|[:\uff1a.\u2013\u2014=-]{0,2})[ \t]{0,4}")


_INLINE = re.compile(r"(?<=[.;!?)\"'`|] )([A-ZÄÖÜÉÈÊÀÂÎÔ]{4,20}(?: [A-ZÄÖÜÉÈÊÀÂÎÔ]{4,20})?):(?=\s)")


def find_marks(read: Sequence[Line], number: int, known: SectionNames) -> Iterator[HeadingMark]:
    """Yield the readings of a line (together with the next one) as a heading. `number` is its index."""
    text = read[number].text
    if "|" in text[:4]:
        yield from _cells(read, number, known)
        return
    for found in marks(text, known):
        mark = found
        under = read[number + 1].text.strip() if number + 1 < len(read) else ""
        if mark.form.startswith("bare") and len(under) >= 3 and not under.strip("=-~^"):
            mark = mark._replace(form="markdown", style=("markdown", *mark.style[1:]), level=2)
        yield mark
    for label in _INLINE.finditer(text, 0, 2000):
        if kinds := known.kinds(label[1]):
            yield HeadingMark(
                kinds, "inline", ("inline", False, False, 0), 7, label[1], label.start(), label.end(1), label.end()
            )


def _cells(read: Sequence[Line], number: int, known: SectionNames) -> Iterator[HeadingMark]:
    """Yield a heading for a table row whose first cell is the name of a section. The second cell is its content."""
    text = read[number].text
    bounds = [at for at, c in enumerate(text[:2000]) if c == "|"][:4]
    if len(bounds) < 2:
        return
    label = text[bounds[0] + 1 : bounds[1]]
    if kinds := known.kinds(label.strip(" \t*_`:")):
        yield HeadingMark(
            kinds, "cell", ("cell", False, False, 0), 7, label.strip(" *_`:"), bounds[0] + 1, bounds[1], bounds[1] + 1
        )


def marks(line: str, known: SectionNames) -> Iterator[HeadingMark]:
    """Yield the readings of a line as a heading that names a section. Most lines have none."""
    head = line[: LONGEST + 40]
    before = _BEFORE.match(head)
    at = before.end() if before else 0
    while at < len(head) and not (head[at].isalnum() or head[at] in "[<*_\"'【|(¿"):
        at += 1
    if before is None or at >= len(head):
        return
    rest = head[at:]
    hashes = before["hash"] or ""
    for form, label, start, end in _labels(rest, hashes):
        kinds = known.kinds(label)
        if kinds:
            after = _AFTER_LABEL.match(head, at + end)
            body = after.end() if after else at + end
            level = len(hashes) if hashes and hashes[0] != "h" else 2 if hashes else 7
            style = (form, bool(before["bullet"]), bool(before["number"]), len(before["indent"].expandtabs(4)))
            yield HeadingMark(kinds, form, style, level, label.strip(), at + start, at + end, body)
            return


def _labels(rest: str, hashes: str) -> Iterator[tuple[str, str, int, int]]:
    """Yield the possible labels in the rest of a line, each with its form and its span."""
    if wrapped := _BOLD.match(rest):
        yield ("markdown" if hashes else "bold"), wrapped[2].rstrip(" :."), 0, wrapped.end()
    if wrapped := _BRACKETS.match(rest):
        form = "tag" if wrapped[3] else "bracket"
        yield form, wrapped[1] or wrapped[2] or wrapped[3], 0, wrapped.end()
    if wrapped := _QUOTED.match(rest):
        yield "label", wrapped[1], 0, wrapped.end()
    stripped = rest.rstrip(" \t\r#=-*:")
    if hashes and stripped:
        yield "markdown", stripped, 0, len(rest.rstrip())
    for found in _SEPARATOR.finditer(rest, 0, LONGEST):
        label = rest[: found.start()].strip("*_")
        clear = (
            found[0].strip() in (":", "\uff1a")
            or hashes
            or (label[:1].isupper() and (found[0] != "  " or label.isupper()))
        )
        if label and clear and not (found[0] == "." and len(label.split()) > 3):
            form = "markdown" if hashes else "caps" if label.isupper() else "label"
            yield form, label, 0, found.start()
    if not hashes and len(stripped) <= 50 and stripped:
        yield ("bare caps" if stripped.isupper() else "bare"), stripped, 0, len(rest.rstrip())
