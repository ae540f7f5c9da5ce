"""Filters for key blocks, tokens and web keys. They check the encoding."""

from __future__ import annotations

import json
import re

from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.checkers.secrets.secret_structures import decode_base64, matched_text
from privacy_gate.checkers.secrets.secret_values import is_filler, looks_random
from privacy_gate.model import Document

_MARKER = re.compile(r"-{4,5}[ ]?(?:BEGIN|END) [A-Za-z0-9 ]{3,50}-{4,5}")
_ARMOUR = re.compile(r"(?:Version|Comment|Hash|Proc-Type|DEK-Info|Subject): [^\n\\]{0,100}")
_NEAR = 400  # code points around a member of a web key that may contain its type


def _key_block(match: re.Match[str], _document: Document) -> bool:
    """Whether the body of a key block is as varied as that of a real key."""
    body = _ARMOUR.sub("", _MARKER.sub("", matched_text(match)))
    return len(set(body[:400])) >= 20


def _wrapped_key(match: re.Match[str], _document: Document) -> bool:
    """Whether a match is Base64 of a key block."""
    block = matched_text(match)
    return any(
        b"PRIVATE KEY" in decode_base64(block[shift : len(block) - (len(block) - shift) % 4]) for shift in range(4)
    )


def _jwt(match: re.Match[str], _document: Document) -> bool:
    """Whether a token has a JSON header that names an algorithm.

    A token without a signature must also have claims. A token with five parts must also name a cipher.
    """
    token = matched_text(match)
    if token.startswith("ZXlK"):
        token = decode_base64(token[: len(token) - len(token) % 4]).decode("latin-1")
        return '"alg"' in decode_base64(token.partition(".")[0][:8000]).decode("latin-1") or _says_type(token)
    parts = token.split(".")
    header = _object(parts[0])
    if len(parts) >= 5:
        return "enc" in header
    signed = len(parts) == 3 and len(parts[2]) >= 16
    return (
        "alg" in header
        and (signed or bool(_object(parts[1])))
        and not is_filler(parts[0] + (parts[2] if signed else ""))
    )


def _says_type(token: str) -> bool:
    """Whether a header that is cut off begins like that of a token."""
    begin = decode_base64(token.partition(".")[0][:24])
    return re.match(rb'\{\s?"(?:alg|typ|x5c|kid|jku|jwk|enc|cty)"', begin) is not None


def _object(part: str) -> dict[str, object]:
    try:
        found = json.loads(decode_base64(part))
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _web_key(match: re.Match[str], _document: Document) -> bool:
    """Whether a match is the private member of a web key. A short value counts only near the type of the key."""
    value, (start, end) = matched_text(match), covered_span(match)
    near = match.string[max(0, start - _NEAR) : end + _NEAR]
    return looks_random(value) and (len(value) >= 40 or '"kty"' in near) and not is_filler(value)


def _binary_key(match: re.Match[str], _document: Document) -> bool:
    """Whether a match is 32 bytes or more in base64 or hexadecimal digits, without many repetitions."""
    value = matched_text(match)
    return len(set(value)) >= 12 and not is_filler(value)


FILTERS: dict[str, Filter] = {
    "key-block": _key_block,
    "wrapped-key": _wrapped_key,
    "jwt": _jwt,
    "web-key": _web_key,
    "binary-key": _binary_key,
}
