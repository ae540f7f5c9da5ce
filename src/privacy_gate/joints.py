"""The view of a text in which values that stand in pieces are whole.

A value may be split by a line continuation, the quotes of adjacent or concatenated strings, the soft
line break of a mail, a character without width, a terminal's colour; or a character of it may be written as an escape.
Such a joint between two pieces that could be of a token is found by the engine together with all
other patterns, so that a text without one costs nothing. Only around joints a second text is made, in
which they are left out (or written plainly), with a map back; what is found in it and covers a joint
is a finding that covers all pieces, from the first to the last.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

_PIECE = r"[A-Za-z0-9_+/=.~@!$:-]"  # what values are made of
_MARGIN = r"[ \t]{0,120}+(?:[>*#|]{1,3}+[ \t]{0,20}+){0,4}+"  # of a quoted mail, of a comment
_BREAK = rf"(?:\r?\n{_MARGIN})"
_JOINING = r"(?:[+&~.]|\.\.|\|\||<>|\\)"  # of strings, in some language
_QUOTE = r"""(?:\\?["'`])"""

_STRINGS = (  # begins with few signs, which `re` skips to; what follows keeps out docstrings' ends
    rf"(?P<match>[\\\"'`](?:(?<={_PIECE}{_PIECE}\\)[\"'`]|(?<={_PIECE}{_PIECE}[\"'`]))"
    rf"[ \t]{{0,40}}+(?:{_JOINING}[ \t]{{0,40}}+[_\\]?+)?+"
    rf"{_BREAK}?+(?:{_JOINING}[ \t]{{0,40}}+)?+[A-Za-z@$]{{0,2}}{_QUOTE}){_PIECE}{{2}}"
)
_CONTINUATIONS = tuple(rf"{_PIECE}{{2}}(?P<match>\\{end}{_MARGIN})(?={_PIECE}{{2}})" for end in (r"\n", r"\r\n"))
_SOFT_BREAK = r"[A-Za-z0-9_+/.-]{4}(?P<match>=\r?\n)(?=[A-Za-z0-9_+/=-]{2})"
_BETWEEN = (  # a comma, the end of a call or a statement, another name that the next piece is given to
    r"[ \t]{0,8}+[),;\]]{0,4}+\s{0,40}+(?:(?:const|let|var|final|my|local)[ \t]{1,4}+)?+"
    r"(?:[\"']?[\w.$-]{1,40}+[\"']?[ \t]{0,8}+\+?(?::=|[:=])[ \t]{0,8}+)?+[rbuf@$]{0,2}+"
)
_PARTED = tuple(
    rf"{quote}(?:gh[pousr]_|AKIA|AIza|npm_|glpat-)[A-Za-z0-9_-]{{2,34}}(?P<match>{quote}{_BETWEEN}{quote})[A-Za-z0-9_-]{{2}}"
    for quote in "\"'`"
)
"""A token of a fixed length that is cut short, and a string near it: whether they are one, the length says."""
_NEXT = re.compile(rf"(?<=[\"'`])[A-Za-z0-9_-]{{1,40}}(?P<match>[\"'`]{_BETWEEN}[\"'`])(?=[A-Za-z0-9_-])")
_COLOUR = r"\x1b\[[0-9;:]{0,24}[A-Za-z]"
_COLOURS = re.compile(rf"(?:{_COLOUR}){{0,8}}+")
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u180e\u200e\u200f\0"
# the characters of _PIECE and no other: a quote or a space ends a value however it is written
_HEX = r"(?:2[14BDEFbdef]|3[0-9ADad]|4[0-9A-Fa-f]|5[0-9AaFf]|6[1-9A-Fa-f]|7[0-9AaEe])"
_DECIMAL = r"(?:3[36]|4[35-9]|5[0-8]|6[14-9]|7[0-9]|8[0-9]|9[05789]|1[01][0-9]|12[0-26])"
_ESCAPES = (
    rf"(?<={_PIECE})(?P<match>%(?:2[BDEFbdef]|3[ADad]|40|5[Ff]|7[Ee]))(?={_PIECE}|%)",
    rf"(?<={_PIECE})(?P<match>%(?:3[0-9]|4[1-9A-Fa-f]|5[0-9Aa]|6[1-9A-Fa-f]|7[0-9Aa]))",
    rf"(?<=[A-Za-z0-9_+/=.~@!$:;-])(?P<match>&#(?:[xX]0{{0,4}}{_HEX}|0{{0,4}}{_DECIMAL});)",
    rf"(?<={_PIECE})(?P<match>\\(?:u00|x){_HEX})",
    rf"(?<={_PIECE})(?P<match>\\(?:0[5-7]|1[0-7])[0-7])",
    rf"(?<={_PIECE})(?P<match>\+AF8-)",  # the underscore of UTF-7
)
_ESCAPE_BEFORE = re.compile(rf"(?:%{_HEX}|&#(?:[xX]{_HEX}|{_DECIMAL});|\\(?:u00|x){_HEX}|\\(?:0[5-7]|1[0-7])[0-7])\Z")
STRINGS = "strings"
PATTERNS: tuple[tuple[str, str], ...] = (
    (STRINGS, _STRINGS),
    *(("continuation", pattern) for pattern in _CONTINUATIONS),
    ("mail", _SOFT_BREAK),
    *(("parted", pattern) for pattern in _PARTED),
    *(("invisible", rf"{_PIECE}(?P<match>{re.escape(sign)})") for sign in _INVISIBLE),
    *(("escape", pattern) for pattern in _ESCAPES),
    ("colour", rf"(?P<match>{_COLOUR})"),
)
"""Label and expression of each kind of joint. One code point is an expression of its own: that is bytes in
a row for the engine, and a class of them would be any letter beyond ASCII."""

_BEFORE, _AFTER = 400, 1200  # code points: the name that a value is given to; the rest of a value
LOOKS = _AFTER + 2 * _BEFORE  # code points around a joint in which the value lies, or else another joint
_MOST_PARTS = 40
_LEAD = 200  # code points from a colour to the value: a name, and what stands between
_SIGN = re.compile(r"[+&~.|<>]|\\(?![\"'`])")  # that joins strings, not one that escapes a quote
_MAIL_LINES = range(50, 79)  # columns; RFC 2045, section 6.7, allows 76 with the sign


class Joint(Struct, frozen=True):
    """A stretch of the text that separates two pieces, or the escape of the character `plain`.

    `doubt`: 0 where a sign says that the pieces belong together, 1 for strings beside each other on a
    line, 2 for strings on neighbouring lines, which may as well be a list of whole ones, 3 for a token
    that is too short and a string near it.
    `leads`: what comes after it is not read rightly without the view either.
    """

    start: int
    end: int
    plain: str = ""
    doubt: int = 0
    leads: bool = False


class View(Struct, frozen=True):
    """Windows of a text, with the pieces in them joined.

    `starts` are offsets into `text`, `sources` where the stretches that begin there come from,
    `escapes` the ends in the source of those that stand for an escape (by their start), and `seams` the
    offsets at which a joint was, in order; `leads` those of joints that also lead to a value. `alike`: the joints
    are letters that look like others, and signs that nobody sees, so that words are read in it as well.
    """

    text: str
    starts: Sequence[int]
    sources: Sequence[int]
    escapes: Mapping[int, int]
    seams: Sequence[int]
    leads: Sequence[int] = ()
    alike: bool = False

    def source(self, start: int, end: int, *, led: bool = True) -> tuple[int, int] | None:
        """Where a span of the view comes from, if a joint is in it, or leads to it (and that is enough, `led`);
        None if it is no joined value."""
        at, lead = bisect.bisect_right(self.seams, start), bisect.bisect_right(self.leads, start)
        is_led = led and lead > 0 and start - self.leads[lead - 1] <= _LEAD
        if not is_led and (at == len(self.seams) or self.seams[at] >= end):
            return None
        return self._place(start), self.escapes.get(end - 1) or self._place(end - 1) + 1

    def _place(self, offset: int) -> int:
        at = bisect.bisect_right(self.starts, offset) - 1
        return self.sources[at] + offset - self.starts[at]


def joints(text: str, label: str, start: int, end: int) -> Iterator[Joint]:
    """The joints at a reported place, none where it is none after all."""
    if label == "mail":
        column = start - (text.rfind("\n", max(0, start - 100), start) + 1 or start - 100)
        if column in _MAIL_LINES:
            yield Joint(start, end)
    elif label == "escape":
        if first := _ESCAPE_BEFORE.search(text, max(0, start - 8), start):  # that nothing stands before
            yield Joint(first.start(), start, _plain(first[0]))
        yield Joint(start, end, _plain(text[start:end]))
    elif label == "colour":
        after = _COLOURS.match(text, end)
        yield Joint(start, after.end() if after else end, leads=True)
    elif label == "invisible":
        while end < len(text) and text[end] in _INVISIBLE:
            end += 1
        yield Joint(start, end)
    elif label == "parted":
        yield Joint(start, end, doubt=3)
        for _ in range(_MOST_PARTS):
            found = _NEXT.match(text, end)
            if not found:
                break
            yield Joint(*found.span("match"), doubt=3)
            end = found.end("match")
    elif label == STRINGS and not _SIGN.search(text, start, end):
        yield Joint(start, end, doubt=2 if "\n" in text[start:end] else 1)
    else:
        yield Joint(start, end)


def _plain(escape: str) -> str:
    if escape[0] == "+":
        return "_"
    digits = escape.strip("&#;%\\")
    if escape[0] == "\\" and digits[0] not in "ux":
        return chr(int(digits, 8))
    if escape[0] == "&" and digits[0] not in "xX":
        return chr(int(digits))
    return chr(int(digits.lstrip("uxX"), 16))


def views(text: str, joints: Sequence[Joint]) -> list[View]:
    """A view for each degree of doubt that occurs, each with all joints of less doubt: a value that would
    grow into the next one where everything is joined is whole in another view."""
    degrees = sorted({one.doubt for one in joints})
    return [view(text, (one for one in joints if one.doubt <= degree)) for degree in degrees]


def view(text: str, joints: Iterable[Joint]) -> View:
    """The joined text around some joints; windows that touch are one, and a blank line parts the others."""
    out: list[str] = []
    starts: list[int] = []
    sources: list[int] = []
    escapes: dict[int, int] = {}
    seams: list[int] = []
    leads: list[int] = []
    length = at = until = 0

    def copy(start: int, end: int) -> None:
        nonlocal length
        starts.append(length)
        sources.append(start)
        out.append(text[start:end])
        length += end - start

    for one in sorted(joints, key=lambda one: (one.start, one.end)):
        if one.start < at:  # within the joint before
            continue
        if one.start - _BEFORE > until or not out:
            if out:
                copy(at, until)
                out.append("\n\n")
                length += 2
            at = max(at, one.start - _BEFORE)
        copy(at, one.start)
        seams.append(length)
        if one.leads:
            leads.append(length)
        if one.plain:
            escapes[length] = one.end
            starts.append(length)
            sources.append(one.start)
            out.append(one.plain)
            length += 1
        at, until = one.end, min(len(text), one.end + _AFTER)
    copy(at, until)
    return View("".join(out), starts, sources, escapes, seams, leads)
