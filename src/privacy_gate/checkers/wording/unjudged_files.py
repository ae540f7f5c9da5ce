"""Detect repository files whose wording is not checked, because others wrote them or they are public."""

from __future__ import annotations

import re

from privacy_gate.model import Document, Exposure

_FOREIGN = frozenset({"vendored", "generated"})
_PUBLIC = re.compile(
    r"""(?xi)(?:^|/)(?:
        (?:change[-_]?log|changes|history|news|release[-_ ]?notes?|releases?|whatsnew|authors|contributors|credits
          |thanks|maintainers|codeowners|code_of_conduct|licen[cs]es?|copying|notice|third[-_]?party[\w-]{0,20})
        (?:\.(?:md|rst|txt|adoc|html|markdown))?
      | (?:changelogs?(?:\.d)?|newsfragments|release[-_]?notes|whatsnew|\.changeset)/[^/]+
      | [\w.-]{1,60}\.lock(?:file|b)? | go\.(?:work\.)?sum | (?:package-lock|npm-shrinkwrap|packages\.lock)\.json
      | (?:requirements|constraints)[^/]{0,40}\.(?:txt|in) | \.pre-commit-config\.ya?ml
      | \.github/(?:workflows/[^/]+|dependabot\.ya?ml)
    )$"""
)


def is_unjudged(document: Document) -> bool:
    """Whether an internal document is a changelog, a list of people, licences or pinned versions, or vendored or
    generated code.
    """
    if document.exposure is not Exposure.INTERNAL:
        return False
    from privacy_gate.checkers.change.novelty import excluded_files

    return (
        _PUBLIC.search(document.path) is not None
        or excluded_files.reason_by_path(document.path) in _FOREIGN
        or excluded_files.reason_by_text(document.text) is not None
    )
