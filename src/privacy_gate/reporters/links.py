"""Addresses of the documentation in reports."""

from __future__ import annotations

from privacy_gate.rules import family

DOCUMENTATION = "https://privacy-gate.github.io/privacy-gate/"
"""As in pyproject.toml; a test compares them."""

DOCUMENTED = (
    "business", "code", "diff", "gate", "identifier", "internal", "personal", "prompt", "secret", "toolchain",
)  # fmt: skip
"""The families with a page; a test compares them with docs/rules/."""


def rule_url(rule: str) -> str | None:
    """The page of a rule's family; None for a rule of your own in another family."""
    name = family(rule)
    return f"{DOCUMENTATION}rules/{name}/" if name in DOCUMENTED else None
