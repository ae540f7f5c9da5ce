"""Let the user pick proposals at a terminal, and write them for the settings."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

import click

from privacy_gate.base.text import one_line, printable
from privacy_gate.cli.init.proposals import of_kind
from privacy_gate.cli.init.proposals.proposal import Proposal, ProposalKind

_PLAIN = re.compile(r"[A-Za-z][\w./-]*(?: [\w./-]+)*")
_WORDS_OF_YAML = frozenset("true false yes no on off null y n".split())
_EFFECTS = {
    ProposalKind.KEYWORD: "reported in prompts",
    ProposalKind.TERM: "reported in prompts",
    ProposalKind.HOST: "added to the keywords, reported in prompts",
    ProposalKind.FILE: "any part of them in a prompt is an error",
}


def describe(proposals: Sequence[Proposal]) -> list[str]:
    """Return the number of proposals of each kind, a line for each."""
    counts = {kind: len(of_kind(proposals, kind)) for kind in ProposalKind}
    return [f"{kind.value:<18}{counts[kind] or 'none found'}" for kind in ProposalKind]


def pick(proposals: Sequence[Proposal]) -> list[Proposal]:
    """Ask for each kind which proposals to accept. Enter accepts the marked ones."""
    chosen: list[Proposal] = []
    for kind in ProposalKind:
        if offered := of_kind(proposals, kind):
            chosen += _pick_kind(kind, offered)
    return chosen


def _pick_kind(kind: ProposalKind, offered: Sequence[Proposal]) -> list[Proposal]:
    click.echo()
    click.echo(f"  {kind.value.capitalize()} ({_EFFECTS[kind]}):")
    width = min(50, max(len(printable(one.value)) for one in offered))
    for number, one in enumerate(offered, 1):
        mark = "*" if one.marked else " "
        click.echo(f"  {mark} {number:>2}  {one_line(one.value):<{width}}  {one_line(one.reason)}")
    while True:
        answer = click.prompt(
            "  Accept which? Enter: those with *, numbers such as 1 3-5, all, none", default="", show_default=False
        )
        numbers = read_numbers(answer, offered)
        if numbers is not None:
            return [offered[number - 1] for number in numbers]
        click.echo(f"  Enter numbers from 1 to {len(offered)}, all or none.")


def read_numbers(answer: str, offered: Sequence[Proposal]) -> list[int] | None:
    """Return the numbers of an answer, or None if it is invalid."""
    answer = answer.strip().lower()
    if not answer:
        return [number for number, one in enumerate(offered, 1) if one.marked]
    if answer in ("all", "none", "0"):
        return list(range(1, len(offered) + 1)) if answer == "all" else []
    found: set[int] = set()
    for part in re.split(r"[\s,]+", answer):
        match = re.fullmatch(r"(\d{1,3})(?:-(\d{1,3}))?", part, re.ASCII)
        if match is None:
            return None
        found.update(range(int(match[1]), int(match[2] or match[1]) + 1))
    return sorted(found) if found and min(found) >= 1 and max(found) <= len(offered) else None


def list_lines(key: str, proposals: Sequence[Proposal], chosen: Sequence[Proposal]) -> str:
    """Return the YAML list of a key: chosen entries, and all others as comments. It is empty without proposals.

    Without a chosen entry, the key is a comment too.
    """
    own = [one for one in proposals if one.kind.key == key]
    if not own:
        return ""
    lines = [f"{key}:" if any(one in chosen for one in own) else f"# {key}:"]
    for one in own:
        lead = "" if one in chosen else "# "
        lines.append(f"{lead}  - {quote(one.value)}  # {one_line(one.reason)}")
    return "\n".join(lines)


def quote(value: str) -> str:
    """Return a YAML scalar. Anything but plain words is quoted and escaped."""
    if _PLAIN.fullmatch(value) and value.isascii() and value.lower() not in _WORDS_OF_YAML:
        return value
    return json.dumps(value)


def lines_to_add(proposals: Sequence[Proposal], *, toml: bool) -> list[str]:
    """Return the lines to add to existing settings."""
    found: list[str] = []
    for key in dict.fromkeys(one.kind.key for one in proposals):
        own = [one for one in proposals if one.kind.key == key]
        if toml:
            found += [f"{key} = [", *(f"  {json.dumps(one.value)},  # {one_line(one.reason)}" for one in own), "]"]
        else:
            found += [f"{key}:", *(f"  - {quote(one.value)}  # {one_line(one.reason)}" for one in own)]
    return found
