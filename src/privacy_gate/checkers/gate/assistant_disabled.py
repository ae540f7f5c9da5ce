"""Find settings of an assistant that disable privacy-gate or redirect requests, in the files of a change."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from privacy_gate.base.settings_files import assistant_switches
from privacy_gate.checkers.gate.whole_files import report_whole_file
from privacy_gate.checkers.protocol import Context
from privacy_gate.model import Change, Exposure, Finding
from privacy_gate.rules import Rule


def check(change: Change, rules: Sequence[Rule], _context: Context) -> Iterator[Finding]:
    """Yield a finding for each changed settings file with such a key. The key need not be on a changed line."""
    for document in change.documents:
        if assistant_switches.is_settings(document.path) and (keys := assistant_switches.switches(document.text)):
            message = f"Hooks are disabled or requests redirected by {assistant_switches.describe_keys(keys)}"
            yield from report_whole_file(document.path, Exposure.INTERNAL, rules, message)
