"""The secret that stands beside each hostile thing, and must be found there."""

from __future__ import annotations

from tests.gate import GITHUB_TOKEN

LINE = f"token: {GITHUB_TOKEN}"


def beside(text: str) -> bytes:
    """A text and, two lines below (an ignore in it does not reach so far), the canary; where it has a place for it,
    only there."""
    placed = text.replace("CANARY", GITHUB_TOKEN) if "CANARY" in text else f"{text}\n\n{LINE}\n"
    return placed.encode("utf-8", "surrogatepass")
