"""Decide whether a text in the place of a password is one, for the filters of structured texts."""

from __future__ import annotations

import base64
import re

from privacy_gate.checkers.protocol import covered_span
from privacy_gate.checkers.secrets.secret_values import is_filler, looks_random

# placeholders for a password in manuals: the word itself in all its forms, and other words
_STAND_IN = re.compile(
    r"(?i)(?:my|the|new|old|admin|user|db|smtp|test|some|your|super|default|database|root|client|app)?[ _.-]?"
    r"(?:secret[ _.-]?)?(?:passw(?:or)?d|passwort|passphrase|pass|pwd|secret|token|access[_-]?token|key"
    r"|api[_-]?key|credential|auth)s?[0-9]?(?:[ _-]?here)?\Z"
    r"|(?:user(?:name)?|none|null|nil|true|false|yes|no|string|value|text|hidden|prompt|basic|bearer|undefined|empty"
    r"|default|changeit|anonymous|anon(?:cvs)?|guest|foo|bar|baz|spam|eggs|foobar|abc|xyz|p4ss|pw|x-(?:access|oauth)-(?:token|basic)|[0-9]{1,5}:[0-9]{1,5}|stdin|file|env|ask|md5|sha256|x{3,9}|\W{1,9})\Z"
)
_TEMPLATE = re.compile(
    r"[$%#@]\{|\{\{|\}\}|\$[A-Za-z_(]|%\(|%[sdr](?![0-9A-Fa-f])|<[^<>]{0,60}>|\{[\w.!:]{0,60}\}|\[[\w. -]{1,60}\]"
    r"|\([\w., ]{0,60}\)|\*{2}|\.{3}|[\u2022\u2026]|^[*\[<{(]|&lt;|ENC[\[(]|\w\[[\"']|\\[(]"
)
_CODE = re.compile(r"[\s{}<>]|\w[\[(]|[A-Za-z]{7}|\$[A-Z]{3}|[./_-][A-Za-z]{4,40}[./_-]")
# in files of programs, a word may be a real password
_NOT_TYPED = re.compile(
    r"(?i)change[_-]?me|replace|redacted|placeholder|your[_-]|insert|xxxx|none\Z|null\Z|true\Z|false\Z|todo\Z"
)
_EXAMPLE_FILE = re.compile(
    r"(?i)(?:^|/)(?:tests?|t|testing|docs?|fixtures?|specs?|examples?|samples?|__tests__)/|(?:^|/)(?:test_|conftest)"
    r"|[._-](?:test|spec|example|sample|template|dist)s?(?:\.|\Z)"
)


def matched_text(match: re.Match[str]) -> str:
    """Return the text that the finding covers."""
    return match.string[slice(*covered_span(match))]


def line_around(match: re.Match[str], most: int = 300) -> str:
    """Return the line of a match, up to `most` code points on each side."""
    start, end = match.span()
    first = match.string.rfind("\n", max(0, start - most), start) + 1 or max(0, start - most)
    last = match.string.find("\n", end, end + most)
    return match.string[first : last if last >= 0 else end + most]


def is_password(value: str) -> bool:
    """Whether a text in the place of a password is neither a placeholder nor a reference. A word is accepted."""
    if len(value) >= 40 and len(set(value)) >= 20 and not _CODE.search(value):
        return True  # generated from all characters, so some look like a template
    bare = value.strip("[](){}<>:")  # [user][:password]@host
    return not (is_filler(value) or _STAND_IN.match(bare) or _TEMPLATE.search(value))


def is_stored_password(value: str) -> bool:
    """Decide like `is_password`, but for files that only programs write and read.

    There, even "password" may be a password.
    """
    return bool(value.strip()) and not (_TEMPLATE.search(value) or _NOT_TYPED.search(value))


def is_example_file(path: str) -> bool:
    """Whether a file is for tests, documentation or examples, where passwords are made up."""
    return _EXAMPLE_FILE.search(path) is not None


def is_made_up(value: str, path: str) -> bool:
    """Whether a value is a word, in a file where passwords are made up. A value that looks random may be a real one."""
    return is_example_file(path) and not (len(value) >= 12 and looks_random(value))


def decode_base64(text: str) -> bytes:
    """Decode Base64 of either alphabet, with or without padding; empty if the text is not Base64."""
    plain = text.rstrip("=").translate({ord("-"): "+", ord("_"): "/"})
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4))
    except ValueError:
        return b""
