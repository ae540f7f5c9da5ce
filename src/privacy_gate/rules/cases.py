"""Convert the cases of a rule, as its file has them, to values."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from privacy_gate.model import Exposure
from privacy_gate.rules import CaseRecord, Pieces, Rule

_MARK = re.compile("«([^«»]{1,20000})»")


class Case(NamedTuple):
    """A case. The rule must find exactly the `spans` of `text`."""

    text: str
    spans: tuple[tuple[int, int], ...]
    path: str | None
    exposure: Exposure
    encoding: str
    settings: dict[str, Any]
    repository: dict[str, str]
    organisation: dict[str, dict[str, str]]
    before: str | None


def cases(rule: Rule) -> tuple[list[Case], list[Case]]:
    """Return the cases of `hits` and of `passes`. In a hit, « and » enclose what must be found."""
    return [_case(record) for record in rule.hits], [_case(record) for record in rule.passes]


def _case(record: Pieces | CaseRecord) -> Case:
    if not isinstance(record, CaseRecord):
        record = CaseRecord(text=record)
    marked = record.text if isinstance(record.text, str) else "".join(record.text)
    spans, text, at = [], "", 0
    for found in _MARK.finditer(marked):
        text += marked[at : found.start()]
        spans.append((len(text), len(text) + len(found[1])))
        text += found[1]
        at = found.end()
    return Case(
        text + marked[at:],
        tuple(spans),
        record.path,
        record.exposure,
        record.encoding,
        record.settings,
        record.repository,
        record.organisation,
        record.before if record.before is None or isinstance(record.before, str) else "".join(record.before),
    )
