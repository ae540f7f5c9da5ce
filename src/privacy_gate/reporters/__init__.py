"""Reports, with one module for each format."""

from __future__ import annotations

from collections.abc import Callable

from privacy_gate.base.choices import hint_choice
from privacy_gate.base.errors import GateError
from privacy_gate.base.lazily import lazily
from privacy_gate.reporters.style import Reporter

REPORTERS: dict[str, Callable[[], Reporter]] = {
    "text": lazily("privacy_gate.reporters.text", "render"),
    "concise": lazily("privacy_gate.reporters.concise", "render"),
    "json": lazily("privacy_gate.reporters.json", "render"),
    "sarif": lazily("privacy_gate.reporters.sarif", "render"),
    "github": lazily("privacy_gate.reporters.github", "render"),
    "gitlab": lazily("privacy_gate.reporters.gitlab", "render"),
    "markdown": lazily("privacy_gate.reporters.markdown", "render"),
    "html": lazily("privacy_gate.reporters.html", "render"),
    "junit": lazily("privacy_gate.reporters.junit", "render"),
    "rdjson": lazily("privacy_gate.reporters.rdjson", "render"),
}


def reporter(name: str) -> Reporter:
    """Return the reporter of a format. Raises GateError for an unknown format."""
    if name not in REPORTERS:
        raise GateError(f"unknown format `{name}`", hint_choice(name, REPORTERS))
    return REPORTERS[name]()
