"""Prepare a baseline for a scan: its text without the digests, with decoded strings."""

from __future__ import annotations

import json
import re

_DIGEST = re.compile(
    r'("(?:fingerprint|check|salt|hashed_secret)"[ \t\r\n]{0,20}:[ \t\r\n]{0,20}")'
    r'([0-9a-fA-F]{40}|[0-9a-fA-F]{32}|[0-9a-fA-F]{8})(?=")'
)
_STRING = re.compile(r'"(?:[^"\\\r\n]++|\\.)*+"?')
_BREAKS = dict.fromkeys(map(ord, "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029\0"), " ")


def readable_text(data: bytes) -> bytes:
    """Return the file with blanks for its digests, and with all strings and keys decoded. Offsets stay the same.

    A file that is not UTF-8 is returned unchanged.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    text = _DIGEST.sub(lambda found: found[1] + " " * len(found[2]), text)
    return _STRING.sub(_decode, text).encode("utf-8", "replace")


def _decode(found: re.Match[str]) -> str:
    """Return a string without escapes, padded to its original length."""
    string = found[0]
    if "\\" not in string:
        return string
    try:
        inside = str(json.loads(string)).translate(_BREAKS)
    except ValueError:
        return string
    return f'"{inside}"'.ljust(len(string))
