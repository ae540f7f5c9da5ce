"""Render the tables of the ledger's page: leaks, each prompt with its events, all events."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from html import escape

from privacy_gate.base.text import plural, printable
from privacy_gate.cleanroom.ledger import EventKind
from privacy_gate.cleanroom.ledger import page_pieces as pieces
from privacy_gate.cleanroom.ledger.events import Leak, LedgerEntry, LedgerPrompt, describe_entry

_MOST_EVENTS, _MOST_PROMPTS, _MOST_OF_A_PROMPT = 2_000, 500, 200


def render_leaks(found: Sequence[Leak]) -> str:
    if not found:
        return '<p class="none">No findings in the texts that were checked or sent.</p>'
    most = max(max(leak.checked, leak.sent) for leak in found) or 1
    rows = "".join(
        f'<tr><td><code>{pieces.text(leak.rule)}</code></td><td class="n">{leak.sent:,}</td>'
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


def render_prompts(every: Sequence[LedgerPrompt]) -> str:
    if not every:
        return '<p class="none">No prompts with a path.</p>'
    cards = "".join(_card(at, prompt) for at, prompt in enumerate(every[:_MOST_PROMPTS], 1))
    more = len(every) - _MOST_PROMPTS
    return cards + (
        f'<p class="none">{plural(more, "more prompt")}; use --format json for all.</p>' if more > 0 else ""
    )


def _card(at: int, prompt: LedgerPrompt) -> str:
    kinds = Counter(entry.kind for entry in prompt.entries)
    counts = ", ".join(f"{kinds[kind]:,} {kind.value}" for kind in EventKind if kinds[kind])
    versions = f"{plural(len(prompt.versions), 'version')}; " if prompt.versions else ""
    rows = "".join(
        f"<tr>{pieces.render_cells(entry)}<td>{_version(prompt, entry)}</td><td class='d'>{_details(entry)}</td></tr>"
        for entry in reversed(prompt.entries[-_MOST_OF_A_PROMPT:])
    )
    return (
        f'<details class="card" id="p{at}"><summary><span class="path">{pieces.text(prompt.path)}</span>'
        f"{pieces.render_chip(prompt.latest('verdict'))}{pieces.render_chip(prompt.latest('result'))}<small>{versions}{counts}</small></summary>"
        '<div class="scroll"><table><thead><tr><th>Time (UTC)</th><th>Event</th><th>Outcome</th><th>Version</th>'
        f"<th>Details</th></tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def _version(prompt: LedgerPrompt, entry: LedgerEntry) -> str:
    number = prompt.version(entry)
    return f'<span title="{pieces.text(entry.digest)}">{number}</span>' if number else ""


def render_events(entries: Sequence[LedgerEntry], every: Sequence[LedgerPrompt]) -> str:
    """Render the rows of the newest events, each with a link to its prompt."""
    numbers = {prompt.path: at for at, prompt in enumerate(every[:_MOST_PROMPTS], 1)}
    rows = "".join(_row(entry, numbers) for entry in reversed(entries[-_MOST_EVENTS:]))
    return rows or '<tr><td colspan="7" class="none">None yet.</td></tr>'


def _row(entry: LedgerEntry, numbers: dict[str, int]) -> str:
    at = numbers.get(entry.prompt)
    path = pieces.text(entry.prompt) or '<span class="none">typed</span>'
    link = f'<a class="path" href="#p{at}">{path}</a>' if at else f'<span class="path">{path}</span>'
    return (
        f'<tr id="e{entry.number}"><td class="n" title="{pieces.text(entry.hash)}">{entry.number}</td>'
        f"{pieces.render_cells(entry)}"
        f'<td>{link}</td><td class="d">{_details(entry)}</td>'
        f'<td class="hash">{pieces.text(entry.commit[:10])}</td></tr>'
    )


def _details(entry: LedgerEntry) -> str:
    text = pieces.text(describe_entry(entry))
    if entry.text is None:
        return text
    return f"{text}<details><summary>the text</summary><pre>{escape(printable(entry.text))}</pre></details>"


def describe_count(entries: Sequence[LedgerEntry]) -> str:
    if len(entries) <= _MOST_EVENTS:
        return plural(len(entries), "event")
    return f"the last {_MOST_EVENTS:,} of {len(entries):,} events; use --format json for all"
