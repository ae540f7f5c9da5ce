"""Rules with their reasons and examples, and the engine that matches their patterns.

The shape of a record is the class `Rule`; CONTRIBUTING.md tells how to write one. The modules beside this one
find the files, decode them strictly, and make of a record its cases and its regular expressions.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property
from typing import Any, Literal

import msgspec

from privacy_gate.model import Exposure, Kind, Mend, Severity, Verdict

SeverityName = Literal["error", "warning", "note", "off"]

_LEVELS = {severity.label: severity for severity in Severity}

JOINTS = "gate/joint"
"""Under which name the engine reports what may part a value in two (`joints.py`). There is no such rule."""

NOT_ABOUT_LEAKS = ("prompt", "gate")
"""The families about the form of a prompt and about the gate itself."""

Pieces = str | list[str]
"""A text, or its pieces: a text that looks like a live secret never stands in one piece in a file."""


class CaseRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A case with more than a text: a file name, an exposure, settings it needs, other files of its repository,
    and by their names those of the organisation's other repositories.

    `before` makes it a change: that is what the file held, and what `text` adds to it is judged. An
    empty one says that the file is new.
    """

    text: Pieces
    path: str | None = None
    exposure: Exposure = Exposure.OUTBOUND
    encoding: str = "utf-8"
    settings: dict[str, Any] = {}
    repository: dict[str, str] = {}
    organisation: dict[str, dict[str, str]] = {}
    before: Pieces | None = None


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One rule.

    `patterns` are Python regular expressions of bounded length; the group `match`, where there is
    one, is what the finding covers. `terms` are words by label, found as whole words in any case.
    `services` are names by what the values look like that stand near them, see `expressions.py`.
    `filters` name functions that must all agree. Of findings at one place, the most severe and
    then the one of higher `specificity` stays. `checker` finds it, by its patterns unless it says
    otherwise. `masked` matches are never shown.
    """

    id: str
    title: str
    severity: SeverityName | dict[Exposure, SeverityName]
    blocks: bool
    mend: Mend
    why: str
    remedy: str
    hits: list[Pieces | CaseRecord]
    passes: list[Pieces | CaseRecord]
    message: str | None = None
    suggestion: str | None = None
    patterns: list[str] = []
    terms: dict[str, list[str]] = {}
    services: dict[str, list[str]] = {}
    where: list[Kind] = []
    filters: list[str] = []
    checker: str = "patterns"
    options: dict[str, int | float | str] = {}
    specificity: int = 50
    masked: bool | None = None
    verdict: Verdict | None = None

    @property
    def family(self) -> str:
        return family(self.id)

    @property
    def hides(self) -> bool:
        """Whether the text that it matches must not be shown."""
        return self.family == "secret" if self.masked is None else self.masked

    def level(self, exposure: Exposure) -> Severity:
        return _LEVELS[self.severity if isinstance(self.severity, str) else self.severity.get(exposure, "off")]


class Rules(tuple[Rule, ...]):  # noqa: SLOT001  (it keeps its ids)
    """Some rules. For each text it is asked whether any of them was reported."""

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self._by_id)

    @cached_property
    def _by_id(self) -> dict[str, tuple[int, Rule]]:
        return {rule.id: (at, rule) for at, rule in enumerate(self)}

    def named(self, ids: Iterable[str]) -> list[Rule]:
        """Those among some ids, in order: of hundreds of rules few are reported for a text."""
        by_id = self._by_id
        return [by_id[at][1] for _, at in sorted((by_id[id_][0], id_) for id_ in ids if id_ in by_id)]


def family(rule: str) -> str:
    """The family in a rule's id."""
    return rule.partition("/")[0]


def is_confidential(rule: Rule) -> bool:
    """Whether a rule about the glossary is the one about its confidential terms."""
    return bool(rule.options.get("confidential"))
