"""What of a baseline is text like any other: all of it but the digests, read as JSON reads it."""

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
    """The file with blanks for its digests and every string decoded, keys too; each stays where it stands.

    What is not UTF-8 is given back as it is.
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return data
    text = _DIGEST.sub(lambda found: found[1] + " " * len(found[2]), text)
    return _STRING.sub(_decoded, text).encode("utf-8", "replace")


def _decoded(found: re.Match[str]) -> str:
    """A string without its escapes, as long as it was."""
    string = found[0]
    if "\\" not in string:
        return string
    try:
        inside = str(json.loads(string)).translate(_BREAKS)
    except ValueError:
        return string
    return f'"{inside}"'.ljust(len(string))
