"""Find joints: places at which a value is split, so that a view can join its pieces.

A value can be split by a line continuation, by the quotes of adjacent or concatenated strings, or by a wrapped line. A
soft line break of an email, a control character or a terminal colour can split it too. It can also be disguised
(`disguises`). The engine searches for possible joints together with all other patterns, so a text without joints costs
nothing.

A view is created only around joints. It leaves them out, or contains their plain text, and maps offsets to the original
text. A match that covers a joint becomes a finding from the first to the last piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

_PIECE = r"[A-Za-z0-9_+/=.~@!$:-]"  # a character of values
_MARGIN = r"[ \t]{0,120}+(?:[>*#|]{1,3}+[ \t]{0,20}+){0,4}+"  # the margin of a quoted email or of a comment
_BREAK = rf"(?:\r?\n{_MARGIN})"
_JOINING = r"(?:[+&~.]|\.\.|\|\||<>|\\)"  # operators that join strings in some language
_QUOTE = r"""(?:\\?["'`])"""

_STRINGS = (  # It begins with few characters, which `re` skips to. The rest excludes the ends of docstrings.
    rf"(?P<match>[\\\"'`](?:(?<={_PIECE}{_PIECE}\\)[\"'`]|(?<={_PIECE}{_PIECE}[\"'`]))"
    rf"[ \t]{{0,40}}+(?:{_JOINING}[ \t]{{0,40}}+[_\\]?+)?+"
    rf"{_BREAK}?+(?:{_JOINING}[ \t]{{0,40}}+)?+[A-Za-z@$]{{0,2}}{_QUOTE}){_PIECE}{{2}}"
)
_CONTINUATIONS = tuple(rf"{_PIECE}{{2}}(?P<match>\\{end}{_MARGIN})(?={_PIECE}{{2}})" for end in (r"\n", r"\r\n"))
_SOFT_BREAK = r"[A-Za-z0-9_+/.-]{4}(?P<match>=\r?\n)(?=[A-Za-z0-9_+/=-]{2})"
_BETWEEN = (  # a comma, the end of a call or a statement, or the name to which the next piece is assigned
    r"[ \t]{0,8}+[),;\]]{0,4}+\s{0,40}+(?:(?:const|let|var|final|my|local)[ \t]{1,4}+)?+"
    r"(?:[\"']?[\w.$-]{1,40}+[\"']?[ \t]{0,8}+\+?(?::=|[:=])[ \t]{0,8}+)?+[rbuf@$]{0,2}+"
)
TOKEN_BEGINNINGS = (
    *("gh[pousr]_", "github_pat_", "A[KS]IA", "AIza", "npm_", "glpat-", "pypi-", "sk-", "[srp]k_live_", "[srp]k_test_"),
    *(
        "xox[abeprs]-",
        "xapp-",
        "hf_",
        r"SG\.",
        "dop_v1_",
        "shp(?:at|ss|ca|pa)_",
        "dckr_pat_",
        "figd_",
        "lin_api_",
        "ntn_",
    ),
    *("glsa_", "eyJ", "GOCSPX-", "ATATT3", "whsec_", "EAA[A-Z]", "key-", "dapi"),
)
"""The beginnings of tokens that have a fixed length, or more characters than fit on the rest of a line."""
_BEGINNING = f"(?:{'|'.join(TOKEN_BEGINNINGS)})"
CUT = "(?:gh[pousr]_|AKIA|AIza|npm_|glpat-)[A-Za-z0-9_-]{2,34}"
_PARTED = tuple(rf"{quote}{CUT}(?P<match>{quote}{_BETWEEN}{quote})[A-Za-z0-9_-]{{2}}" for quote in "\"'`")
"""A token of a fixed length that is cut off, and a string near it. Its length shows whether they belong together."""
_WRAPPED = tuple(
    rf"(?<![A-Za-z0-9]){_BEGINNING}[A-Za-z0-9_.-]{{1,240}}(?P<match>{end}{_MARGIN})(?=[A-Za-z0-9_.-]{{2}})"
    for end in (r"\n", r"\r\n")
)
"""A token that is cut off at the end of a line, and the beginning of the next line."""
_NEXT_LINE = re.compile(rf"[A-Za-z0-9_.-]{{12,240}}+(?P<match>{_BREAK})(?=[A-Za-z0-9_.-]{{2}})")
_NEXT = re.compile(rf"(?<=[\"'`])[A-Za-z0-9_-]{{1,40}}(?P<match>[\"'`]{_BETWEEN}[\"'`])(?=[A-Za-z0-9_-])")
_COLOUR = r"\x1b\[[0-9;:]{0,24}[A-Za-z]"
_COLOURS = re.compile(rf"(?:{_COLOUR}){{0,8}}+")
_CONTROL = "".join(map(chr, (*range(9), 11, 12, *range(14, 27), *range(28, 32), 127)))  # without tab, line end, escape
_CONTROLS = re.compile(f"[{re.escape(_CONTROL)}]*+")
STRINGS = "strings"
PATTERNS: tuple[tuple[str, str], ...] = (
    (STRINGS, _STRINGS),
    *(("continuation", pattern) for pattern in _CONTINUATIONS),
    ("mail", _SOFT_BREAK),
    *(("parted", pattern) for pattern in _PARTED),
    *(("wrapped", pattern) for pattern in _WRAPPED),
    *(("control", rf"{_PIECE}(?P<match>{re.escape(sign)})") for sign in _CONTROL),
    ("colour", rf"(?P<match>{_COLOUR})"),
)
"""The label and expression of each kind of joint."""

CUT_SHORT = 3  # the degree of doubt for a token that continues in another string or on the next line
_FURTHER = {"parted": _NEXT, "wrapped": _NEXT_LINE}
_MOST_PARTS = 40
_SIGN = re.compile(r"[+&~.|<>]|\\(?![\"'`])")  # a character that joins strings, not one that escapes a quote
_MAIL_LINES = range(50, 79)  # columns; RFC 2045, section 6.7, allows 76 with the equals sign


class Joint(Struct, frozen=True):
    """A part of the text that separates two parts of a value, or that is replaced by the text `plain`.

    `doubt` is 0 if an operator joins the parts, and 1 for adjacent strings on a line. It is 2 for strings on
    neighbouring lines, which may be a list, and 3 for a token that is cut off before another string or line. `leads`
    means that the value after the joint can only be read in the view. `disguise` means that words are searched in the
    view too.
    """

    start: int
    end: int
    plain: str = ""
    doubt: int = 0
    leads: bool = False
    disguise: bool = False


def find_joints(text: str, label: str, start: int, end: int) -> Iterator[Joint]:
    """Yield the joints at a reported place, or nothing if the report was wrong."""
    if label == "mail":
        column = start - (text.rfind("\n", max(0, start - 100), start) + 1 or start - 100)
        if column in _MAIL_LINES:
            yield Joint(start, end)
    elif label == "colour":
        after = _COLOURS.match(text, end)
        yield Joint(start, after.end() if after else end, leads=True)
    elif label == "control":
        after = _CONTROLS.match(text, end)
        yield Joint(start, after.end() if after else end)
    elif label in _FURTHER:
        yield Joint(start, end, doubt=CUT_SHORT)
        for _ in range(_MOST_PARTS):
            found = _FURTHER[label].match(text, end)
            if not found:
                break
            yield Joint(*found.span("match"), doubt=CUT_SHORT)
            end = found.end("match")
    elif label == STRINGS and not _SIGN.search(text, start, end):
        yield Joint(start, end, doubt=2 if "\n" in text[start:end] else 1)
    else:
        yield Joint(start, end)
