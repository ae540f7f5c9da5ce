"""The versioned JSON format. All keys are always present. Version 1 may get more keys, but never loses any."""

from __future__ import annotations

import json
from typing import Any

from privacy_gate.model import Audited, ChangeFigures, Origin, Position, Report, Severity, Shown
from privacy_gate.reporters.links import rule_url
from privacy_gate.reporters.style import ReportStyle

VERSION = 1


def render(report: Report, _style: ReportStyle) -> str:
    return json.dumps(as_data(report), indent=2, ensure_ascii=True) + "\n"


def as_data(report: Report) -> dict[str, Any]:
    r"""Return the report as plain data. Bytes of a path that are not UTF-8 are written as `\xNN`."""
    return {
        "version": VERSION,
        "verdict": report.verdict.value,
        "incomplete": report.incomplete,
        "summary": {
            "files": report.files,
            "error": report.count(Severity.ERROR),
            "warning": report.count(Severity.WARNING),
            "note": report.count(Severity.NOTE),
            "suppressed": report.suppressed,
            "baselined": report.baselined,
            "baselined_by_detect_secrets": report.baselined_by_detect_secrets,
            "stale": len(report.stale),
            "diff": _change(report.change) if report.change else None,
        },
        "files": [
            {
                "path": _path(judged.path),
                "exposure": judged.exposure.value,
                "verdict": judged.verdict.value,
                "incomplete": judged.incomplete,
                "released": judged.released,
            }
            for judged in report.judged
        ],
        "findings": [_finding(found) for found in report.findings],
        "stale": [
            {"path": one.path, "rule": one.rule, "fingerprint": one.fingerprint, "refused": one.refused}
            for one in report.stale
        ],
        "skipped": [{"path": _path(skipped.path), "reason": skipped.reason} for skipped in report.skipped],
        "problems": [{"path": _path(problem.path), "message": problem.message} for problem in report.problems],
        "ignores": [
            {
                "path": _path(one.path),
                "line": one.line,
                "rules": list(one.rules),
                "reason": one.reason,
                "refused": one.refused,
            }
            for one in report.ignores
        ],
        "audit": _audit(report.audit) if report.audit else None,
    }


def _audit(audit: Audited) -> dict[str, Any]:
    return {
        "used": list(audit.used),
        "unused": list(audit.unused),
        "checks": [
            {
                "rule": check.rule,
                "outcome": check.outcome,
                "tool": check.tool,
                "goal": check.goal,
                "path": _path(check.path),
                "line": check.line,
                "message": check.message,
                "advice": check.advice,
            }
            for check in audit.checks
        ],
    }


def _change(change: ChangeFigures) -> dict[str, Any]:
    return {
        "novel": change.novel,
        "moved": change.moved,
        "edited": change.edited,
        "other": change.other,
        "score": change.score,
        "raw": change.raw,
        "compared": change.compared.value,
        "files": [
            {
                "path": _path(file.path),
                "novel": file.novel,
                "moved": file.moved,
                "edited": file.edited,
                "other": file.other,
                "left_out": file.left_out,
            }
            for file in change.files
        ],
    }


def _finding(found: Shown) -> dict[str, Any]:
    return {
        "rule": found.rule,
        "url": rule_url(found.rule),
        "severity": found.severity.label,
        "exposure": found.exposure.value,
        "path": _path(found.path),
        "start": _position(found.start),
        "end": _position(found.end),
        "message": found.message,
        "excerpt": found.excerpt.text,
        "suggestion": found.suggestion,
        "mend": found.mend.value,
        "related": [
            {"path": _path(place.path), "start": _position(place.start), "message": place.message}
            for place in found.related
        ],
        "also": [
            {
                "rule": other.rule,
                "severity": other.severity.label,
                "message": other.message,
                "start": _position(other.start),
                "end": _position(other.end),
            }
            for other in found.also
        ],
        "fingerprint": found.fingerprint,
        "commit": _origin(origin) if (origin := found.origin or found.added_by) else None,
    }


def _origin(origin: Origin) -> dict[str, Any]:
    return {
        "id": origin.commit,
        "date": origin.date,
        "author": origin.author,
        "subject": origin.subject,
        "now": [{"path": _path(place.path), "start": _position(place.start)} for place in origin.now],
    }


def _position(position: Position) -> dict[str, int]:
    return {"line": position.line, "column": position.column}


def _path(path: str) -> str:
    # lone surrogates would produce JSON that strict parsers reject
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
