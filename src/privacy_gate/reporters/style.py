"""The style of a report."""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from privacy_gate.base.terminal import CYAN, RED, YELLOW
from privacy_gate.model import Report, Severity, Shown

SEVERITY_COLOURS = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.NOTE: CYAN}


class ReportStyle(Struct, frozen=True):
    """The amount of detail, and the features of the output: colours, block characters and links."""

    colour: bool = False
    quiet: bool = False
    verbose: bool = False
    statistics: bool = False
    blocks: bool = True
    links: bool = False


Reporter = Callable[[Report, ReportStyle], str]


def sentences(found: Shown) -> str:
    """Return the messages of a finding and of those merged into it, and the advice."""
    asides = "".join(f" Also {other.rule}, {other.place}: {other.message}." for other in found.asides)
    return f"{found.message}.{asides} Help: {found.suggestion or found.remedy}"
