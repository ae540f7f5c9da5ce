"""Decode dumps of bytes that have an offset before each line: `hexdump -C`, `xxd`, `od -t x1`, Format-Hex."""

from __future__ import annotations

import re
from collections.abc import Iterator

from privacy_gate.rules.split_values import Joint

LABEL = "dump"
_BYTE = "[0-9A-Fa-f]{2}"
TRIGGERS = ((LABEL, rf"\b[0-9A-Fa-f]{{4,16}}:?[ \t]{{1,4}}{_BYTE} ?{_BYTE} ?{_BYTE} ?{_BYTE}"),)
"""The label and expression of each place that may contain a dump, for the engine."""
_LINE = re.compile(
    r"(?m)^[ \t>#|*]{0,20}+(?:0x)?(?P<offset>[0-9A-Fa-f]{4,16}+)(?P<colon>:?)(?P<space>[ \t]{1,4})"
    rf"(?P<bytes>{_BYTE}(?![0-9A-Fa-f])(?: {{1,2}}{_BYTE}(?![0-9A-Fa-f])){{0,15}}+"
    rf"|(?:(?:{_BYTE}){{2,4}} ){{0,15}}(?:{_BYTE}){{1,4}}(?![0-9A-Fa-f]))[^\n]{{0,400}}+\n?"
)
_SEEN = str.maketrans(dict.fromkeys((*range(1, 32), *range(127, 256)), "\n") | {0: ""})


def read_lines(text: str) -> Iterator[Joint]:
    """Yield a joint for each line of a dump."""
    for match in _LINE.finditer(text):
        words, size = match["bytes"].split(), len(match["offset"])
        if not match["colon"] and (size == len(words[0]) or (size < 7 and len(match["space"]) == 1)):
            continue  # this is the first number of a list
        data = [bytes.fromhex(one) for one in words]
        if not match["colon"] and len(words[0]) == 4:  # `od -x` writes words with the low byte first
            data = [one[::-1] for one in data]
        written = b"".join(data).decode("latin-1").translate(_SEEN)
        yield Joint(match.start(), match.end(), written, disguise=True)
