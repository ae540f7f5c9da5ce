"""An HTML page with the findings marked in each text, and their reasons and advice next to it.

It loads and sends nothing (`page`). The lines are the masked excerpts of the findings.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, pairwise

from privacy_gate.base import page
from privacy_gate.base.page import text
from privacy_gate.base.text import describe_held_back, plural
from privacy_gate.model import ChangeFigures, JudgedFile, Report, Severity, Shown, Verdict
from privacy_gate.reporters import change_summary
from privacy_gate.reporters.markup import counts
from privacy_gate.reporters.style import ReportStyle
from privacy_gate.rules import family

_MOST, _LISTED, _ASIDES = 3_000, 200, 10
_LEVELS = (Severity.ERROR, Severity.WARNING, Severity.NOTE)
_GOES_TO = {"outbound": "goes out", "internal": "stays here"}


def render(report: Report, style: ReportStyle) -> str:
    kept = report.worst_first()[:_MOST]
    findings = sorted(kept, key=lambda one: (one.path, one.start.line, one.start.column, one.rule))
    return page.render(
        "privacy_gate.reporters",
        "page",
        {
            "title": text(counts(report)),
            "sub": text(_sub(report)),
            "state": "".join(_states(report, len(report.findings) - len(kept), style)),
            "severities": "".join(_severities(report)),
            "families": "".join(_families(report)),
            "count": plural(len(findings), "finding"),
            "files": "".join(_files(report, findings)) or '<p class="none">Nothing was found.</p>',
            "change": _change(report.change) if report.change and change_summary.has_reminder(report) else "",
        },
    )


def _sub(report: Report) -> str:
    held = describe_held_back(report.suppressed, report.baselined, report.baselined_by_detect_secrets)
    held += [f"{plural(len(report.skipped), 'file')} skipped"] if report.skipped else []
    return f"{plural(report.files, 'file')} checked{''.join(f', {one}' for one in held)}"


# the part before the findings -----------------------------------------------------------------------


def _states(report: Report, left: int, style: ReportStyle) -> Iterator[str]:
    unchecked = [f"{_path(one.path)}: {text(one.message)}" for one in report.problems]
    yield from _state("bad", "Could not be checked", unchecked)
    held = [one for one in report.judged if one.verdict is not Verdict.SEND]
    yield from _state("bad", "Do not send without changes", [_verdict(one) for one in held])
    ignores = [
        f"{_path(f'{one.path}:{one.line}')} silences {text(', '.join(one.rules))}: {text(one.reason)}"
        + (" (not applied)" if one.refused else "")
        for one in report.ignores
    ]
    yield from _state("plain", "New ignores", ignores)
    if style.verbose:
        skipped = [f"{_path(one.path)}: {text(one.reason)}" for one in report.skipped]
        yield from _state("plain", "Skipped", skipped)
    if left:
        more = f"Not shown: {plural(left, 'more finding')}. Use --format json for all."
        yield f'<div class="state bad">{text(more)}</div>'


def _state(kind: str, head: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        more = [f"and {len(items) - _LISTED:,} more"] if len(items) > _LISTED else []
        listed = "".join(f"<li>{item}</li>" for item in [*items[:_LISTED], *more])
        yield f'<div class="state {kind}"><strong>{head}</strong><ul>{listed}</ul></div>'


def _verdict(judged: JudgedFile) -> str:
    chip = f'<span class="chip {judged.verdict.value}">{judged.verdict.value}</span>'
    return f"{_path(judged.path)}: {text(judged.meaning)} {chip}"


def _path(path: str) -> str:
    return f'<span class="path">{text(path)}</span>'


def _severities(report: Report) -> Iterator[str]:
    for number, level in enumerate(_LEVELS, 1):
        if count := report.count(level):
            yield _toggle("severity", level.label, count, level.label, f"{number}: show or hide")


def _families(report: Report) -> Iterator[str]:
    for name, count in sorted(Counter(family(one.rule) for one in report.findings).items()):
        yield _toggle("family", name, count, "plain", "show or hide")


def _toggle(kind: str, name: str, count: int, colour: str, title: str) -> str:
    return (
        f'<button type="button" class="toggle {colour}" data-{kind}="{text(name)}" aria-pressed="true"'
        f' title="{title}">{text(name)} <b>{count:,}</b></button>'
    )


# the findings --------------------------------------------------------------------------------------


def _files(report: Report, findings: Sequence[Shown]) -> Iterator[str]:
    verdicts = {judged.path: judged.verdict for judged in report.judged}
    numbers = iter(range(1, len(findings) + 1))
    for path, group in groupby(findings, key=lambda one: one.path):
        found = list(group)
        verdict = verdicts.get(path)
        chip = f'<span class="chip {verdict.value}">{verdict.value}</span>' if verdict else ""
        aside = f"{_GOES_TO[found[0].exposure.value]}, {plural(len(found), 'finding')}"
        yield (
            f'<section class="file"><h2>{_path(path)} {chip}<small>{aside}</small></h2>'
            f"{''.join(_lines(found, numbers))}</section>"
        )


def _lines(found: Sequence[Shown], numbers: Iterator[int]) -> Iterator[str]:
    """Yield the lines of a file, each once, with all its findings.

    A finding about a whole text has no excerpt. It is shown next to the first line of a finding that has one.
    """
    texts: dict[int, str] = {}
    for one in found:
        if one.excerpt.text.strip():
            texts.setdefault(one.start.line, one.excerpt.text)
    rows: dict[tuple[int, str], list[Shown]] = {}
    for one in found:
        excerpt = one.excerpt.text if one.excerpt.text.strip() else texts.get(one.start.line, "")
        rows.setdefault((one.start.line, excerpt), []).append(one)
    for (line, _), group in rows.items():
        notes = [(next(numbers), one) for one in group]
        excerpt = _excerpt(line, [(number, one) for number, one in notes if one.excerpt.text.strip()])
        yield (
            f'<div class="line"><div class="code">{excerpt}</div>'
            f'<div class="notes">{"".join(_note(number, one) for number, one in notes)}</div></div>'
        )


def _excerpt(line: int, notes: Sequence[tuple[int, Shown]]) -> str:
    """Return the number of a line, and its text if any note shows it."""
    return f'<span class="number">{line:,}</span>{f"<pre>{_mark(notes)}</pre>" if notes else ""}'


def _mark(notes: Sequence[tuple[int, Shown]]) -> str:
    """Return the excerpt. Each part is marked with the numbers of the findings that cover it."""
    line = notes[0][1].excerpt.text
    spans = [(one.excerpt.start - 1, max(one.excerpt.end - 1, one.excerpt.start), number, one) for number, one in notes]
    edges = sorted({0, len(line), *(min(edge, len(line)) for span in spans for edge in span[:2])})
    out = ""
    for start, end in pairwise(edges):
        covering = [(number, one) for first, last, number, one in spans if first <= start and end <= last]
        shown = page.block(line[start:end])
        if covering:
            level = max(one.severity for _, one in covering)
            of = " ".join(str(number) for number, _ in covering)
            shown = f'<mark class="{level.label}" data-of="{of}">{shown}</mark>'
        out += shown
    return out


def _note(number: int, found: Shown) -> str:
    asides = [f"Also <code>{text(one.rule)}</code>, {one.place}: {text(one.message)}" for one in found.asides]
    asides += [
        f"See {_path(f'{place.path}:{place.start.line}')}: {text(place.message)}" for place in found.related[:_ASIDES]
    ]
    place = f"line {found.start.line:,}, column {found.start.column:,}"
    return (
        f'<article id="f{number}" data-severity="{found.severity.label}" data-family="{text(family(found.rule))}"'
        f' aria-label="{found.severity.label}, {place}">'
        f'<p><span class="chip {found.severity.label}">{found.severity.label}</span>'
        f" <strong>{_paragraph(found.message)}</strong></p>"
        f'<p class="instead"><b>Help</b> {_paragraph(found.suggestion or found.remedy)}</p>'
        f'<p class="why">{_paragraph(found.why)}</p>'
        f"{''.join(f'<p class=why>{aside}</p>' for aside in asides)}"
        f'<p class="why"><code>{text(found.rule)}</code>, {place}</p></article>'
    )


def _paragraph(what: str) -> str:
    """Convert text in which backticks mark code to HTML."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", _plain(what))


def _plain(what: str) -> str:
    return (
        "<br>".join(text(" ".join(line.split())) for line in what.strip().split("\n")) if "\n" in what else text(what)
    )


# the change ----------------------------------------------------------------------------------------


def _change(change: ChangeFigures) -> str:
    shown = change_summary.sort_by_change(change)
    longest = max((file.added for file in shown), default=0)
    rows = "".join(
        f'<tr><td class="d">{_path(file.path)}</td>'
        f"{''.join(f'<td class=n>{part:,}</td>' for part in change_summary.parts(file))}"
        f'<td class="w">{_bar(change_summary.parts(file), longest)}</td></tr>'
        for file in shown
    )
    heads = "".join(f'<th class="n">{head}</th>' for head in ("new logic", "moved", "edited", "other"))
    aside = (
        f'<p class="none">{text(change_summary.describe_gaps(change))}</p>'
        if change_summary.describe_gaps(change)
        else ""
    )
    return (
        f'<section id="change"><h2>The change</h2><p>{text(change_summary.sentence(change))}.</p><div class="scroll">'
        f"<table><thead><tr><th>file</th>{heads}<th></th></tr></thead><tbody>{rows}</tbody></table></div>{aside}</section>"
    )


def _bar(parts: Iterable[int], longest: int) -> str:
    at, rects = 0.0, ""
    for part, colour in zip(parts, ("never", "local", "rewrite", "plain"), strict=True):
        width = 100 * part / max(1, longest)
        rects += f'<rect class="{colour}" x="{at:.2f}" y="0" width="{width:.2f}" height="10"></rect>' if part else ""
        at += width
    return f'<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{rects}</svg>'
