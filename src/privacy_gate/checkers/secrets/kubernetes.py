"""Find the values of Kubernetes secrets with regular expressions, because a manifest may be part of a prompt or of
code.

A secret has its values under `data` (in base64) and `stringData` (as plain text), beside its `kind`:
https://kubernetes.io/docs/concepts/configuration/secret/
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence

from privacy_gate.checkers.secrets.secret_structures import decode_base64, is_password

_LONGEST = 200_000  # code points before and after the kind that belong to one manifest
_BORDERS = ("\n---", "\n```", "\n~~~")
_BLOCK = re.compile(r"""(?m)^(?P<indent>[ ]{0,40})(?:-[ ])?["']?(?P<kind>data|stringData)["']?[ ]{0,4}:[ ]{0,4}\r?$""")
_NAME = re.compile(
    r"""(?P<indent>[ ]{0,60})["']?(?P<name>[A-Za-z0-9_./-]{1,100})["']?[ ]{0,4}:[ \t]{0,8}(?:!!binary[ ])?"""
)
_FOLDED = re.compile(r"[|>][+-]?[0-9]?[ \t]{0,4}\r?\Z")
_COMMENT = re.compile(r"[ \t]#")
_MEMBER = re.compile(r'\\?"(?P<name>[A-Za-z0-9_./-]{1,100})\\?"\s{0,8}:\s{0,8}\\?"(?P<value>[^"\n\\]{1,100000})\\?"')
_BASE64 = re.compile(r"[A-Za-z0-9+/]{3,100000}={0,2}\Z")
# other entries of a manifest, which are no secrets
_HARMLESS = re.compile(
    r"(?i)(?:^|[_.-])(?:user(?:name)?|login|host(?:name)?|port|db|database|dbname|name|namespace|email|endpoint|region"
    r"|bucket|type|realm|issuer|server|domain|tenant|account|id|version|mode)s?\Z|\A(?:ca|tls)\.crt\Z|\.(?:crt|pub|cer)\Z"
    r"|client[_.-]?id\Z|public"
)


def values(text: str, kinds: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the spans of the values in the manifests whose `kind: Secret` begins at one of the sorted offsets."""
    spans: set[tuple[int, int]] = set()
    seen: set[int] = set()
    done = 0
    for number, at in enumerate(kinds):
        if text[at] == '"' or text[at] == "\\":
            spans.update(_members(text, at, seen))
        elif at >= done:
            first, done = _manifest(text, at)
            depths = {_depth(text, kind) for kind in kinds[number : bisect_left(kinds, done)]}
            for block in _BLOCK.finditer(text, first, done):
                if len(block["indent"]) in depths:
                    spans.update(_entries(text, block, done))
    yield from sorted(spans)


def _depth(text: str, at: int) -> int:
    """Return the indentation of a key. The dash of a list item counts as space."""
    before = text[max(0, text.rfind("\n", max(0, at - 60), at) + 1) : at]
    return len(before) if not before.strip(" -\"'") else -1


def _manifest(text: str, at: int) -> tuple[int, int]:
    """Return the span of the manifest around an offset, up to the nearest separator on each side."""
    first, last = max(0, at - _LONGEST), min(len(text), at + _LONGEST)
    for border in _BORDERS:
        first = max(first, text.rfind(border, first, at))
        found = text.find(border, at, last)
        last = found if found >= 0 else last
    return first, last


def _line_end(text: str, at: int, last: int) -> int:
    end = text.find("\n", at, last)
    return last if end < 0 else end


def _below(text: str, at: int, depth: int, last: int) -> int:
    """Return the end of the lines that are indented deeper than `depth`."""
    while at < last:
        end = _line_end(text, at, last)
        line = text[at:end]
        if line.strip() and len(line) - len(line.lstrip(" ")) <= depth:
            break
        at = end + 1
    return min(at, last)


def _entries(text: str, block: re.Match[str], last: int) -> Iterator[tuple[int, int]]:
    """Yield the values below `data:`."""
    at = block.end() + 1
    last = _below(text, at, len(block["indent"]), last)
    while at < last:
        end = _line_end(text, at, last)
        following = end + 1
        if entry := _NAME.match(text, at, end):
            start, stop = entry.end(), end
            if _FOLDED.match(text[start:end]):
                start, stop = following, _below(text, following, len(entry["indent"]), last)
                following = stop
            elif comment := _COMMENT.search(text, start, stop):
                stop = comment.start()
            start, stop = _trimmed(text, start, stop)
            if _counts(entry["name"], text[start:stop], block["kind"]):
                yield start, stop
        at = following


def _trimmed(text: str, start: int, stop: int) -> tuple[int, int]:
    """Return a span without the white space and quotes around it."""
    value = text[start:stop].rstrip(" \t\r\n,\"'")
    return start + len(value) - len(value.lstrip(" \t\r\n\"'")), start + len(value)


def _members(text: str, at: int, seen: set[int]) -> Iterator[tuple[int, int]]:
    """Yield the spans of values in JSON.

    They are members of the objects `data` and `stringData` nearest to the kind at `at`.
    """
    for kind in ("data", "stringData"):
        around = {text.rfind(f'{kind}"', max(0, at - 20_000), at), text.find(f'{kind}"', at, at + 20_000)} - {-1} - seen
        seen.update(around)
        for begin in around:
            ends = [text.find(mark, begin + 12, begin + 20_000) for mark in ("}", 'kind"')]
            end = min((end for end in ends if end >= 0), default=begin + 20_000)
            for member in _MEMBER.finditer(text, text.find("{", begin, end), end):
                if _counts(member["name"], member["value"], kind):
                    yield member.span("value")


def _counts(name: str, value: str, kind: str) -> bool:
    """Whether an entry contains a secret, and no user name, template or placeholder."""
    plain = "".join(value.split())
    if _HARMLESS.search(name) or len(plain) < 4:
        return False
    if kind == "data" and _BASE64.match(plain):
        held = decode_base64(plain)
        return len(held) >= 4 and is_password(plain) and is_password(held.decode("latin-1").strip())
    if "\n" in value:
        return not any(mark in value for mark in ("{{", "ENC[", "${", "<%"))
    return is_password(value)
