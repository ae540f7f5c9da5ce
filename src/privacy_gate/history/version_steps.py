"""Follow a file from version to version, and decide what in each version must be checked."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from privacy_gate.checkers.filters import filters
from privacy_gate.checkers.registry import checker
from privacy_gate.history.engine import Version, VersionEngine
from privacy_gate.history.finding_keys import Near, near_matches
from privacy_gate.model import Document, Exposure, Severity
from privacy_gate.rules import Rule
from privacy_gate.rules.disguises import encodings
from privacy_gate.scan import Run
from privacy_gate.scan.gate import Gate
from privacy_gate.sources.versions import BlobPlace

_VERSIONS = 16  # latest versions that may be the base of the next one, because several branches may be active


class VersionStep(Struct, frozen=True):
    """A version of a file.

    `clean` means that neither this version nor earlier ones have findings. `matches` is true if the changed parts
    contain matches, and `new` are those that no earlier version has. `is_manifest` is true if the file is a manifest.
    """

    version: Version
    clean: bool
    matches: bool
    new: list[Near]
    is_manifest: bool


class Following:
    """Follows one file after another. It is `possible` if all checkers only read a match and its surroundings."""

    def __init__(self, engine: VersionEngine, gate: Gate, run: Run) -> None:
        """Use the gate and the run for internal texts. The engine is their matcher."""
        self._engine, self._run = engine, run
        rules = [rule for name in gate.by_checker for rule in gate.by_checker[name]]
        self.possible = (
            engine.follows
            and all(checker(name).reach != "text" for name in gate.by_checker)
            and not gate.plugins.expressions
            and not any(rule.where for rule in rules if rule.level(Exposure.INTERNAL) is not Severity.OFF)
        )
        self._plain = {
            rule.id: [filters()[name] for name in rule.filters]
            for rule in _select_reaching(gate, "match")
            if rule.level(Exposure.INTERNAL) is not Severity.OFF
        }
        manifests = {rule.id for rule in _select_reaching(gate, "file")}
        self._manifests = {at for at, item in enumerate(engine.patterns) if item.rule in manifests}
        self.begin()

    def begin(self) -> None:
        """Begin another file."""
        self._versions: dict[str, tuple[Version, bool]] = {}  # each with whether it has no findings
        self._known: set[int] = set()  # hashes of matches and their contexts in earlier versions of the file

    def step(self, oid: str, base: str | None, data: bytes) -> VersionStep:
        """Add the next version of the file, which is based on another one."""
        latest = next(reversed(self._versions.values()), None)
        known = self._versions.get(base or "", latest)
        version = self._engine.version(data, known[0] if known else None)
        is_manifest = any(number in self._manifests for number, _ in version.ends)
        near = version.ends if is_manifest else self._engine.find_touched(version)
        matches = near_matches(near, data, self._engine) if near else {}
        clean = (known is None or known[1]) and not matches
        new = {key: span for key, span in matches.items() if key not in self._known}
        self._known.update(new)
        self._versions.pop(oid, None)
        self._versions[oid] = version, clean
        if len(self._versions) > _VERSIONS:
            del self._versions[next(iter(self._versions))]
        return VersionStep(version, clean, bool(matches), list(new.values()), is_manifest)

    def is_telling(self, step: VersionStep, place: BlobPlace, *, elsewhere: bool) -> bool:
        """Whether a place may have a finding that no earlier version had.

        `elsewhere` means a path that the previous version did not have, so that nothing is known about it.
        """
        data, ends = step.version.data, step.version.ends
        if elsewhere:
            return bool(ends and near_matches(ends, data, self._engine))
        return (step.is_manifest and step.matches) or self._finds(step.new, place, data)

    def _finds(self, some: Iterable[Near], place: BlobPlace, data: bytes) -> bool:
        """Whether any of the matches leads to a finding, even a suppressed one."""
        near = sorted(some, key=lambda one: (one.start, one.end))
        if not near:
            return False
        text = data.decode("utf-8")
        document = Document(place.path, text, place.exposure)
        pieces: list[tuple[int, int]] = []
        for one in near:
            if one.hit.pattern.label in encodings.LABELS:  # the encoded value may be longer than the context
                return True
            if one.rule in self._plain:
                if all(keep(one.hit.match, document) for keep in self._plain[one.rule]):
                    return True
            elif pieces and one.start <= pieces[-1][1]:
                pieces[-1] = pieces[-1][0], max(one.end, pieces[-1][1])
            else:
                pieces.append((one.start, one.end))
        # other kinds of matches, such as split values, are searched for in their context
        cut_out = (Document(place.path, text[start:end], place.exposure) for start, end in pieces)
        return any(map(self._run.finds, cut_out))


def _select_reaching(gate: Gate, reach: str) -> list[Rule]:
    """Return the rules of the checkers with this reach."""
    return [rule for name, rules in gate.by_checker.items() if checker(name).reach == reach for rule in rules]
