"""Reports as text, one module a format. Each takes a report and gives back the whole output."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from privacy_gate.errors import GateError
from privacy_gate.model import Report, Shown


class Style(Struct, frozen=True):
    """How much to say, whether the reader is a terminal that shows colours, and whether it shows block characters."""

    colour: bool = False
    quiet: bool = False
    verbose: bool = False
    statistics: bool = False
    blocks: bool = True


def sentences(found: Shown) -> str:
    """What a finding and those that it stands for say, and what to do."""
    asides = "".join(f" Also {other.rule}, {other.place}: {other.message}." for other in found.asides)
    return f"{found.message}.{asides} Instead: {found.suggestion or found.remedy}"


Reporter = Callable[[Report, Style], str]


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
