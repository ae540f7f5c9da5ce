"""Extract readable text from binary data that contains a known form of token, like `strings`."""

from __future__ import annotations

import re

from privacy_gate.base.known_tokens import FORMS, LOGINS
from privacy_gate.documents.decode import narrow

_RUN = re.compile(rb"[\t\x20-\x7e]{16,}")  # in compressed data, such a run occurs by chance once in ten million bytes
_TOKEN = re.compile(f"{FORMS}|{LOGINS}".encode())
REMARK = "binary; only its printable text was read"


def blank_unprintable(data: bytes) -> str:
    """Return the printable runs of the data at their offsets, and blanks elsewhere.

    Return an empty string if they contain no token.
    """
    data = narrow(data)
    rows = list(_RUN.finditer(data))
    if not any(_TOKEN.search(row[0]) for row in rows):
        return ""
    text = bytearray(b" " * len(data))
    for row in rows:
        text[row.start() : row.end()] = row[0]
    at = data.find(b"\n")
    while at >= 0:
        text[at] = 10
        at = data.find(b"\n", at + 1)
    return text.decode("ascii")
