"""Decide whether a Base64 text contains a secret. Only one level is decoded, and only the first kilobytes."""

from __future__ import annotations

import base64
import binascii
import re

from privacy_gate.base.known_tokens import FORMS
from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.checkers.secrets.secret_values import is_filler, is_secret
from privacy_gate.model import Document

_MOST = 8_000  # characters that are decoded
_TEXT = re.compile(r"[\t\n\r -~]{12,}\Z")
_GIVEN = re.compile(
    r"(?i)(?P<name>[a-z0-9_.-]{0,40}(?:passw(?:or)?d|pwd|passphrase|secret|token|credential|key|auth)[a-z0-9_.-]{0,24})"
    r"(?P<between>[\"']?[ \t]{0,4}[:=][ \t]{0,4}[\"']?)(?P<value>[^\s\"',;&<>]{4,400})"
)
_TOKEN = re.compile(FORMS)


def decode_text(text: str) -> str:
    """Decode Base64 of either alphabet to plain text; empty if the result is no plain text."""
    plain = text[:_MOST].rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
    plain = plain[: len(plain) - (len(plain) % 4 == 1)]
    try:
        data = base64.b64decode(plain + "=" * (-len(plain) % 4))
    except (ValueError, binascii.Error):
        return ""
    found = data.decode("latin-1")
    return found if _TEXT.match(found) else ""


def _wrapped_secret(match: re.Match[str], document: Document) -> bool:
    """Whether the decoded text assigns a secret to a name, or contains a token of a known form."""
    text = decode_text(match.string[slice(*covered_span(match))])
    if any(not is_filler(found[0]) for found in _TOKEN.finditer(text)):
        return True
    for found in _GIVEN.finditer(text):
        quoted = found["between"][-1] in "\"'"
        if is_secret(found["name"], found["value"], found[0], document.path, quoted=quoted):
            return True
    return False


FILTERS: dict[str, Filter] = {"wrapped-secret": _wrapped_secret}
