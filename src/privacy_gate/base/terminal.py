"""Colours and links on a terminal."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple

from privacy_gate.base.ci import in_ci

BOLD, BLUE, CYAN, YELLOW, GREEN, RED, MAGENTA = (
    "1",
    "38;5;32",
    "38;5;30",
    "38;5;166",
    "38;5;29",
    "38;5;196",
    "38;5;164",
)
"""Colours of the fixed palette of 256, which no theme changes.

Each has a contrast of 3.8 or more on white and on black. The highest contrast that any colour has on both is 4.6.
"""


def wants_colour(choice: str = "auto") -> bool:
    """Whether standard output gets colours.

    With `auto`, https://no-color.org and https://force-color.org define this.
    """
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def wants_links() -> bool:
    """Whether standard output is a terminal that may show hyperlinks. A terminal without support ignores them."""
    return sys.stdout.isatty() and os.environ.get("TERM") not in (None, "dumb", "linux") and not in_ci()


class Paint(NamedTuple):
    """Adds colours and links to pieces of text if they are enabled."""

    colour: bool = False
    links: bool = False

    def __call__(self, text: str, code: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.colour and text else text

    def link(self, text: str, url: str | None) -> str:
        """Return a hyperlink (OSC 8)."""
        return f"\x1b]8;;{url}\x1b\\{text}\x1b]8;;\x1b\\" if self.links and url else text
