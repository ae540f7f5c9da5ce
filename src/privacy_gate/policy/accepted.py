"""The findings that were accepted before: those in our baseline, and those in the baseline of detect-secrets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from msgspec import Struct, field
from msgspec.structs import replace

from privacy_gate.base.errors import GateError
from privacy_gate.model import Blob, Document, Finding, Problem
from privacy_gate.policy import baseline
from privacy_gate.policy.baseline import Baseline, Candidate
from privacy_gate.rules.plugins import NamedPlugin


class ForeignBaseline(Protocol):
    """The baseline of another scanner. Its module is loaded only if the repository has one."""

    @property
    def paths(self) -> frozenset[str]:
        """The files with accepted findings."""
        ...

    @property
    def plugins(self) -> Sequence[NamedPlugin]:
        """The plugins of the user that the baseline lists."""
        ...

    def holds(self, finding: Finding, document: Document) -> bool:
        """Whether the baseline contains a finding."""
        ...


class Accepted(Struct, frozen=True):
    """The accepted findings.

    `files` are the paths of our baselines, and `foreign_files` those of detect-secrets baselines. `read` is the content
    of our baseline; None if there is none. `of_past` says that every finding in old content may be accepted.
    """

    own: Baseline = field(default_factory=Baseline)
    foreign: ForeignBaseline | None = None
    files: frozenset[str] = frozenset()
    foreign_files: frozenset[str] = frozenset()
    read: bytes | None = None
    of_past: bool = False

    def concerns(self, fingerprints: Sequence[str], path: str) -> bool:
        """Whether any of these findings may be in a baseline."""
        by_foreign = self.foreign is not None and path in self.foreign.paths
        return by_foreign or any(map(self.own.knows, fingerprints))

    def is_baseline(self, path: str) -> bool:
        """Whether a file is one of the baselines in use."""
        return path in self.files or path in self.foreign_files

    def show(self, blob: Blob) -> Blob | Problem:
        """Return the part of a file that is scanned. For a baseline this is everything except its digests.

        A baseline is parsed again, because the version in the git index may differ from that in the work tree.
        """
        if not self.is_baseline(blob.path):
            return blob
        if blob.path in self.files:
            try:
                baseline.parse(blob.data, blob.path)
            except GateError as error:
                return Problem(blob.path, error.message)
        from privacy_gate.policy import baseline_text

        return replace(blob, data=baseline_text.readable_text(blob.data))


def candidate(finding: Finding, fingerprint: str, document: Document, *, secret: bool) -> Candidate:
    return Candidate(fingerprint, baseline.value(finding, document), secret)
