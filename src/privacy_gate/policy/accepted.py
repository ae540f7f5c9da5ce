"""What was accepted before, in any form: our own baseline and that of detect-secrets."""

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
    """A baseline of another scanner; its module is loaded where there is one."""

    @property
    def paths(self) -> frozenset[str]:
        """The files in which it accepted anything."""
        ...

    @property
    def plugins(self) -> Sequence[NamedPlugin]:
        """The plugins of the user's own that it names."""
        ...

    def holds(self, finding: Finding, document: Document) -> bool:
        """Whether a finding was accepted there."""
        ...


class Accepted(Struct, frozen=True):
    """`files` are baselines of ours, `foreign_files` those of detect-secrets, by their paths; `read` is what was
    in ours, None where there is none yet. `of_past`: what went out long ago may be accepted, whatever it is."""

    own: Baseline = field(default_factory=Baseline)
    foreign: ForeignBaseline | None = None
    files: frozenset[str] = frozenset()
    foreign_files: frozenset[str] = frozenset()
    read: bytes | None = None
    of_past: bool = False

    def concerns(self, fingerprints: Sequence[str], path: str) -> bool:
        """Whether any of these findings could have been accepted."""
        by_foreign = self.foreign is not None and path in self.foreign.paths
        return by_foreign or any(map(self.own.knows, fingerprints))

    def is_baseline(self, path: str) -> bool:
        """Whether a file is one of the baselines in force."""
        return path in self.files or path in self.foreign_files

    def shown(self, blob: Blob) -> Blob | Problem:
        """What is checked of a file: of a baseline everything but its digests, of any other file all. The index may
        hold another baseline than the work tree, which was read."""
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
