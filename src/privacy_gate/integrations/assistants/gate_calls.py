"""Find the calls of privacy-gate in a file. An assistant's edit must not change them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.base.settings_files import foreign

_MENTION = re.compile(r"privacy[-_]gate")
_MOST_DEPTH = 50


def calls(name: str, text: str) -> Counter[str]:
    """Count the places in a text that call privacy-gate.

    In JSON, a place is a whole list entry with its keys, so another matcher, event or time limit is another place. In
    other formats it is a line.
    """
    if not _MENTION.search(text):
        return Counter()
    if name.lower().endswith((".json", ".jsonc")):
        try:
            return Counter(_entries(foreign.parse_foreign(text.removeprefix("\ufeff"), "jsonc", "settings").data, ""))
        except GateError:
            pass
    return Counter(line.strip() for line in text.splitlines() if _MENTION.search(line))


def _entries(value: Any, place: str) -> Iterator[str]:
    if isinstance(value, dict) and place.count("\0") < _MOST_DEPTH:
        for key, inner in value.items():
            yield from _entries(inner, f"{place}\0{key}")
        return
    for one in value if isinstance(value, list) else (value,):
        written = json.dumps(one, sort_keys=True)
        if _MENTION.search(written):
            yield f"{place}\0{written}"
