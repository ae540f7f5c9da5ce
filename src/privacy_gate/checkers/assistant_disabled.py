"""Changes to settings of Claude Code that switch the gate off, or send requests to another address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.checkers.patterns import Context
from privacy_gate.checkers.whole_files import said
from privacy_gate.model import Change, Exposure, Finding
from privacy_gate.ruleset import Rule
from privacy_gate.settings_files import claude_switches


def check(change: Change, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """A finding for each changed settings file that has such a key, whichever line the change touches."""
    for document in change.documents:
        if claude_switches.is_settings(document.path) and (keys := claude_switches.switches(document.text)):
            message = f"hooks are switched off, or requests redirected, by {claude_switches.shown(keys)}"
            yield from said(document.path, Exposure.INTERNAL, rules, message)
