"""Recognise keys without a typical form by the name of the service before them.

Mistral's keys are 32 letters and digits, and Deepgram's are 40 hexadecimal digits. Many other values have these forms.
The evidence is the name of the service, and the text between it and the value: an assignment, or a word such as "key".
Digests, revisions, identifiers and parts of addresses have other words there.
"""

from __future__ import annotations

import re

from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.checkers.secrets.innocent_places import LOCK_FILE
from privacy_gate.checkers.secrets.secret_values import is_filler, looks_random
from privacy_gate.model import Document

_SECRET = re.compile(
    r"(?i)key|token|secret|auth|passw|pwd|bearer|credential|access|private|(?<![a-z])(?:pat|api)(?![a-z])"
)
_OTHER = re.compile(
    r"(?i)sha-?[0-9]{1,3}|md5|digest|integrity|ch(?:ec)?ksum|commit|revision"
    r"|(?<![a-z])(?:rev|ref|hash|etag|tree|blob)(?![a-z])|finger_?print|docker|image|://[^\s?]{0,60}\Z|public|publishable|site_?key|example|placeholder"
)
# the name to which the value is assigned says that it is an identifier
_IDENTIFIER = re.compile(
    r"(?i)(?:(?:^|[^a-z])(?:id|uuid|guid|sid|slug|version|name|host|url|uri|region|zone|build|run|model|voice|e-?mail)"
    r"|(?:client|app|project|user|account|org|team|workspace|tenant|space|site|agent|voice|key)[ _-]?id)s?"
    r"[\"'`\])]{0,2}[ \t]{0,3}(?:=|:|=>|,|\(|is)?[ \t]{0,3}[\"'`\\]{0,2}\Z"
)
_ASSIGNED = re.compile(
    r"[\w .-]{0,24}[\"'`\])]{0,2}[ \t]{0,4}(?:=|:|=>|:=|\?=|>|,|\(|\|\||is)[ \t]{0,4}[\"'`(\\]{0,3}\Z"
)
_AT_ONCE = re.compile(r"[^A-Za-z0-9\n]{1,8}\Z")
_UUID = re.compile("(?i)[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_COMMIT = re.compile("[0-9a-f]{40}")
_REPOSITORY = re.compile(r"(?:(?<![\w./-])[\w.-]{1,40}/[\w.-]{1,60})\s{1,4}\Z")
_PIECE = re.compile("[A-Z]?[a-z]{1,400}|[A-Z]{1,400}|[0-9]{1,400}")


def is_key(before: str, gap: str, value: str) -> bool:
    """Whether a value is the key of a service.

    `before` ends with the name of the service. `gap` is the text between the name and the value.
    """
    if is_filler(value) or _OTHER.search(gap) or _IDENTIFIER.search(gap):
        return False
    if _SECRET.search(gap) or (_SECRET.search(before) and _ASSIGNED.match(gap)):
        return _UUID.fullmatch(value) is not None or _may_be_drawn(value)
    if _UUID.fullmatch(value) or not (_ASSIGNED.match(gap) or _AT_ONCE.match(gap)):
        return False
    return _may_be_drawn(value)


def _may_be_drawn(value: str) -> bool:
    """Whether a value of the right length may be random. This is less strict than for a value with any other name.

    Random lower-case letters and digits sometimes have five letters in a row, and a short key may have no digit.
    """
    pieces = _PIECE.findall(value)
    if looks_random(value) or not value.isalnum() or value.isdigit() or len(set(value)) < 7:
        return looks_random(value)
    return len(value) <= (5.5 if any(map(str.isdigit, value)) else 3) * len(pieces)


def _named_key(match: re.Match[str], document: Document) -> bool:
    """Whether a match is a key of the service that is named before it. Lock files are excluded.

    If the pattern names no service, any value that is no placeholder counts.
    """
    start, end = covered_span(match)
    value = match.string[start:end]
    if _COMMIT.fullmatch(value) and _REPOSITORY.search(match.string, max(0, start - 110), start):
        return False  # `owner/name` and a commit
    if "gap" not in match.re.groupindex:
        return not is_filler(value)
    before = match.string[max(0, match.start() - 30) : match.end()].rpartition("\n")[2]
    return is_key(before, match["gap"], value) and not LOCK_FILE.search(document.path)


FILTERS: dict[str, Filter] = {"named-key": _named_key}
