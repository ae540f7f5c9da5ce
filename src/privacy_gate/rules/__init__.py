"""Rules with their reasons and examples, and the engine that matches their patterns.

The class `Rule` defines the fields of a rule. CONTRIBUTING.md explains how to write one. The other modules of this
package find the rule files and decode them strictly. They also convert the records to test cases and regular
expressions.
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
"""The name under which the engine reports joints: places at which a value is split (`split_values.py`).

No rule has this name.
"""

NOT_ABOUT_LEAKS = ("prompt", "gate")
"""The families of rules about the form of a prompt and about the gate itself. They do not report leaks."""

Pieces = str | list[str]
"""A text, or a list of its parts. In a rule file, a text that looks like a live secret is always split into parts."""


class CaseRecord(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A test case that is more than a text.

    It may have a path, an exposure, settings, and other files of its repository. `organisation` are files of other
    repositories of the organisation, by repository.

    With `before`, the case is a change. `before` is the old content of the file; empty for a new file. Only the text
    that `text` adds is checked.
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

    `patterns` are Python regular expressions of bounded length. If a pattern has a group `match`, the finding covers
    this group. `terms` are words by label, found as whole words in any case. `services` lists the names of services by
    the form of their values, see `expressions.py`. `filters` are names of functions that must all accept a match. A
    match that one of the functions in `doubts` accepts is at most a warning. `in_reusable` is the highest severity of a
    finding about nobody's business in a prompt for reuse. If several findings cover the same place,
    the most severe one is kept, and then the one with the highest `specificity`.
    `checker` is the checker that finds the problem, by default with patterns. `masked` matches are never shown.
    A `deep` rule checks internal texts only with `--deep`, and added lines also with `wording: strict`.
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
    doubts: list[str] = []
    in_reusable: Literal["warning", "note"] | None = None
    checker: str = "patterns"
    options: dict[str, int | float | str] = {}
    specificity: int = 50
    masked: bool | None = None
    deep: bool = False
    verdict: Verdict | None = None

    @property
    def family(self) -> str:
        return family(self.id)

    @property
    def hides(self) -> bool:
        """Whether the matched text must not be shown."""
        return self.family == "secret" if self.masked is None else self.masked

    def level(self, exposure: Exposure) -> Severity:
        return _LEVELS[self.severity if isinstance(self.severity, str) else self.severity.get(exposure, "off")]


class Rules(tuple[Rule, ...]):  # noqa: SLOT001  (it keeps its ids)
    """A tuple of rules with a lookup by id, which is used for each text."""

    @cached_property
    def ids(self) -> frozenset[str]:
        return frozenset(self._by_id)

    @cached_property
    def _by_id(self) -> dict[str, tuple[int, Rule]]:
        return {rule.id: (at, rule) for at, rule in enumerate(self)}

    def named(self, ids: Iterable[str]) -> list[Rule]:
        """Return the rules with these ids, in order.

        This avoids a loop over hundreds of rules, because a text has few reports.
        """
        by_id = self._by_id
        return [by_id[at][1] for _, at in sorted((by_id[id_][0], id_) for id_ in ids if id_ in by_id)]


def family(rule: str) -> str:
    """Return the family in the id of a rule."""
    return rule.partition("/")[0]


def is_confidential(rule: Rule) -> bool:
    """Whether a glossary rule is the one for confidential terms."""
    return bool(rule.options.get("confidential"))
