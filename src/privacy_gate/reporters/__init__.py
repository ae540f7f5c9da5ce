"""Reports, one module a format."""

from __future__ import annotations

from collections.abc import Callable

from privacy_gate.base.errors import GateError
from privacy_gate.reporters.style import Reporter


def _text() -> Reporter:
    from privacy_gate.reporters import text

    return text.render


def _concise() -> Reporter:
    from privacy_gate.reporters import concise

    return concise.render


def _json() -> Reporter:
    from privacy_gate.reporters import json

    return json.render


def _github() -> Reporter:
    from privacy_gate.reporters import github

    return github.render


def _markdown() -> Reporter:
    from privacy_gate.reporters import markdown

    return markdown.render


def _sarif() -> Reporter:
    from privacy_gate.reporters import sarif

    return sarif.render


def _gitlab() -> Reporter:
    from privacy_gate.reporters import gitlab

    return gitlab.render


def _html() -> Reporter:
    from privacy_gate.reporters import html

    return html.render


def _junit() -> Reporter:
    from privacy_gate.reporters import junit

    return junit.render


def _rdjson() -> Reporter:
    from privacy_gate.reporters import rdjson

    return rdjson.render


REPORTERS: dict[str, Callable[[], Reporter]] = {
    "text": _text,
    "concise": _concise,
    "json": _json,
    "sarif": _sarif,
    "github": _github,
    "gitlab": _gitlab,
    "markdown": _markdown,
    "html": _html,
    "junit": _junit,
    "rdjson": _rdjson,
}


def reporter(name: str) -> Reporter:
    """The reporter of a format. Raises GateError for an unknown one."""
    if name not in REPORTERS:
        raise GateError(f"there is no format `{name}`", f"one of {', '.join(REPORTERS)}")
    return REPORTERS[name]()
