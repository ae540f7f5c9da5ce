"""Links to the documentation in reports."""

from __future__ import annotations

from privacy_gate.rules import family

DOCUMENTATION = "https://privacy-gate.github.io/privacy-gate/"
"""The same URL as in pyproject.toml. A test compares them."""

DOCUMENTED = (
    "business", "code", "diff", "gate", "identifier", "internal", "personal", "prompt", "secret", "toolchain",
)  # fmt: skip
"""The families that have a page. A test compares them with docs/rules/."""


def rule_anchor(rule: str) -> str:
    """Return the anchor of a rule on the page of its family. GitHub and the site derive it from the id as a heading."""
    return rule.replace("/", "")


def rule_url(rule: str) -> str | None:
    """Return the link to a rule on the page of its family. Return None for a user's rule in another family."""
    name = family(rule)
    return f"{DOCUMENTATION}rules/{name}/#{rule_anchor(rule)}" if name in DOCUMENTED else None
