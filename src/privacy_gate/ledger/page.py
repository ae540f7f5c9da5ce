"""The ledger as a page to look at: one file that loads nothing, with everything in it escaped.

The page's own style and script are named by their hashes in its Content-Security-Policy, so that no other
would run even if one got in.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from html import escape
from importlib import resources

from privacy_gate import __version__
from privacy_gate.ledger import Kind, Result
from privacy_gate.ledger.history import Entry, Leak, Prompt, detail, leaks, prompts
from privacy_gate.ledger.verify import Verified
from privacy_gate.model import Verdict
from privacy_gate.text import one_line, plural, printable

_COLUMNS = 60  # of the timeline, as in page.css
_MOST_EVENTS, _MOST_PROMPTS, _MOST_OF_A_PROMPT = 2_000, 500, 200
_COLOURS = {
    Result.PASSED.value: Verdict.SEND.value,
    Result.FAILED.value: Verdict.NEVER.value,
    Result.LATE.value: Verdict.NEVER.value,
}
_ORDER = ("plain", *Verdict)


def render(entries: Sequence[Entry], state: Verified, name: str) -> str:
    """The page of some events, oldest first. `name` says whose ledger it is."""
    every = prompts(entries)
    numbers = {prompt.path: at for at, prompt in enumerate(every[:_MOST_PROMPTS], 1)}
    style, script = _resource("page.css"), _resource("page.js")
    return _filled(
        _resource("page.html"),
        {
            "style": style,
            "script": script,
            "style-hash": _source(style),
            "script-hash": _source(script),
            "name": _text(name),
            "version": _text(__version__),
            "sub": _sub(entries),
            "state": _state(state),
            "tiles": "".join(_tiles(entries)),
            "timeline": _timeline(entries),
            "leaks": _leaks(leaks(entries)),
            "prompts": _prompts(every),
            "events": "".join(_row(entry, numbers) for entry in reversed(entries[-_MOST_EVENTS:]))
            or '<tr><td colspan="7" class="none">None yet.</td></tr>',
            "count": _count(entries),
        },
    )


def _resource(name: str) -> str:
    return resources.files("privacy_gate.ledger").joinpath(name).read_text(encoding="utf-8")


def _source(text: str) -> str:
    """https://www.w3.org/TR/CSP3/#grammardef-hash-source"""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _filled(template: str, values: dict[str, str]) -> str:
    """In one go, so that nothing that is put in is taken for a place to put something."""
    return re.sub(r"\[\[([a-z-]+)\]\]", lambda found: values[found[1]], template)


def _text(text: str) -> str:
    return escape(one_line(text))


def _sub(entries: Sequence[Entry]) -> str:
    if not entries:
        return "No events yet."
    first, last = entries[0].time[:10], entries[-1].time[:10]
    span = _text(first) if first == last else f"{_text(first)} to {_text(last)}"
    return f"{plural(len(entries), 'event')}, {span}"


def _state(state: Verified) -> str:
    head = f'<span class="hash">{_text(state.head)}</span>'
    if not state.remarks:
        return f'<div class="state good">The chain is unbroken. Its head is {head}</div>'
    said = "".join(
        f"<li>{f'line {remark.at} ' if remark.at else ''}{_text(remark.message)}</li>" for remark in state.remarks[:50]
    )
    kind, words = (
        ("good", "The chain is unbroken.") if state.holds else ("bad", "<strong>The ledger was changed.</strong>")
    )
    return f'<div class="state {kind}">{words} Its head is {head}<ul>{said}</ul></div>'


# the figures at the top ---------------------------------------------------------------------------


def _tiles(entries: Sequence[Entry]) -> Iterable[str]:
    by_kind: dict[str, list[Entry]] = {}
    for entry in entries:
        by_kind.setdefault(entry.kind, []).append(entry)
    for kind, word in ((Kind.CHECKED, "checked"), (Kind.SENT, "sent"), (Kind.TESTED, "tested")):
        chosen = by_kind.get(kind, [])
        said = Counter(_outcome(entry) for entry in chosen)
        listed = ", ".join(f"{number:,} {_text(outcome)}" for outcome, number in said.most_common())
        yield (f'<div class="tile">{word}<b>{len(chosen):,}</b>{_split(said)}<p>{listed or "nothing yet"}</p></div>')


def _split(said: Counter[str]) -> str:
    """A bar of parts. It is drawn, as the page's policy allows no style in an attribute."""
    total, at, parts = said.total(), 0.0, ""
    for outcome, number in said.most_common():
        width = 100 * number / total
        parts += (
            f'<rect class="{_class(outcome)}" x="{at:.2f}" width="{max(width - 0.6, 0.6):.2f}" height="8">'
            f"<title>{_text(outcome)}: {number:,}</title></rect>"
        )
        at += width
    return f'<svg class="split" viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">{parts}</svg>'


def _outcome(entry: Entry) -> str:
    if entry.kind == Kind.ALLOWED:
        return entry.verdict or "let through"
    return (entry.result if entry.kind == Kind.TESTED else entry.verdict) or "no verdict"


def _class(outcome: str) -> str:
    """The class that gives a verdict or a result its colour."""
    name = _COLOURS.get(outcome, outcome)
    return name if name in _ORDER else "plain"


def _chip(outcome: str) -> str:
    return f'<span class="chip {_class(outcome)}">{_text(outcome)}</span>' if outcome else ""


# the timeline -------------------------------------------------------------------------------------


def _timeline(entries: Sequence[Entry]) -> str:
    times = sorted(entry.time for entry in entries)
    if not times:
        return '<p class="none">Nothing happened yet.</p>'
    column = _columns(times[0], times[-1])
    lanes = "".join(
        f"<span>{kind.value}</span><div class='lane'>{_lane([e for e in entries if e.kind == kind], column)}</div>"
        for kind in Kind
        if any(entry.kind == kind for entry in entries)
    )
    ends = f'<div class="ends"><span>{_moment(times[0])}</span><span>{_moment(times[-1])}</span></div>'
    return f'<div class="card"><div class="lanes">{lanes}<span></span>{ends}</div></div>'


def _columns(first: str, last: str) -> Callable[[str], int]:
    """In which column of the timeline a time stands."""
    start, end = _seconds(first), _seconds(last)
    width = max(end - start, 1.0) / _COLUMNS
    return lambda time: max(0, min(_COLUMNS - 1, int((_seconds(time) - start) / width)))


def _seconds(time: str) -> float:
    """Since some day; 0 for what is no time."""
    from datetime import UTC, datetime

    try:
        return datetime.fromisoformat(time).astimezone(UTC).timestamp()
    except (ValueError, OverflowError, OSError):
        return 0.0


def _lane(entries: Sequence[Entry], column: Callable[[str], int]) -> str:
    cells: dict[int, list[Entry]] = {}
    for entry in entries:
        cells.setdefault(column(entry.time), []).append(entry)
    return "".join(_cell(cells.get(at, [])) for at in range(_COLUMNS))


def _cell(entries: Sequence[Entry]) -> str:
    if not entries:
        return "<span></span>"
    said = Counter(_outcome(entry) for entry in entries)
    worst = max((_class(outcome) for outcome in said), key=_ORDER.index)
    listed = ", ".join(f"{number:,} {outcome}" for outcome, number in said.most_common())
    title = _text(f"{entries[0].time[:16].replace('T', ' ')}: {listed}")
    number = str(len(entries)) if len(entries) < 100 else "…"
    return f'<a class="{worst}" href="#e{entries[-1].number}" title="{title}">{number}</a>'


# what leaked --------------------------------------------------------------------------------------


def _leaks(found: Sequence[Leak]) -> str:
    if not found:
        return '<p class="none">No rule had a finding in a text that was checked or sent.</p>'
    most = max(max(leak.checked, leak.sent) for leak in found) or 1
    rows = "".join(
        f'<tr><td><code>{_text(leak.rule)}</code></td><td class="n">{leak.sent:,}</td>'
        f'<td class="n">{leak.checked:,}</td><td class="n">{leak.prompts:,}</td>'
        f'<td class="w">{_meter(leak.sent, most, "never")}'
        f"{_meter(leak.checked, most, 'plain')}</td></tr>"
        for leak in found
    )
    return (
        '<div class="scroll"><table><thead><tr><th>Rule</th><th class="n">sent</th><th class="n">found by checks</th>'
        f'<th class="n">prompts</th><th></th></tr></thead><tbody>{rows}</tbody></table></div>'
    )


def _meter(number: int, most: int, kind: str) -> str:
    if not number:
        return ""
    rect = f'<rect class="{kind}" width="{100 * number / most:.1f}" height="10"></rect>'
    return f'<svg class="meter" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">{rect}</svg>'


# prompts and events -------------------------------------------------------------------------------


def _prompts(every: Sequence[Prompt]) -> str:
    if not every:
        return '<p class="none">No prompt with a path.</p>'
    cards = "".join(_card(at, prompt) for at, prompt in enumerate(every[:_MOST_PROMPTS], 1))
    more = len(every) - _MOST_PROMPTS
    return cards + (f'<p class="none">{plural(more, "more prompt")}; the list as JSON has all.</p>' if more > 0 else "")


def _card(at: int, prompt: Prompt) -> str:
    kinds = Counter(entry.kind for entry in prompt.entries)
    counts = ", ".join(f"{kinds[kind]:,} {kind.value}" for kind in Kind if kinds[kind])
    versions = f"{plural(len(prompt.versions), 'version')}; " if prompt.versions else ""
    rows = "".join(
        f'<tr><td class="t">{_moment(entry.time)}</td><td>{_text(entry.kind)}</td><td>{_chip(_outcome(entry))}</td>'
        f"<td>{_version(prompt, entry)}</td><td class='d'>{_details(entry)}</td></tr>"
        for entry in reversed(prompt.entries[-_MOST_OF_A_PROMPT:])
    )
    return (
        f'<details class="card" id="p{at}"><summary><span class="path">{_text(prompt.path)}</span>'
        f"{_chip(prompt.latest('verdict'))}{_chip(prompt.latest('result'))}<small>{versions}{counts}</small></summary>"
        '<div class="scroll"><table><thead><tr><th>Time (UTC)</th><th>Event</th><th>Outcome</th><th>Version</th>'
        f"<th>Details</th></tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _version(prompt: Prompt, entry: Entry) -> str:
    number = prompt.version(entry)
    return f'<span title="{_text(entry.digest)}">{number}</span>' if number else ""


def _row(entry: Entry, numbers: dict[str, int]) -> str:
    at = numbers.get(entry.prompt)
    path = _text(entry.prompt) or '<span class="none">typed</span>'
    link = f'<a class="path" href="#p{at}">{path}</a>' if at else f'<span class="path">{path}</span>'
    return (
        f'<tr id="e{entry.number}"><td class="n" title="{_text(entry.hash)}">{entry.number}</td>'
        f'<td class="t">{_moment(entry.time)}</td><td>{_text(entry.kind)}</td><td>{_chip(_outcome(entry))}</td>'
        f'<td>{link}</td><td class="d">{_details(entry)}</td><td class="hash">{_text(entry.commit[:10])}</td></tr>'
    )


def _moment(time: str) -> str:
    return f'<time datetime="{_text(time)}">{_text(time[:19].replace("T", " "))}</time>'


def _details(entry: Entry) -> str:
    text = _text(detail(entry))
    if entry.text is None:
        return text
    return f"{text}<details><summary>the text</summary><pre>{escape(printable(entry.text))}</pre></details>"


def _count(entries: Sequence[Entry]) -> str:
    if len(entries) <= _MOST_EVENTS:
        return plural(len(entries), "event")
    return f"the last {_MOST_EVENTS:,} of {len(entries):,} events; the list as JSON has all"
