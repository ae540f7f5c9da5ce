"""Recognise places where the name of a secret gets no secret: declarations, translations and displayed texts."""

from __future__ import annotations

import re

from privacy_gate.checkers.locale_files import is_locale_file, is_words

LOCK_FILE = re.compile(
    r"(?i)[.-]lock(?:b|file)?(?:\.json|\.ya?ml|\.hcl)?\Z|npm-shrinkwrap\.json\Z|(?:^|/)go(?:\.work)?\.(?:sum|mod)\Z"
    r"|(?:^|/)(?:package\.resolved|verification-metadata\.xml|modules\.txt)\Z"
)
"""Files in which programs record digests."""

_PAGE_ELEMENT = re.compile(
    r"(?i)<(?:a|b|button|caption|code|dd|div|dt|em|figcaption|h[1-6]|i|label|legend|li|option|p|small|span|strong|summary|t[dh])\s"
)
_SQL_DECLARATION = re.compile(
    r"(?i)\s{0,40}(?:,\s{0,8})?(?:(?:unique|primary|foreign|fulltext|spatial)\s{1,4})?(?:key|index|constraint)\s{1,4}[`\"\[]?\w"
    r"|\s{0,8}--\s{0,4}(?:name|data for name|type|schema|table|index|constraint)\b"
    r"|\s{0,40}(?:add|drop|rename)\s{1,4}(?:constraint|column|index|key|unique|primary|foreign)\b"
    r"|\s{0,40}create\s{1,4}(?:unique\s{1,4})?index\b|\s{0,40}comment\s{1,4}on\b|[^\n]{0,120}\breferences\s{1,4}[`\"\[]?\w"
)
_IMPORT = re.compile(
    r"\s{0,20}(?:from\s{1,4}[\w.@/\"'-]{1,200}\s{1,4}import\b"
    r"|import\s(?:[\w.*{}, $]{1,200}\s(?:from|as)\s|[\w.]{1,200}(?:\.\*)?;?\s{0,4}\Z|[\"'(])"
    r"|export\s[^=\n]{0,200}\sfrom\s|use\s[\w\\:{}, ]{1,200};|using\s[\w.: =]{1,200};"
    r"|package\s[\w.]{1,200};?\s{0,4}\Z|\#\s?include"
    r"|(?:require|include)(?:_once|_relative)?[ (]{1,2}[\"'])"
)
_REQUIRED = re.compile(r"(?:^|[^\w.])(?:require|import)\s?\(\s?[\"'`]\Z")
_PUBLIC_KEY_ID = re.compile(
    r"(?i)recv[-_]?keys?|key[-_]?server|gpg|pgp|apt[-_]key|finger_?print|signed[-_]by|rpm\s{1,4}--import"
)
_PRIVATE = re.compile(r"(?i)secret|pass(?:word|phrase|wd)|token|private")
_FINGERPRINT = re.compile(r"(?i)(?:0x)?[0-9a-f]{8}(?:[0-9a-f]{8})?(?:[0-9a-f]{16,24})?\Z")
_TRIAL = re.compile(
    r"(?i)(?:^|/)(?:tests?|t|testing|testdata|specs?|e2e|cypress|playwright|integration[\w-]{0,10}|fixtures?|mocks?|__tests__|__mocks__"
    r"|features|benches|benchmarks?|examples?|samples?|demos?|docs?|docker|\.devcontainer|\.github|\.gitlab|\.circleci|\.buildkite"
    r"|\.azure[\w-]{0,12}|\.woodpecker|\.ci|ci)/"
    r"|(?:^|/)(?:test_|conftest|docker-compose|compose[.-]|\.gitlab-ci|\.travis|\.drone|\.cirrus|\.woodpecker|appveyor|azure-pipelines"
    r"|bitbucket-pipelines|jenkinsfile|codeship|phpunit|seeds?\.)"
    r"|[._-](?:tests?|specs?|e2e|example|sample|template|dist|ci|dev|local|mock|stories)(?:\.|\Z)|tests?\.(?:java|kt|cs|php|groovy|scala|swift)\Z"
)


def is_shown_text(value: str, path: str, element: str) -> bool:
    """Whether a value is displayed to users: words in a file of translations, or in an element of a page."""
    spaced = any(c.isspace() for c in value)
    if not is_locale_file(path):
        return spaced and _PAGE_ELEMENT.match(element) is not None
    foreign = sum(not c.isascii() for c in value)
    return spaced or is_words(value) or 2 * foreign > len(value)


def is_declaration(line: str, value: str) -> bool:
    """Whether a line declares a key, an index or a constraint of a table with this name, or imports a module."""
    before = line.partition(value)[0]
    if _REQUIRED.search(before):
        return True
    if ";" in before:  # the value belongs to another statement
        return False
    if _IMPORT.match(line):
        return "=" not in before and ": " not in before
    if "=" in before or not value.replace("-", "_").isidentifier():
        return False
    return _SQL_DECLARATION.match(before + value[:1]) is not None  # a comment after the value declares nothing


def is_key_fingerprint(value: str, line: str) -> bool:
    """Whether a value is the fingerprint of a public key, after a word for one."""
    before = line.partition(value)[0]
    return bool(_FINGERPRINT.match(value) and _PUBLIC_KEY_ID.search(before) and not _PRIVATE.search(before))


def is_trial_file(path: str) -> bool:
    """Whether a file is for tests, CI or examples, or only for a developer's own computer."""
    return _TRIAL.search(path) is not None
