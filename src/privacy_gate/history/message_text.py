"""What is judged of git's objects."""

from __future__ import annotations

from privacy_gate.base.git.stream import Object
from privacy_gate.documents.decode import decode
from privacy_gate.sources.versions import message


def choose_text(obj: Object) -> bytes:
    """What is judged of an object: a file's bytes, the message of a commit or tag."""
    return obj.data if obj.kind == "blob" else message_text(obj.data).encode("utf-8", "surrogatepass")


def message_text(raw: bytes) -> str:
    """The message as its encoding has it. Where that is not the usual one, as it stands there too: what an odd
    encoding makes of a text hides nothing."""
    data, encoding = message(raw)
    text, _ = decode(data)
    if encoding is None:
        return text
    try:
        other = data.decode(encoding, "replace")
    except (LookupError, ValueError):
        return text
    return text if other == text else f"{other}\n{text}"
