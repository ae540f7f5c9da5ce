"""The ledger of a repository: what was checked, sent and tested on this computer.

It is a file in the git directory that all work trees share. Only this user can read it. Lines are only appended. Each
event is one line of canonical JSON with the hash of the previous line, so `verify` detects changed and missing lines.
The ledger stores a keyed digest of each text. It stores the text itself only if the user requests that.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any

from msgspec import Struct, field

from privacy_gate import __version__
from privacy_gate.base import git, random_keys
from privacy_gate.base.ci import in_ci
from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.base.text import text_digest
from privacy_gate.cleanroom.ledger import chain
from privacy_gate.index.location import folder
from privacy_gate.model import Verdict

FILE = "ledger.jsonl"
_KEY = "ledger.key"
_DIGEST = 16  # bytes


class EventKind(StrEnum):
    """The kind of an event.

    A text was checked, sent to an assistant, or sent although it was blocked (ALLOWED), or the tests of a prompt ran.
    PAST is a prompt in the git history that is older than the ledger. It counts as sent.
    """

    CHECKED = "checked"
    SENT = "sent"
    ALLOWED = "allowed"
    TESTED = "tested"
    PAST = "past"


class Result(StrEnum):
    """The result of an event: an answer arrived or failed; tests passed, failed or timed out."""

    ANSWERED = "answered"
    PASSED = "passed"
    FAILED = "failed"
    LATE = "late"


class Event(Struct, frozen=True, kw_only=True):
    """An event that concerns a text.

    `prompt` is the path of the text from the root, with `/`. It is empty for typed text. `content` is the digest that
    `text_digest` computes. `whole` is False if only the added lines of a change were checked. `rules` counts the
    findings of each rule, and `tests` counts the tests by result. `text` is stored only if the user requests it, with
    its secrets masked. For a prompt from the git history, `commit` is the commit that added it, and `happened` is the
    time of that commit.
    """

    kind: EventKind
    prompt: str = ""
    content: bytes = b""
    whole: bool = True
    assistant: str = ""
    verdict: Verdict | None = None
    rules: Mapping[str, int] = field(default_factory=dict)
    result: Result | None = None
    tests: Mapping[str, int] = field(default_factory=dict)
    reason: str = ""
    text: str | None = None
    commit: str = ""
    happened: str = ""


def record(repository: git.Repository, event: Event, *, moment: float | None = None) -> str | None:
    """Append an event to the ledger. Return the hash of its line, the new head of the ledger.

    Several processes may append at once. In CI nothing is written and None is returned, because the ledger would be
    deleted with the machine. `moment` is the time in seconds since 1970; the default is now. Raises GateError if the
    ledger cannot be written.
    """
    if in_ci():
        return None
    place = folder(repository)
    try:
        place.mkdir(mode=0o700, parents=True, exist_ok=True)
        return chain.append(
            place / FILE, _fields(event, repository.commit, random_keys.load_or_create(place / _KEY), moment)
        )
    except OSError as error:
        raise GateError(
            f"the ledger in {place} cannot be written: {error.strerror}",
            "Check the free disk space and the permissions of the directory.",
        ) from None


def ledger_path(repository: git.Repository) -> Path:
    """Return the path of a repository's ledger."""
    return folder(repository) / FILE


def digest_text(repository: git.Repository, text: str) -> str | None:
    """Return the digest that the ledger stores for a text; None if there is no ledger yet."""
    key = folder(repository) / _KEY
    return _compute_digest(text_digest(text), random_keys.load_or_create(key)) if key.is_file() else None


def _fields(event: Event, commit: str, key: bytes, moment: float | None) -> dict[str, Any]:
    fields: dict[str, Any] = {
        "version": 1,
        "time": _time(time.time() if moment is None else moment),
        "kind": event.kind.value,
        "prompt": escape_surrogates(event.prompt),
        "digest": _compute_digest(event.content, key) if event.content else "",
        "whole": event.whole,
        "assistant": escape_surrogates(event.assistant),
        "verdict": event.verdict.value if event.verdict else "",
        "rules": dict(event.rules),
        "result": event.result.value if event.result else "",
        "tests": dict(event.tests),
        "reason": escape_surrogates(event.reason),
        "gate": __version__,
        "commit": event.commit or commit,
    }
    if event.happened:
        fields["happened"] = event.happened
    return fields if event.text is None else fields | {"text": escape_surrogates(event.text)}


def _compute_digest(of: bytes, key: bytes) -> str:
    return blake2b(of, key=key, digest_size=_DIGEST).hexdigest()


def _time(moment: float) -> str:
    """Format a time as RFC 3339, in UTC, to the millisecond."""
    whole, thousandths = divmod(int(moment * 1000), 1000)
    return f"{time.strftime('%Y-%m-%dT%H:%M:%S', time.gmtime(whole))}.{thousandths:03}Z"


def escape_surrogates(text: str) -> str:
    """Return a text in which bytes that are not UTF-8 and lone surrogates are escaped, because JSON cannot contain
    them.
    """
    try:
        data = text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:  # a lone surrogate from JSON
        data = text.encode("utf-8", "backslashreplace")
    return data.decode("utf-8", "backslashreplace")
