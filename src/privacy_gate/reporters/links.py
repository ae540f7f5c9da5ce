"""Addresses of the documentation in reports."""

from __future__ import annotations

from privacy_gate.rules import family

DOCUMENTATION = "https://privacy-gate.github.io/privacy-gate/"
"""As in pyproject.toml; a test compares them."""

DOCUMENTED = (
    "business", "code", "diff", "gate", "identifier", "internal", "personal", "prompt", "secret", "toolchain",
)  # fmt: skip
"""The families with a page; a test compares them with docs/rules/."""


def rule_anchor(rule: str) -> str:
    """The anchor of a rule on the page of its family: what GitHub and the site make of its id as a heading."""
    return rule.replace("/", "")


def rule_url(rule: str) -> str | None:
    """The place of a rule on the page of its family; None for a rule of your own in another family."""
    name = family(rule)
    return f"{DOCUMENTATION}rules/{name}/#{rule_anchor(rule)}" if name in DOCUMENTED else None
