"""Recognise files with translations of a program's texts, and values that consist of words."""

from __future__ import annotations

import re

# a language code, with or without a country code
_LANGUAGE = (
    r"(?:a[fmrz]|b[egns]|c[asy]|d[ae]|e[lnostu]|f[airo]|g[adlu]|h[eiruy]|i[dst]|j[av]|k[akmnoy]|l[btv]|m[klnrsty]|n[blno]|p[alt]"
    r"|r[ou]|s[iklqrvw]|t[aehlr]|u[krz]|vi|zh)(?:[_-][A-Za-z]{2,4}){0,2}"
)
_LOCALE_FILE = re.compile(
    r"(?i)(?:^|/)(?:locales?|i18n|l10n|lang(?:uages?)?|translations?|intl|nls|_?messages)/"
    r"|\.(?:po|pot|arb|xliff?|resx|ftl|strings|stringsdict|tmx|lproj)\Z|(?:^|/)strings\.xml\Z"
    rf"|(?:^|[/._-])(?:locale|lang|messages?|strings|i18n|translations?)[._-]{_LANGUAGE}\.\w{{2,10}}\Z"
    rf"|(?:^|/|\.){_LANGUAGE}\.(?:json5?|ya?ml|php|[cm]?[jt]s|properties|toml|rb|ini|lang|xml)\Z"
)
_WORDS_OF_LETTERS = re.compile(r"[^\W\d_]{1,40}(?:[-_.'\u2019/&+ ][^\W\d_]{1,40}){0,12}[-.:!?\u2026*]{0,3}\Z")


def is_locale_file(path: str) -> bool:
    """Whether a path is that of a file with the texts of a program in a human language."""
    return _LOCALE_FILE.search(path) is not None


def is_words(value: str) -> bool:
    """Whether a value consists only of words, in any human language."""
    return _WORDS_OF_LETTERS.match(value) is not None
