"""The hyperscan database, which searches a text for all expressions at once and reports the offsets.

It scans the decoded text, encoded again as UTF-8, and not the bytes of the file.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from privacy_gate.base.errors import GateError
from privacy_gate.rules.matching import Hits, Matcher, Pattern, ReMatcher, Reports

_CONTINUATION = bytes(range(0x80, 0xC0))
_FOLDED = {"\u0130": "i", "\u0131": "i", "\u017f": "s", "\u212a": "k"}


class PatternDatabase:
    """A hyperscan database. It is thread-safe, because each thread has its own scratch."""

    def __init__(self, database: Any) -> None:
        import hyperscan

        self._database = database
        self._local = threading.local()
        self._scratch = hyperscan.Scratch

    def serialise(self) -> bytes:
        import hyperscan

        return bytes(hyperscan.dumpb(self._database))

    def ends(self, data: bytes) -> dict[int, list[int]]:
        """Return the byte offsets for each reported expression, by its number."""
        reports: dict[int, list[int]] = {}

        def report(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            if number in reports:
                reports[number].append(end)
            else:
                reports[number] = [end]

        if data:
            self._database.scan(data, match_event_handler=report, scratch=self._own_scratch())
        return reports

    def _own_scratch(self) -> Any:
        scratch = getattr(self._local, "scratch", None)
        if scratch is None:
            scratch = self._local.scratch = self._scratch(self._database)
        return scratch


class DatabaseMatcher(PatternDatabase):
    """A matcher that searches for all expressions at once with a hyperscan database."""

    def __init__(self, patterns: Iterable[Pattern], serialised: bytes | None = None) -> None:
        """Load the serialised database, or compile one.

        Raises the errors of hyperscan if it is from another kind of computer.
        """
        self.patterns = tuple(patterns)
        super().__init__(compile_database(self.patterns) if serialised is None else load(serialised))

    def find(self, text: str) -> Hits:
        return Hits(text, self.reports(text))

    def reports(self, text: str) -> Reports:
        data = scanned_bytes(text)
        found = self.ends(data)
        return place_reports(self.patterns, found, data, text) if found else {}


def load(serialised: bytes) -> Any:
    """Load a serialised database. Raises the errors of hyperscan if it is from another kind of computer."""
    import hyperscan

    return hyperscan.loadb(serialised, hyperscan.HS_MODE_BLOCK)


def compile_literals(literals: Sequence[bytes]) -> Any:
    """Compile a database of byte strings. This is a hundred times as fast as compiling expressions."""
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    count = len(literals)
    database.compile(
        expressions=list(literals), ids=list(range(count)), elements=count, flags=[0] * count, literal=True
    )
    return database


def scanned_bytes(text: str) -> bytes:
    """Return the bytes that the database scans: the text in UTF-8.

    Four letters equal an ASCII letter when case is ignored. They are replaced by that letter.
    """
    plain = text
    if not text.isascii():
        for letter, folded in _FOLDED.items():  # str.translate is a hundred times slower
            plain = plain.replace(letter, folded)
    return plain.encode("utf-8", "surrogatepass")


_FOLDED_BYTES = tuple(letter.encode() for letter in _FOLDED)


def is_scanned(data: bytes) -> bool:
    """Whether `scanned_bytes` does not change a text in UTF-8."""
    # The first bytes of these letters are rare, so that this search is fast.
    return data.isascii() or not any(letter[0] in data and letter in data for letter in _FOLDED_BYTES)


def place_reports(patterns: Sequence[Pattern], ends: Mapping[int, list[int]], data: bytes, text: str) -> Reports:
    """Return the reports by rule. The byte offsets in the `scanned_bytes` of the text are converted to code points."""
    offsets = None if len(data) == len(text) else _code_points(data, ends)
    by_rule: Reports = {}
    for number, places in sorted(ends.items()):
        item = patterns[number]
        where = sorted(places) if offsets is None else [offsets[end] for end in sorted(places)]
        by_rule.setdefault(item.rule, []).append((item, where))
    return by_rule


def compile_database(patterns: Sequence[Pattern]) -> Any:
    import hyperscan

    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    try:
        database.compile(
            expressions=[item.expression.encode("ascii") for item in patterns],
            ids=list(range(len(patterns))),
            elements=len(patterns),
            flags=[hyperscan.HS_FLAG_PREFILTER] * len(patterns),
        )
    except hyperscan.error as error:
        if len(patterns) == 1:  # for example "Pattern can never match" or "Pattern is too large"
            raise GateError(f"{patterns[0].rule}: {patterns[0].regex!r}: {error}", "Rewrite the pattern.") from None
        for item in patterns:
            compile_database([item])
        raise GateError(
            f"the rules cannot be compiled together: {error}", "Remove the most recently added rule."
        ) from None
    return database


def _code_points(data: bytes, reports: Mapping[int, list[int]]) -> dict[int, int]:
    """Convert byte offsets to code point offsets. An offset within a character counts as after it."""
    offsets, at, count = {}, 0, 0
    for end in sorted({end for ends in reports.values() for end in ends}):
        count += len(data[at:end].translate(None, _CONTINUATION))
        offsets[end] = count
        at = end
    return offsets


def make(patterns: Sequence[Pattern]) -> Matcher:
    """Build a matcher for the patterns: with a database if hyperscan is installed, otherwise with `re`."""
    if not patterns or not has_hyperscan():
        return ReMatcher(patterns)
    return DatabaseMatcher(patterns)


def has_hyperscan() -> bool:
    try:
        import hyperscan  # noqa: F401
    except ImportError:  # no wheel for this platform (Windows on ARM)
        return False
    return True


def library() -> str:
    """Return the name and release of the library that compiles expressions.

    No other release can read its serialised databases.
    """
    try:
        from hyperscan import _version
    except ImportError:
        return "re"
    return f"hyperscan {_version.__version__}"


def processor() -> str:
    """Return the features of this processor that a database uses. This takes 3 ms."""
    import hyperscan

    probe = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    probe.compile(expressions=[b"a"], ids=[0], elements=1, flags=[0])
    return str(probe.info())


def is_foreign(database: bytes) -> bool:
    """Whether the database was compiled for another processor."""
    import hyperscan

    try:
        hyperscan.loadb(database, hyperscan.HS_MODE_BLOCK)
    except hyperscan.DatabasePlatformError:
        return True
    except hyperscan.error:
        pass
    return False
