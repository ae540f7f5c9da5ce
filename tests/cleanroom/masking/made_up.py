"""Made-up texts with stretches to mask, and a map for them."""

from __future__ import annotations

import re

from hypothesis import strategies as st

from privacy_gate.cleanroom.masking.mask import Mark
from privacy_gate.cleanroom.masking.pairs import Pair, PairMap

KEY = b"k" * 32
HOST, MAIL, SECRET, NAME = "db7.fennick.lan", "t.lind@harnwick.eu", "zK8#vQ2m!x", "calculate_risk_score"
NAMES = {
    NAME: "calculate_score",
    "CalculateRiskScore": "CalculateScore",
    "risk-score-max": "score-limit",
    "RATE_BOOK": "DATA_BOOK",
}
ORIGINALS = (HOST, MAIL, SECRET, *NAMES, "客户甲", "/home/kb", "é.lan", "a b")
_FIND = re.compile("|".join(map(re.escape, sorted(ORIGINALS, key=len, reverse=True))))
_PARTS = (
    *(*ORIGINALS, *ORIGINALS, "calculate", "score", "lan", "a", "b", "x1", "é", "甲", "\U0001f642"),
    *("PG", "PG_", "_", "-", ".", "/", "\\", "\\n", "\n", " ", " ", " ", '"', "'", "`", "[", "]", "{", "}", "%20"),
    *("(", ")", "@", "s", "S", "CALCULATE", "%2F", "%252f", "%", "%2", "F", "20", "%AB", "%ad", "%C2", "%E9", "+"),
    *("?q=", "%25", "a%20b", "a+b", "%2Fhome%2Fkb", "%C3%A9.lan"),
)  # fmt: skip
_RUN = re.compile(rf"(?<![A-Za-z0-9_-])(?:{_FIND.pattern})+(?![A-Za-z0-9_-])")
runs = st.lists(st.sampled_from([*ORIGINALS, "calculate-risk-scores", "RiskScoreMax"]), min_size=1, max_size=5).map(
    "".join
)
texts = st.lists(st.sampled_from(_PARTS), max_size=14).map("".join)
splits = st.lists(st.integers(1, 7), max_size=40)


def new_map() -> PairMap:
    return PairMap(KEY)


def known_map() -> PairMap:
    """A map that knows all originals."""
    pairs = PairMap(KEY)
    for original in ORIGINALS:
        name = NAMES.get(original)
        pairs.add(Pair(name, original) if name else Pair(pairs.new_token("HOST", original), original, "HOST"))
    return pairs


def find_run(text: str) -> str | None:
    """An original, or originals without a gap, that no other word adjoins."""
    found = _RUN.search(text)
    return None if found is None else found[0]


def marks(text: str) -> list[Mark]:
    """What a checker would find."""
    return [
        Mark(*found.span(), "HOST", secret=found[0] == SECRET, name=NAMES.get(found[0], ""))
        for found in _FIND.finditer(text)
    ]


def pieces(text: str, sizes: list[int]) -> list[str]:
    """A text in pieces of some sizes, and the rest."""
    out, at = [], 0
    for size in sizes:
        out.append(text[at : at + size])
        at += size
    return [*out, text[at:]]
