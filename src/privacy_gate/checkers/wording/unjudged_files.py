"""Recognise files of the repository whose wording is not checked, because they are public or others wrote them."""

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
    """Whether the wording of an internal document is not checked.

    This is the case for changelogs, lists of people, licences, pinned versions, and vendored or generated code.
    """
    if document.exposure is not Exposure.INTERNAL:
        return False
    from privacy_gate.checkers.change.novelty import excluded_files

    return (
        _PUBLIC.search(document.path) is not None
        or excluded_files.reason_by_path(document.path) in _FOREIGN
        or excluded_files.reason_by_text(document.text) is not None
    )
