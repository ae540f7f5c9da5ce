"""Filters for secrets that stand in a structure: an address, a header, a command, a key block."""

from __future__ import annotations

import base64
import json
import re

from privacy_gate.checkers.patterns import Filter, covered
from privacy_gate.checkers.secret_values import is_filler, looks_random
from privacy_gate.model import Document

# what manuals write for a password; "password" itself in each of its forms, and the start of what is no password
_STAND_IN = re.compile(
    r"(?i)(?:(?:my|the|new|old|admin|user|db|smtp|test|some|your)?[_-]?)?"
    r"(?:passw(?:or)?d|passphrase|pass|pwd|secret|token|key|api[_-]?key|credential|auth)s?\Z"
    r"|(?:user(?:name)?|none|null|nil|true|false|string|value|text|hidden|prompt|basic|bearer|undefined|empty|default)\Z"
)


def matched(match: re.Match[str]) -> str:
    """The text that the finding covers."""
    return match.string[slice(*covered(match))]


def _url_password(match: re.Match[str], _document: Document) -> bool:
    """A password in an address or a command that is neither a stand-in nor a reference."""
    value = matched(match)
    return not (is_filler(value) or _STAND_IN.match(value) or any(c in value for c in "${}()*<>[]\u2022"))


def _header_value(match: re.Match[str], _document: Document) -> bool:
    """A token that looks random, or `user:password` in base64 after `Basic`."""
    value = matched(match)
    held = b":" in decoded(value) if match["scheme"].lower() == "basic" else looks_random(value)
    return held and not is_filler(value)


def _jwt(match: re.Match[str], _document: Document) -> bool:
    """A header that is JSON and names an algorithm."""
    try:
        header = json.loads(decoded(matched(match).partition(".")[0]))
    except ValueError:
        return False
    return isinstance(header, dict) and "alg" in header


def _key_block(match: re.Match[str], _document: Document) -> bool:
    """A body as varied as a key's: not dots, not a few words."""
    block = matched(match)
    body = block.partition("KEY")[2].strip("-").partition("-----")[0]
    return b"PRIVATE KEY" in decoded(block[:80]) if block.startswith("LS0t") else len(set(body[:400])) >= 20


def decoded(text: str) -> bytes:
    """Base64 of either alphabet, with or without padding; nothing when it is none."""
    plain = text.rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4))
    except ValueError:
        return b""


FILTERS: dict[str, Filter] = {
    "url-password": _url_password,
    "header-value": _header_value,
    "jwt": _jwt,
    "key-block": _key_block,
}
