"""A report from the run that checked a fork's pull request, for the run that may write to it.

The first run has no rights, and the author of the pull request may have changed it. Its output is therefore an
untrusted text. It is decoded strictly, limited in size, and escaped like hostile text. GitHub is asked again which pull
request it is about (`pull_request.publish`). It contains nothing from which a value could be guessed.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from privacy_gate.base.errors import GateError, cannot
from privacy_gate.model import Merged, Report, Severity, Shown

_LONGEST = 20_000_000  # bytes
_RULE = re.compile(r"[a-z0-9-]{1,80}/[a-z0-9-]{1,80}")
_COMMIT = re.compile(r"(?:[0-9a-f]{40}(?:[0-9a-f]{24})?)?")
_WRITER = "Both workflow steps must use the same release of the Action."
_DIGITS = 9  # digits of a number; no real count has more


class Handover(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A report, and the number of the pull request that it claims to be about."""

    number: int
    report: Report


def write(number: int, report: Report) -> str:
    plain = replace(
        report,
        findings=tuple(replace(found, check=b"") for found in report.findings),
        judged=tuple(replace(judged, content=b"") for judged in report.judged),
        audit=None,
    )
    return json.dumps(msgspec.to_builtins(Handover(number, plain)), separators=(",", ":")) + "\n"


def read(file: Path) -> Handover:
    """Read a handover. Raises GateError for anything that `write` does not produce."""
    try:
        with file.open("rb") as stream:
            data = stream.read(_LONGEST + 1)
    except OSError as error:
        raise cannot("read", f"the report from the other workflow, {file}", error) from None
    if len(data) > _LONGEST:
        raise GateError(f"the report from the other workflow, {file}, is longer than {_LONGEST:,} bytes", _WRITER)
    try:
        found = json.loads(data, parse_int=_number, parse_constant=_number)
        json.dumps(found, ensure_ascii=False).encode("utf-8", "surrogateescape")  # rejects other surrogates
        return _check(msgspec.convert(found, Handover))
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors too
        raise GateError(f"the report from the other workflow, {file}, was not written by the Action", _WRITER) from None


def _check(handed: Handover) -> Handover:
    """Check a handover. Raises ValueError for a report that no run produces. Reporters rely on this check."""
    report = handed.report
    named: list[Shown | Merged] = list(report.findings)
    named += [other for found in report.findings for other in found.also]
    names = [*(one.rule for one in named), *(one.rule for one in report.stale)]
    places = [one for found in named for one in (found.start, found.end)]
    if report.audit is not None or not all(map(_RULE.fullmatch, names)):
        raise ValueError(names)
    given = [origin for found in report.findings for origin in (found.origin, found.added_by)]
    origins = [origin.commit for origin in given if origin is not None]
    if not all(map(_COMMIT.fullmatch, origins)):
        raise ValueError(origins)
    if any(one.severity is Severity.OFF for one in named) or any(min(one.line, one.column) < 1 for one in places):
        raise ValueError(places)
    return handed


def _number(digits: str) -> Any:
    if len(digits) > _DIGITS or not digits.isdigit():
        raise ValueError(digits[:20])
    return int(digits)
