"""Reports made by hand."""

from __future__ import annotations

from privacy_gate.model import (
    Excerpt,
    Exposure,
    JudgedFile,
    Mend,
    Merged,
    Position,
    Problem,
    Related,
    Report,
    Severity,
    Shown,
    Verdict,
)


def finding(text: str = "a name", severity: Severity = Severity.ERROR, **more: object) -> Shown:
    """A finding that says `text` wherever a finding can say something."""
    given = {
        "rule": "business/company-context",
        "title": text,
        "severity": severity,
        "exposure": Exposure.OUTBOUND,
        "path": "prompts/a.md",
        "start": Position(3, 5),
        "end": Position(3, 9),
        "message": text,
        "excerpt": Excerpt(text, 1, 2),
        "why": text,
        "remedy": text,
        "suggestion": text,
        "mend": Mend.DROP,
        "blocks": True,
        "related": (Related(text, Position(1, 1), text),),
        "also": (Merged("secret/other", Severity.ERROR, text, Position(3, 1), Position(4, 2)),),
        "fingerprint": "0",
    }
    return Shown(**given | more)  # type: ignore[arg-type]  # keywords of a table


def report(*findings: Shown, problems: tuple[Problem, ...] = (), judged: tuple[JudgedFile, ...] = ()) -> Report:
    return Report(Verdict.SEND, 1, judged, findings, 0, (), problems)


def hostile(text: str) -> Report:
    """A report in which everything that the text under test decides is `text`, its paths too."""
    return report(
        *(finding(text, level, path=text) for level in (Severity.ERROR, Severity.WARNING, Severity.NOTE)),
        problems=(Problem(text, text),),
        judged=(JudgedFile(text, Exposure.OUTBOUND, Verdict.NEVER),),
    )
