"""What was accepted before, in any form: our own baseline and that of detect-secrets."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct, field

from privacy_gate.errors import GateError
from privacy_gate.model import Document, Finding
from privacy_gate.policy import baseline
from privacy_gate.policy.baseline import Baseline, Candidate
from privacy_gate.policy.secrets_baseline import SecretsBaseline


class Accepted(Struct, frozen=True):
    """`files`: the paths of baselines of ours, which are not looked into for findings."""

    own: Baseline = field(default_factory=Baseline)
    foreign: SecretsBaseline | None = None
    files: frozenset[str] = frozenset()

    def concerns(self, fingerprints: Sequence[str], path: str) -> bool:
        """Whether any of these findings could have been accepted."""
        by_foreign = self.foreign is not None and path in self.foreign.hashes
        return by_foreign or any(map(self.own.knows, fingerprints))

    def mistake(self, path: str, data: bytes) -> str | None:
        """What is wrong with a baseline of ours that is checked: the index may hold another than the work tree."""
        try:
            baseline.parse(data, path)
        except GateError as error:
            return error.message
        return None


def candidate(finding: Finding, fingerprint: str, document: Document, *, secret: bool) -> Candidate:
    return Candidate(fingerprint, baseline.value(finding, document), secret)
