"""Filters for national identifiers, and for names of persons after a label."""

from __future__ import annotations

import re

from privacy_gate.checkers.protocol import Filter, covered_span
from privacy_gate.checkers.secrets.check_digits import is_national_id
from privacy_gate.model import Document

# names of nobody in particular, and words that follow such a label in forms and code
_ANYBODY = re.compile(
    r"(?i)(?:john|jane|jon|johnny|joe|max|erika|mario|juan|jean|jan|kari|ola|matti|test|foo|bar|alice|bob|some|any|first|given)\s"
    r"(?:[a-z.]{1,12}\s)?(?:q\.?\s)?(?:doe|roe|smith|bloggs|public|muster\w{0,6}|rossi|p[eé]rez|dupont|nowak|kowalski|nordmann|meik[aä]l[aä]inen|user"
    r"|patient|bar|baz|name|last|person|customer|sample|example|one|surname|lastname)\b"
    r"|.{0,60}\b(?:not|none|new|old|no|all|any|unknown|test|sample|example|demo|dummy|name|names|first|last|id|type|status|list|table|view|page"
    r"|service|portal|record|records|data|details|info|information|inc|ltd|llc|gmbh|corp|company|group|team|support|number|address|date"
    r"|available|required|optional|selected|created|updated|deleted|read|write|is|has|in|of|for|and|or|to|with|the|this|that|health|care"
    r"|insurance|medical|history|search|index|model|form|field|value|string|object|class|dashboard|management|module|edit|add|delete)\b"
)


def _national_id(match: re.Match[str], _document: Document) -> bool:
    """Whether an identifier is valid for its label, or for its own punctuation if it has no label."""
    start, end = covered_span(match)
    return is_national_id(match.string[match.start() : start], match.string[start:end])


def _person_name(match: re.Match[str], _document: Document) -> bool:
    """Whether a match is a first and a last name, and not a placeholder such as John Doe."""
    start, end = covered_span(match)
    return _ANYBODY.match(match.string[start:end]) is None


FILTERS: dict[str, Filter] = {"national-id": _national_id, "person-name": _person_name}
