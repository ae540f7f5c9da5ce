"""The report for people: each finding with its place, the line with carets, the reason and the advice."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.base.terminal import BLUE, BOLD, MAGENTA, RED, YELLOW, Paint
from privacy_gate.base.text import describe_held_back, one_line, plural, printable
from privacy_gate.model import ARCHIVE, NewIgnore, Report, Severity, Shown, Skipped, Verdict
from privacy_gate.reporters import change_summary, grouped, own_names, statistics
from privacy_gate.reporters.grouped import wrap_note
from privacy_gate.reporters.links import rule_url
from privacy_gate.reporters.style import SEVERITY_COLOURS, ReportStyle
from privacy_gate.rules import family

_WIDTH = grouped.WIDTH
_MOST_ARCHIVES = 10  # lines
_NOTES_ALIKE = 3  # notes of one rule in one file that are shown one by one


def render(report: Report, style: ReportStyle) -> str:
    """Return the report, or an empty string if there is nothing to say."""
    paint = Paint(style.colour, style.links)
    out: list[str] = []
    if not style.quiet:
        out += _findings(_apart(report), paint, verbose=style.verbose)
    out += [_new_ignore(one) for one in report.ignores] if not style.quiet else []
    if style.verbose:
        out += [_describe_skipped(skipped) for skipped in report.skipped if skipped.reason != ARCHIVE]
        out += [f"stale {one_line(one.path)}: {one_line(one.rule)} ({one.fingerprint})" for one in report.stale]
    if style.statistics:
        out += statistics.lines(report.findings)
    if report.audit and not style.quiet:
        from privacy_gate.reporters import audit_table

        out += audit_table.lines(report.audit, colour=style.colour, verbose=style.verbose)
    out += _verdicts(report, style, paint)
    out += _archives(report, style)
    if closing := _closing(report, style, paint):
        out.append(closing)
    if not style.quiet:
        out += _stale(report, style)
    if (
        report.change
        and report.change.files
        and not style.quiet
        and (style.verbose or change_summary.has_reminder(report))
    ):
        out += change_summary.lines(report.change, colour=style.colour, blocks=style.blocks)
    return "".join(f"{line}\n" for line in out)


def _findings(findings: Sequence[Shown], paint: Paint, *, verbose: bool) -> Iterator[str]:
    """Yield the lines of the findings one by one.

    Many findings, and names of this repository, are grouped, unless the report is `verbose`.
    """
    if len(findings) > grouped.MOST_ONE_BY_ONE and not verbose:
        yield from grouped.lines(findings, paint)
        return
    explained: set[str] = set()
    findings = findings if verbose else own_names.combine(findings)
    for found, alike in _group(findings, most=0 if verbose else _NOTES_ALIKE):
        yield from _finding(found, paint, explain=found.rule not in explained)
        explained.add(found.rule)
        yield from _and_more(alike, paint)


def _group(findings: Sequence[Shown], most: int) -> Iterator[tuple[Shown, list[Shown]]]:
    """Yield the findings one by one.

    Of more than `most` notes of a rule in a file, yield only the first, with the others.
    """
    alike: dict[tuple[str, str], list[Shown]] = {}
    for found in findings:
        if found.severity is Severity.NOTE:
            alike.setdefault((found.path, found.rule), []).append(found)
    for found in findings:
        group = alike.get((found.path, found.rule), []) if found.severity is Severity.NOTE else []
        if not most or len(group) <= most:
            yield found, []
        elif found is group[0]:
            yield found, group[1:]


def _and_more(alike: Sequence[Shown], paint: Paint) -> list[str]:
    if not alike:
        return []
    said = (
        f"{len(alike):,} more of this rule in {one_line(alike[0].path)}, lines {grouped.list_lines(alike)};"
        " --verbose shows each"
    )
    return [f"{paint(f'{alike[0].severity.label}[{alike[0].rule}]', SEVERITY_COLOURS[alike[0].severity])}: {said}", ""]


def _apart(report: Report) -> tuple[Shown, ...]:
    """Return the findings to show one by one.

    The table of an audit already shows the checks that cannot be verified.
    """
    if report.audit is None:
        return report.findings
    return tuple(found for found in report.findings if found.blocks or family(found.rule) != "toolchain")


def _finding(found: Shown, paint: Paint, *, explain: bool) -> list[str]:
    colour = SEVERITY_COLOURS[found.severity]
    rule = paint.link(found.rule, rule_url(found.rule))
    head = paint(f"{found.severity.label}[{rule}]", f"{BOLD};{colour}")
    message, *more = found.message.split("\n")
    place = f"{one_line(found.path)}:{found.start.line}:{found.start.column}"
    number = str(found.start.line)
    gutter = " " * len(number)
    bar = paint("|", BLUE)
    lines = [f"{head}: {paint(one_line(message), BOLD)}", f"{gutter}{paint('-->', BLUE)} {place}"]
    if found.excerpt.text.strip():
        shown, start, length = _window(found)
        lines += [
            f"{gutter} {bar}",
            f"{paint(number, BLUE)} {bar} {shown}".rstrip(),
            f"{gutter} {bar} {' ' * start}{paint('^' * length, colour)}",
        ]
    notes = [("run", line) for line in more]
    if explain:
        notes.append(("why", found.why))
    if found.suggestion:
        notes.append(("help", found.suggestion))
    elif explain:
        notes.append(("help", found.remedy))
    notes += [("also", f"{other.rule}, {other.place}: {other.message}") for other in found.asides]
    origin = found.origin or found.added_by
    if origin is not None and origin.commit:
        notes.append(("from", f"{origin.commit[:12]}, {origin.date[:10]}, {origin.author}: {origin.subject}"))
    notes += [("see", f"{place.path}:{place.start.line}: {place.message}") for place in found.related]
    for name, text in notes:
        lines += wrap_note(gutter, name, text, paint)
    return [*lines, ""]


_BLANKS = {9: " ", 10: " "}


def _window(found: Shown) -> tuple[str, int, int]:
    """Return the part of the line that fits, the column of the first caret, and the number of carets."""
    text, start, end = found.excerpt.text, found.excerpt.start - 1, max(found.excerpt.end - 1, found.excerpt.start)
    room = _WIDTH - 8
    first = 0
    if len(text) > room:
        first = max(0, min(start - room // 4, len(text) - room))
    before, marked, after = text[first:start], text[start:end], text[end : max(end, first + room)]
    if len(marked) > room:
        marked, after = marked[: room - 1] + "…", ""
    lead = "…" if first else ""
    tail = "…" if end + len(after) < len(text) and after else ""
    before, marked, after = (printable(part.translate(_BLANKS)) for part in (before, marked, after))
    return f"{lead}{before}{marked}{after}{tail}", _columns(lead + before), max(1, _columns(marked))


def _columns(text: str) -> int:
    """Return the width of a text in a terminal.

    East Asian wide characters take two columns, and combining ones none.
    """
    if text.isascii():
        return len(text)
    import unicodedata

    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def _verdicts(report: Report, style: ReportStyle, paint: Paint) -> list[str]:
    """Return a line for each prompt that must not be sent unchanged."""
    held = [judged for judged in report.judged if judged.verdict is not Verdict.SEND]
    if style.quiet or not held:
        return []
    colours = {Verdict.REWRITE: YELLOW, Verdict.LOCAL: MAGENTA, Verdict.NEVER: RED}
    lines = [
        f"{paint(judged.verdict.value, colours[judged.verdict])}: {one_line(judged.path)}: {judged.meaning}"
        for judged in held
    ]
    return [*lines, ""]


def _new_ignore(one: NewIgnore) -> str:
    refused = " (not applied)" if one.refused else ""
    return f"new ignore {one_line(one.path)}:{one.line}: {', '.join(one.rules)}: {one_line(one.reason)}{refused}"


def _describe_skipped(skipped: Skipped) -> str:
    return f"skipped {one_line(skipped.path)}: {skipped.reason}"


def _archives(report: Report, style: ReportStyle) -> list[str]:
    """Return lines for skipped archives, which may contain anything. They are shown even without `verbose`."""
    found = [skipped for skipped in report.skipped if skipped.reason == ARCHIVE]
    if style.quiet:
        return []
    shown = found if style.verbose or len(found) <= _MOST_ARCHIVES else found[: _MOST_ARCHIVES - 1]
    left = len(found) - len(shown)
    return [_describe_skipped(one) for one in shown] + ([f"skipped {left:,} more archives, not read"] if left else [])


def _archive_count(report: Report) -> int:
    return sum(skipped.reason == ARCHIVE for skipped in report.skipped)


def _closing(report: Report, style: ReportStyle, paint: Paint) -> str:
    counts = [(report.count(severity), severity) for severity in (Severity.ERROR, Severity.WARNING, Severity.NOTE)]
    found = [paint(plural(count, severity.label), SEVERITY_COLOURS[severity]) for count, severity in counts if count]
    held = describe_held_back(report.suppressed, report.baselined, report.baselined_by_detect_secrets)
    skipped = [f"{plural(len(report.skipped), 'file')} skipped"] if report.skipped else []
    incomplete = f" The check is incomplete: {plural(len(report.problems), 'problem')}." if report.incomplete else ""
    if not found and not held and not skipped and not style.verbose and not incomplete:
        return ""
    said = f"Found {_join_list(found)}" if found else "No findings"
    aside = f" ({', '.join(held + skipped)})" if held or skipped else ""
    said_all = style.verbose or (not style.quiet and len(report.skipped) <= min(_archive_count(report), _MOST_ARCHIVES))
    more = "; --verbose lists the skipped" if skipped and not said_all else ""
    where = f" in {plural(report.files, 'file')}" if report.files or not found else ""  # an audit reads no files
    return f"{said}{where}{aside}{more}.{incomplete}"


def _stale(report: Report, style: ReportStyle) -> list[str]:
    refused = sum(one.refused for one in report.stale)
    more = "" if style.verbose else "; --verbose lists them"
    said = []
    if left := len(report.stale) - refused:
        said.append(f"{_entries(left)} of the baseline without a finding")
    if refused:
        said.append(f"{_entries(refused)} of the baseline refused: a baseline does not apply to this in a prompt")
    return [f"{one}: run `privacy-gate baseline --prune` to remove stale entries{more}." for one in said]


def _entries(count: int) -> str:
    return f"{count:,} {'entry' if count == 1 else 'entries'}"


def _join_list(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
