"""Parts of a run: a gate with fewer rules, the summary of an outbound file, and new ignores."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from msgspec import structs

from privacy_gate.base.text import text_digest
from privacy_gate.model import Document, Finding, JudgedFile, NewIgnore, Verdict
from privacy_gate.policy.suppressions import Silencers
from privacy_gate.rules import Rule, Rules
from privacy_gate.scan.gate import Gate
from privacy_gate.scan.tally import Keeper


def narrow_gate(gate: Gate, chosen: Callable[[Rule], bool]) -> Gate:
    """Return a gate that reports only the chosen rules of another gate, but masks as much as that one."""
    ids = tuple(rule.id for rule in gate.rules.values() if gate.reports(rule.id) and chosen(rule))
    chosen_rules = {
        name: Rules(rule for rule in rules if rule.id in ids or rule.hides) for name, rules in gate.by_checker.items()
    }
    by_checker = {name: rules for name, rules in chosen_rules.items() if rules}
    return structs.replace(gate, by_checker=by_checker, select=ids or ("none",), ignore=())


def summarize_file(document: Document, kept: Sequence[Finding], verdict: Verdict, *, incomplete: bool) -> JudgedFile:
    """Summarise an outbound file: its verdict, its digest, and its number of findings by rule."""
    return JudgedFile(
        document.path,
        document.exposure,
        verdict,
        text_digest(document.text),
        document.added is None,
        tuple(sorted(Counter(finding.rule for finding in kept).items())),
        incomplete,
    )


def list_new_ignores(silencers: Silencers, document: Document, keeper: Keeper) -> list[NewIgnore]:
    """Return the ignores that a change added and that suppress a finding."""
    chosen = [ignore for ignore in silencers.ignores if ignore.new and ignore.used]
    if not chosen:
        return []
    hidden = keeper.hidden(document)
    return [
        NewIgnore(
            document.path,
            document.line_at(ignore.start),
            tuple(sorted(ignore.used)),
            hidden.stretch(ignore.reason_at, ignore.reason_at + len(ignore.reason)),
            ignore.refused,
        )
        for ignore in chosen
    ]
