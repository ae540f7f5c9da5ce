r"""Find characters and markup inside a token: `gh""p_…`, `ghp_<b>…</b>`, `ghp_\x…`, `ghp_**…**`.

A shell, a browser or a reader ignores them. Only text that starts like a token is examined. Each candidate is a joint
of a separate view (`views.py`), with the complete token and with its part before each insertion. The text after an
insertion can be the next word. The engine searches for such tokens (`TRIGGERS`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate

from privacy_gate.rules.split_values import TOKEN_BEGINNINGS, Joint

LABEL = "insertion"
LABELS = frozenset({LABEL})
_SIGN = r"[!\"#$%&'*+/:<=>?@\[\\\]^`{|}~]"
_PIECE = r"[A-Za-z0-9_.-]"
_MARKUP = (  # comments, tags, unset variables
    r"<!--(?:[^<>-]|-(?!->)){0,1000}+-->|/\*[^*]{0,80}+\*/|<[/?%]?[A-Za-z%-][^<>\n]{0,1000}+>|<!\[CDATA\["
    r"|\$\{[^{}\n]{0,40}+\}|\{\{[^{}\n]{0,40}+\}\}|\$\(\)|\(\)|\$[*@]|%[A-Za-z]\w{0,40}+%|&[A-Za-z]{2,24}+;"
    r"|\]\([^()\n]{0,200}+\)|\[\^\w{1,20}+\]|\\-|[^\x00-\x7f]"
)
_INSERTED = rf"(?:{_MARKUP}|{_SIGN}){{1,40}}+"
_DISTINCT = [one for one in TOKEN_BEGINNINGS if one not in ("eyJ", "EAA[A-Z]", "key-", "dapi")]  # found only in tokens
_BEGINNINGS = [re.findall(r"\[[^]]+\]|\(\?:[^)]+\)|\\?.", one) for one in _DISTINCT]
_EARLY = rf"<[A-Za-z/!?%]|/\*|\$[{{(*@A-Za-z]|%[A-Za-z]|\]\(|\[\^|\{{\{{|&[A-Za-z]|\(\)|[^\x00-\x7f]<|{_SIGN}{{4}}"
_CUT = sorted({"".join(units[:at]) for units in _BEGINNINGS for at in range(1, len(units))})
TRIGGERS = (
    *((LABEL, rf"\b{one}{_PIECE}{{0,100}}(?:{_SIGN}|[^\x00-\x7f]|\(\))") for one in _DISTINCT),
    *(
        (LABEL, rf"\b{''.join(units[:at])}{_SIGN}{{1,4}}-?{units[at]}")
        for units in _BEGINNINGS
        for at in range(1, len(units))
    ),
    *((LABEL, rf"\b{one}(?:{_EARLY})") for one in _CUT),
)
"""The label and expression of each place that may contain such a token, for the engine."""
_WRITTEN = re.compile(
    rf"(?<![A-Za-z0-9])(?:{'|'.join(rf'(?:{_INSERTED})?'.join(units) for units in _BEGINNINGS)})"
    rf"(?:(?:{_INSERTED})?{_PIECE}){{8,400}}+"
)
_EACH = re.compile(_INSERTED)
_SHORTEST = 16
_LENGTHS = frozenset({20, 26, 37, 39, 40, 51, 56})
"""The lengths of tokens with a fixed length, in characters."""
_MOST_CUTS = 6


def find_joints(text: str) -> Iterator[Joint]:
    """Yield a joint for each token with an insertion between its letters, in order."""
    for match in _WRITTEN.finditer(text):
        pieces = _EACH.split(match[0])
        if len(pieces) > 1:
            whole = "".join(pieces)
            ends = [end for end in accumulate(map(len, pieces)) if end >= _SHORTEST]
            cuts = dict.fromkeys([*(end for end in ends if end in _LENGTHS), *ends[:_MOST_CUTS], len(whole)])
            yield Joint(match.start(), match.end(), "\n".join(whole[:end] for end in cuts))
