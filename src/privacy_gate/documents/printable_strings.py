"""What a person could read in data that are no text, where a token of a known form is in it: as `strings` prints it."""

from __future__ import annotations

import re

from privacy_gate.documents.decode import narrow

_RUN = re.compile(rb"[\t\x20-\x7e]{16,}")  # in packed data such a row is there by chance once in ten million bytes
_TOKEN = re.compile(
    rb"gh[pousr]_[A-Za-z0-9]{36}|github_pat_[A-Za-z0-9_]{40}|gl(?:pat|rt|dt|ptt)-[A-Za-z0-9_-]{20}|A[KS]IA[A-Z2-7]{16}"
    rb"|AIza[A-Za-z0-9_-]{35}|npm_[A-Za-z0-9]{36}|pypi-AgE[A-Za-z0-9_-]{30}|sk-[A-Za-z0-9_-]{20}|[srp]k_live_[A-Za-z0-9]{20}"
    rb"|xox[abeprs]-[A-Za-z0-9-]{10}|xapp-[0-9]-[A-Za-z0-9-]{10}|hf_[A-Za-z0-9]{30}|SG\.[A-Za-z0-9_-]{20}\."
    rb"|dop_v1_[a-f0-9]{40}|shp(?:at|ss|ca|pa)_[a-fA-F0-9]{30}|dckr_pat_[A-Za-z0-9_-]{20}|glsa_[A-Za-z0-9]{30}"
    rb"|eyJ[A-Za-z0-9_-]{10,4000}\.eyJ[A-Za-z0-9_-]{10}|-----BEGIN [A-Z ]{0,20}PRIVATE KEY"
    rb"|[a-z][a-z0-9+]{2,20}://[^\s/:@]{1,60}:[^\s/:@]{6,100}@[a-z0-9]"
)
REMARK = "binary; only its printable text was read"


def blank_unprintable(data: bytes) -> str:
    """The printable rows of the data where they stand, with blanks for all else; nothing where no token is in them."""
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
