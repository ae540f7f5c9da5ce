"""Read the detect-secrets baseline `.secrets.baseline`, so that a team can switch without preparation.

It contains the SHA-1 of each accepted value, by file. A finding is suppressed if its value has one of these hashes, or
if the value does that detect-secrets would find there. For some tokens, detect-secrets hashes only a prefix (`ghp`) or
the first line of a key. Such an entry would suppress all tokens of this form, so it has no effect.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.model import Document, Finding
from privacy_gate.rules import family
from privacy_gate.rules.plugins import NamedPlugin

_EDGES = re.compile(r"[\s\"'`=:,;@&|<>(){}\[\]]{1,50}|://|/|\?|#|%|\\[nrt\"']?")
_AROUND = 200  # code points before and after a finding
_MOST_EDGES = 30  # maximum places in the text around a finding, because all pairs of them are tried


class _Result(msgspec.Struct):
    hashed_secret: str


class _File(msgspec.Struct):
    version: str
    results: dict[str, list[_Result]]
    plugins_used: list[dict[str, Any]] = []


class SecretsBaseline:
    """The hashes of a `.secrets.baseline` by path, and the user's own plugins that it lists."""

    def __init__(self, hashes: dict[str, frozenset[str]], plugins: tuple[NamedPlugin, ...]) -> None:
        self.hashes = hashes
        self.paths = frozenset(hashes)
        self.plugins = plugins

    def holds(self, finding: Finding, document: Document) -> bool:
        """Whether the baseline contains a finding."""
        known = self.hashes.get(document.path)
        if not known or family(finding.rule) != "secret":
            return False
        # several rules may have found it, with different spans around the value
        return any(_sha1(text) in known for one in (finding, *finding.also) for text in _values(one, document))


def _sha1(text: str) -> str:
    return hashlib.sha1(text.encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def _values(finding: Finding, document: Document) -> Iterator[str]:
    """Yield the values that a detector may have found at the place of a finding.

    These are its span, and each part of the line between two separators that contains the span or most of it.
    """
    text, start, end = document.text, finding.start, finding.end
    yield text[start:end]
    if "\n" in text[start:end]:
        return
    first = max(text.rfind("\n", 0, start) + 1, start - _AROUND)
    last = text.find("\n", end, end + _AROUND)
    last = last if last >= 0 else min(len(text), end + _AROUND)
    edges = {first, start, end, last}
    for found in _EDGES.finditer(text, first, last):
        edges.update(found.span())
    near = sorted(edges, key=lambda edge: (min(abs(edge - start), abs(edge - end)), edge))[:_MOST_EDGES]
    for left, right in itertools.combinations(sorted(near), 2):
        around = left <= start and right >= end
        most_of_it = start <= left and right <= end and 2 * (right - left) > end - start
        if around or most_of_it:
            yield text[left:right]


def parse(data: bytes, source: str) -> SecretsBaseline:
    """Read a `.secrets.baseline`. Raises GateError for any other file."""
    try:
        file = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_File)
    except (ValueError, RecursionError):  # the errors of msgspec are ValueErrors
        raise GateError(f"{source}: not a detect-secrets baseline", "Restore or remove it.") from None
    if not file.version.startswith(("0.", "1.")):
        raise GateError(
            f"{source}: written by the unknown detect-secrets version {file.version}", "Upgrade privacy-gate."
        )
    hashes: dict[str, frozenset[str]] = {}
    for name, results in file.results.items():
        path = name.replace("\\", "/").removeprefix("./")
        hashes[path] = hashes.get(path, frozenset()) | {one.hashed_secret.lower() for one in results}
    return SecretsBaseline(hashes, tuple(_plugins(file)))


def _plugins(file: _File) -> Iterator[NamedPlugin]:
    for plugin in file.plugins_used:
        arguments = dict(plugin)
        name, path = arguments.pop("name", None), arguments.pop("path", None)
        if isinstance(path, str):
            yield NamedPlugin(path.removeprefix("file://"), name if isinstance(name, str) else None, arguments)
