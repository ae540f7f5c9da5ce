"""SARIF 2.1.0 for GitHub code scanning: rules with their reasons, places and fingerprints, but no text of any line.

https://docs.oasis-open.org/sarif/sarif/v2.1.0/ and
https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support
GitHub keeps the 5,000 worst results, and accepts 10 MB of gzip. A notification has the number of omitted results.
"""

from __future__ import annotations

import json
from typing import Any

from privacy_gate import __version__
from privacy_gate.base.text import in_address, one_line, plural
from privacy_gate.model import Position, Problem, Report, Severity, Shown
from privacy_gate.reporters.links import DOCUMENTATION, rule_url
from privacy_gate.reporters.markup import clip, code, prose
from privacy_gate.reporters.style import ReportStyle, sentences
from privacy_gate.rules import family

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_MOST, _RELATED, _PROBLEMS = 5_000, 10, 1_000
_LONGEST = 1_000  # code points of a message
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "note"}
_SCORES = {Severity.ERROR: "8.0", Severity.WARNING: "5.0", Severity.NOTE: "2.0"}  # GitHub: high, medium, low


def render(report: Report, _style: ReportStyle) -> str:
    found = report.worst_first()
    shown = found[:_MOST]
    rules = _worst_of_each_rule(shown)
    index = {rule: at for at, rule in enumerate(rules)}
    notices = [_problem(problem) for problem in report.problems[:_PROBLEMS]]
    if len(found) > len(shown):
        notices.append(_notice("note", f"{plural(len(found) - len(shown), 'more finding')} not shown"))
    if len(report.problems) > _PROBLEMS:
        left = len(report.problems) - _PROBLEMS
        notices.append(_notice("error", f"{plural(left, 'more file')} could not be checked"))
    run = {
        "tool": {
            "driver": {
                "name": "privacy-gate",
                "version": __version__,
                "informationUri": DOCUMENTATION,
                "rules": [_rule(one) for one in rules.values()],
            }
        },
        "automationDetails": {"id": "privacy-gate/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [{"executionSuccessful": not report.problems, "toolExecutionNotifications": notices}],
        "results": [_result(one, index[one.rule]) for one in shown],
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, separators=(",", ":")) + "\n"


def _worst_of_each_rule(found: list[Shown]) -> dict[str, Shown]:
    first: dict[str, Shown] = {}
    for one in found:
        first.setdefault(one.rule, one)
    return first


def _rule(found: Shown) -> dict[str, Any]:
    url = rule_url(found.rule)
    return {
        "id": found.rule,
        **({"helpUri": url} if url else {}),
        "shortDescription": {"text": found.title},
        "fullDescription": {"text": found.why.strip()},
        "help": {
            "text": f"{found.why.strip()}\n\n{found.remedy.strip()}",
            "markdown": f"**Why:** {prose(found.why, 2000)}\n\n**Instead:** {prose(found.remedy, 2000)}"
            f"\n\nTo suppress a false positive, add {code(f'privacy-gate: ignore[{found.rule}] the reason')}"
            " as a comment to its line or the line before. In a prompt, ignores do not apply to secrets, personal data"
            " and never-send code.",
        },
        "defaultConfiguration": {"level": _LEVELS[found.severity]},
        "properties": {
            "tags": ["privacy", "security", family(found.rule)],
            "precision": "high" if found.severity is Severity.ERROR else "medium",
            "security-severity": _SCORES[found.severity],
        },
    }


def _result(found: Shown, index: int) -> dict[str, Any]:
    digest, _, occurrence = found.fingerprint.partition("-")
    placed = _place(found.path, found.start, found.end)
    return {
        "ruleId": found.rule,
        "ruleIndex": index,
        "level": _LEVELS[found.severity],
        "message": {"text": _plain(sentences(found))},
        "locations": [{"physicalLocation": placed}],
        "relatedLocations": [
            *(_build_related(found.path, one.start, one.end, f"{one.rule}: {one.message}") for one in found.asides),
            *(_build_related(one.path, one.start, one.start, one.message) for one in found.related[:_RELATED]),
        ],
        # The name and the format that GitHub reads: a digest, and the number among identical findings.
        "partialFingerprints": {"primaryLocationLineHash": f"{digest}:{int(occurrence or 0) + 1}"},
        "properties": {"exposure": found.exposure.value, "mend": found.mend.value, **_commit(found)},
    }


def _commit(found: Shown) -> dict[str, str]:
    origin = found.origin or found.added_by
    return {"commit": origin.commit} if origin is not None and origin.commit else {}


def _build_related(path: str, start: Position, end: Position, message: str) -> dict[str, Any]:
    return {"physicalLocation": _place(path, start, end), "message": {"text": _plain(message)}}


def _place(path: str, start: Position, end: Position) -> dict[str, Any]:
    region = {
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    }
    # There is no `uriBaseId`, because GitHub ignores absolute addresses. These are relative to the root.
    return {"artifactLocation": {"uri": in_address(path)}, "region": region}


def _plain(text: str) -> str:
    """Return a message in which no text becomes a link (section 3.11.6 of the specification)."""
    return one_line(clip(" ".join(text.split()), _LONGEST)).replace("](", "] (")


def _problem(problem: Problem) -> dict[str, Any]:
    place = {"physicalLocation": {"artifactLocation": {"uri": in_address(problem.path)}}}
    return {**_notice("error", f"could not be checked: {problem.message}"), "locations": [place]}


def _notice(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _plain(text)}}
