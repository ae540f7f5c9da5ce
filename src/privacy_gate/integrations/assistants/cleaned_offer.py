"""Offer a cleaned version of a blocked prompt. It is checked by all rules.

The hook's profile has fewer rules, because it only blocks the worst.
"""

from __future__ import annotations

from pathlib import Path

from privacy_gate.base.errors import GateError
from privacy_gate.cleanroom.map.store import MapStore, map_folder
from privacy_gate.cleanroom.session_cleaning import make_sendable_by_all
from privacy_gate.integrations.assistants import messages
from privacy_gate.integrations.assistants.events import Asked, Text
from privacy_gate.integrations.assistants.involved_repositories import Touched
from privacy_gate.model import Exposure
from privacy_gate.scan.options import Options
from privacy_gate.scan.session import Session, begin


def offer_cleaned(touched: Touched, asked: Asked, prompt: Text, config: Path | None) -> str:
    """Return the text to paste instead, with its introduction. If the text is not clean, return what to do."""
    place = f"<{asked.event}>"
    store = MapStore(map_folder(touched.first.repository))
    with store.lock():
        store.begin()
        try:
            clean = make_sendable_by_all(_with_all_rules(touched, config), prompt.path, prompt.text, store.load(place))
        except GateError:
            return messages.ONLY_YOU
        if clean.left() or clean.report.problems or not clean.text.startswith(prompt.prefix):
            return messages.ONLY_YOU
        store.keep(place, clean.pairs)
    return messages.show_cleaned(clean.text.removeprefix(prompt.prefix))


def _with_all_rules(touched: Touched, config: Path | None) -> list[Session]:
    options = [Options(exposure=Exposure.OUTBOUND.value, config=config, quiet=True)]
    options += [Options(exposure=Exposure.OUTBOUND.value, quiet=True)] * (len(touched.sessions) - 1)
    return [
        begin(given, bare=True, start=one.tree.root, repository=one.repository)
        for given, one in zip(options, touched.sessions, strict=True)
    ]
