"""The baseline: accepted findings, so that only new findings fail the check.

The file has one JSON value per line. The first lines contain the version and a salt. The findings follow, sorted by
fingerprint. Separators stand between the 256 possible first bytes of a fingerprint. Two branches that accept findings
therefore rarely change adjacent lines, and git can merge them.

An entry contains no line number and no value. It suppresses one finding with its fingerprint, if the 32 bits of scrypt
of the value are the same. Another secret at the same place is therefore new.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Annotated

import msgspec

from privacy_gate.base.errors import GateError
from privacy_gate.base.hashing import blake2b
from privacy_gate.model import Document, Finding

NAME = ".privacy-gate-baseline"
"""The path of the baseline below the root, unless the settings change it."""

OF_DETECT_SECRETS = ".secrets.baseline"
"""The path of the detect-secrets baseline, which `secrets_baseline` reads."""

VERSION = 1
_SALT = 16  # bytes
# A secret can be short enough to guess. With the higher cost, each guess takes 3 ms and 1 MB. Other values are in the
# repository anyway.
_COST, _CHEAP = 1 << 10, 1 << 5
_MARKER = re.compile(rb"^(?:<{7}|={7}|>{7}|\|{7})(?: |\r?$)", re.MULTILINE)
_BYTES = tuple(f"{byte:02x}" for byte in range(256))


class BaselineEntry(msgspec.Struct, frozen=True, order=True, forbid_unknown_fields=True):
    """An accepted finding.

    Identical findings in a file have the same `fingerprint`, so the baseline has one entry for each of them.
    """

    fingerprint: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{32}$")]
    check: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{8}$")]
    rule: str
    path: str


class _Header(msgspec.Struct, frozen=True, rename={"version": "privacy-gate-baseline"}):
    version: int
    salt: str = ""


class Baseline:
    """The accepted findings. It also records which of them were found again.

    If several files were merged, there are several salts.
    """

    def __init__(self, salts: Sequence[bytes] = (), entries: Iterable[BaselineEntry] = ()) -> None:
        self.salts = list(salts) or [os.urandom(_SALT)]
        self.entries = Counter(entries)
        self.met: Counter[BaselineEntry] = Counter()
        self._by_fingerprint: dict[str, list[BaselineEntry]] = {}
        for entry in sorted(self.entries):
            self._by_fingerprint.setdefault(entry.fingerprint, []).append(entry)
        self.paths = frozenset(entry.path for entry in self.entries)

    def knows(self, fingerprint: str) -> bool:
        return fingerprint in self._by_fingerprint

    def find_held(self, candidates: Sequence[Candidate]) -> list[bool]:
        """Return for each finding of a document whether it is suppressed.

        Each entry suppresses one finding: the first that matches.
        """
        left = Counter(self.entries)
        out = []
        for candidate in candidates:
            entry = next((one for one in self._find_agreeing(candidate) if left[one] > 0), None)
            out.append(entry is not None)
            if entry:
                left[entry] -= 1
                self.met[entry] = max(self.met[entry], self.entries[entry] - left[entry])
        return out

    def _find_agreeing(self, candidate: Candidate) -> Iterator[BaselineEntry]:
        near = self._by_fingerprint.get(candidate.fingerprint)
        if not near:
            return
        checks = {
            check(digest(candidate.value, salt), salt, secret=candidate.secret) for salt in self.salts
        }  # one for each file that was merged into this one; usually only one
        yield from (entry for entry in near if entry.check in checks)

    def list_unused(self) -> list[BaselineEntry]:
        """Return the entries that have not suppressed a finding, with their number."""
        return sorted((self.entries - self.met).elements())


class Candidate(msgspec.Struct, frozen=True):
    """What the baseline compares of a finding. `secret` says that its value must be hard to guess from the entry."""

    fingerprint: str
    value: str
    secret: bool


def plain_path(path: str) -> str:
    r"""Return a path for the file. Bytes that are not UTF-8 are written as `\xNN`."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")


def value(finding: Finding, document: Document) -> str:
    """Return the text that a finding covers, with line feeds as line ends."""
    return document.text[finding.start : finding.end].replace("\r\n", "\n")


def digest(value: str, salt: bytes) -> bytes:
    """Return a fast digest of a value.

    The `check` of an entry is computed from it. It is also in the record of the last run. Without the salt it is
    useless.
    """
    return blake2b(value.encode("utf-8", "surrogatepass"), key=salt, digest_size=16).digest()


def check(digest: bytes, salt: bytes, *, secret: bool) -> str:
    """Return 32 bits of scrypt. They tell values apart without revealing them."""
    import hashlib  # loads OpenSSL, needed only if a fingerprint matches

    return hashlib.scrypt(digest, salt=salt, n=_COST if secret else _CHEAP, r=8, p=1, dklen=4).hex()


def parse(data: bytes, source: str) -> Baseline:
    """Read a baseline. Raises GateError if the data is no valid baseline. It is never treated as empty."""
    if found := _MARKER.search(data):
        line = 1 + data.count(b"\n", 0, found.start())
        raise GateError(
            f"{source}:{line}: unresolved merge conflict",
            "Delete the conflict markers and keep the lines of both sides.",
        )
    salts: list[bytes] = []
    entries: list[BaselineEntry] = []
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        try:
            _read_line(raw.strip(), f"{source}:{number}", salts, entries)
        except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
            raise GateError(
                f"{source}:{number}: not a baseline entry",
                "Restore the file, or run `privacy-gate baseline` to create it again.",
            ) from None
    if not salts:
        raise GateError(f"{source}: not a baseline: it has no header", "Run `privacy-gate baseline` to create one.")
    return Baseline(list(dict.fromkeys(salts)), entries)


def _read_line(line: bytes, where: str, salts: list[bytes], entries: list[BaselineEntry]) -> None:
    if line.startswith(b'{"privacy-gate-baseline"'):
        header = msgspec.json.decode(line, type=_Header)
        if header.version > VERSION:
            raise GateError(f"{where}: written by a newer version of privacy-gate", "Upgrade privacy-gate.")
        salts.append(_salt(header))
    elif line.startswith(b"{"):
        entries.append(msgspec.json.decode(line, type=BaselineEntry))
    elif line and msgspec.json.decode(line) not in _BYTES:
        raise ValueError(line)


def _salt(header: _Header) -> bytes:
    salt = bytes.fromhex(header.salt)
    if header.version != VERSION or len(salt) != _SALT:
        raise ValueError(header)
    return salt


def render(salts: Sequence[bytes], entries: Iterable[BaselineEntry]) -> bytes:
    """Return the content of the file. The same entries always give the same bytes."""
    lines = [msgspec.json.encode(_Header(VERSION, salt.hex())) for salt in salts]
    by_byte: dict[str, list[BaselineEntry]] = {byte: [] for byte in _BYTES}
    for entry in sorted(entries):
        by_byte[entry.fingerprint[:2]].append(entry)
    for byte, group in by_byte.items():
        lines.append(f'"{byte}"'.encode())
        lines += [msgspec.json.encode(entry) for entry in group]
    return b"".join(line + b"\n" for line in lines)
