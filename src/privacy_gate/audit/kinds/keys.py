"""Check for keys in plain text: in settings files, and keys that several environments share.

Values are compared by a digest with a random key that exists only during the run. They are never shown.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from privacy_gate.audit.settings_lookup import CheckOutcome, CheckResult, Look
from privacy_gate.base.settings_files.parsed import Foreign, Format, Key
from privacy_gate.base.text import plural
from privacy_gate.rules.toolchain.records import Keys, Tool

_REFERENCE = re.compile(
    r"\$|\{\{|%[A-Za-z_]+%|<|\*{3}|(?:env|op|vault|file|secret|keychain|cmd|aws|gcp)[:/]|\.{3}"
    r"|.*(?:x{4,}|your|change|example|placeholder|dummy|insert|redacted|fake|sample|todo)",
    re.IGNORECASE,
)
_VALUE = re.compile(r"(?=.*[A-Za-z])(?=.*[0-9])[!-~]{16,500}")
_SECRET = re.compile(r"\$\{\{[ \t]*secrets\.([A-Za-z0-9_]{1,100})[ \t]*\}\}")
_SALT = os.urandom(16)


class _Key(NamedTuple):
    environment: str
    path: str
    line: int
    name: str
    digest: bytes


def check(record: Keys, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    if record.environments:
        yield from _check_shared(record, tool, sign, look)
    else:
        yield from _in_settings(record, tool, sign, look)


def _in_settings(record: Keys, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    files = [*record.files, *(one for other in look.records.tools for one in other.settings)]
    seen: set[tuple[str, int]] = set()
    unread: set[str] = set()
    read: set[str] = set()
    for layer in look.layers([one for one in files if one.format != "sqlite"]):
        if layer.read is None:
            unread.add(layer.name)
            continue
        read.add(layer.name)
        for found in _keys(layer.read, look.texts(layer.read, layer.name), layer.name, "", record):
            if (found.path, found.line) not in seen:
                seen.add((found.path, found.line))
                message = f"{found.name} contains a key in plain text"
                yield CheckResult(record, tool, CheckOutcome.FAIL, found.path, found.line, message, record.remedy)
    if unread and not seen:
        yield CheckResult(
            record, tool, CheckOutcome.UNKNOWN, sign, 1, f"{plural(len(unread), 'file')} could not be read", "fix them"
        )
    elif read and not seen:
        yield CheckResult(record, tool, CheckOutcome.PASS, sign, 1, f"none in {plural(len(read), 'settings file')}")


def _check_shared(record: Keys, tool: Tool, sign: str, look: Look) -> Iterator[CheckResult]:
    if look.part == "user":
        return
    keys: list[_Key] = []
    secrets: dict[str, tuple[str, int]] = {}
    unread = False
    for environment, globs in record.environments.items():
        for path in look.machine.files_like(globs):
            form: Format = "yaml" if path.endswith((".yml", ".yaml")) else "env"
            read = look.read(look.machine.root / path, path, form)
            unread = unread or read is None
            if read is not None:
                every = look.texts(read, path)
                keys += _keys(read, every, path, environment, record)
                secrets |= {name: (path, read.line(key)) for key, value in every for name in _SECRET.findall(value)}
    names = re.compile(record.names, re.IGNORECASE)
    keys += [
        _Key("development", "environment", 1, name, _digest(value))
        for name, value in look.machine.variables.items()
        if look.part == "all" and names.search(name) and is_key(value)
    ]
    together = _together(keys)
    for one, other in together:
        message = (
            f"{one.name} in {one.environment} is the same key as {other.name} in {other.environment} "
            f"({other.path}:{other.line})"
        )
        yield CheckResult(record, tool, CheckOutcome.FAIL, one.path, one.line, message, record.remedy)
    unknown = [key for key in keys if key.name in secrets]
    for key in {key.name: key for key in unknown}.values():
        path, line = secrets[key.name]
        message = f"cannot compare the CI secret {key.name} with the key in {key.path}"
        yield CheckResult(
            record, tool, CheckOutcome.UNKNOWN, path, line, message, "check the CI secrets, and use a separate key"
        )
    if unread and not together:
        yield CheckResult(record, tool, CheckOutcome.UNKNOWN, sign, 1, "some files cannot be read", "fix them")
    elif keys and not together and not unknown:
        yield CheckResult(
            record, tool, CheckOutcome.PASS, sign, 1, f"{plural(len(keys), 'key')}, none in two environments"
        )


def _together(keys: list[_Key]) -> list[tuple[_Key, _Key]]:
    """Return the keys that more than one environment has, each with the first other place."""
    first: dict[bytes, _Key] = {}
    found: dict[tuple[bytes, str], tuple[_Key, _Key]] = {}
    for key in keys:
        known = first.setdefault(key.digest, key)
        if known.environment != key.environment:
            found.setdefault((key.digest, key.environment), (key, known))
    return list(found.values())


def _keys(read: Foreign, texts: list[tuple[Key, str]], path: str, environment: str, record: Keys) -> Iterator[_Key]:
    names = re.compile(record.names, re.IGNORECASE)
    for key, value in texts:
        name = next((step for step in reversed(key) if not step.isdigit()), "")
        if names.search(name) and is_key(value):
            yield _Key(environment, path, read.line(key), name, _digest(value))


def is_key(value: str) -> bool:
    """Whether a text looks like a key and not like a placeholder or a reference."""
    return _VALUE.fullmatch(value) is not None and _REFERENCE.match(value) is None


def _digest(value: str) -> bytes:
    return hashlib.blake2b(value.encode("utf-8", "replace"), key=_SALT, digest_size=16).digest()
