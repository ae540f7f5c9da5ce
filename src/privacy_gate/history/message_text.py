"""Return the text to check in a git object."""

from __future__ import annotations

from privacy_gate.base.git.stream import Object
from privacy_gate.documents.decode import decode
from privacy_gate.sources.versions import message


def choose_text(obj: Object) -> bytes:
    """Return the bytes to check: the content of a file, or the message of a commit or tag."""
    return obj.data if obj.kind == "blob" else message_text(obj.data).encode("utf-8", "surrogatepass")


def message_text(raw: bytes) -> str:
    """Return the message, decoded with its encoding.

    If this encoding is not the usual one, the usual decoding is appended, so that an unusual encoding cannot hide text.
    """
    data, encoding = message(raw)
    text, _ = decode(data)
    if encoding is None:
        return text
    try:
        other = data.decode(encoding, "replace")
    except (LookupError, ValueError):
        return text
    return text if other == text else f"{other}\n{text}"
