"""Propose business keywords: the names of the organisation, its product, its packages and its customers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from privacy_gate.base.naming import words
from privacy_gate.base.text import plural
from privacy_gate.cli.init.proposals.proposal import Proposal, ProposalKind
from privacy_gate.cli.init.proposals.repository_texts import Texts
from privacy_gate.index import vocabulary
from privacy_gate.index.glossary import Counts
from privacy_gate.index.names import names_in_manifest, names_in_remote

_MOST = 12
_MOST_OF = {"organisation": 4, "repository": 2, "package": 4, "copyright": 2, "namespace": 2, "customer": 5}
_SHORTEST, _LONGEST = 3, 60
_COMMON = 8  # on the vocabulary's scale: 128 times in public prose
_REASONS = {
    "organisation": "organisation in a package or remote",
    "repository": "name of the repository",
    "package": "name of a package",
    "copyright": "copyright holder",
    "namespace": "namespace of the code",
    "customer": "directory of a customer or tenant",
}
_COPYRIGHT = re.compile(
    r"[Cc](?:opyright|OPYRIGHT)[ \t]{1,4}(?:(?:\([cC]\)|©)[ \t,]{0,4}|\d{4}[\d,.\t \u2013-]{0,30})+(?:by[ \t]+)?"
    r"([A-Z][\w&.' -]{1,60})"
)
_LEGAL_FORM = re.compile(
    r",?\s+(?:inc|llc|ltd|limited|gmbh(?: & co\. kg)?|ag|s\.?a|sas|b\.?v|corp(?:oration)?|plc|pty|foundation)\.?\s*$",
    re.IGNORECASE,
)
_NO_HOLDER = re.compile(
    r"\b(?:foundation|holders?|notice|license|licence|owner|author|contributors?|the|statement|law|year|name|yyyy|and)\b",
    re.IGNORECASE,
)
_NAMESPACE = re.compile(
    r"^[ \t]{0,4}(?:package[ \t]+(?:com|org|net|io|de|fr|uk|eu|ch|at|nl|app|dev)\.(?:co\.|github\.)?([a-z][\w]{2,40})\."
    r"|namespace[ \t]+([A-Z]\w{2,40})[\\.;{ \r\n])",
    re.MULTILINE,
)
_CUSTOMER = re.compile(r"(?:^|/)(?:customers?|tenants?|mandants?|kunden)/([A-Za-z][\w-]{2,40})/")
_GENERIC = frozenset(
    (
        "api app application apps backend base cli client clients common config core data database demo development "
        "docs example examples frontend github gitlab google home http internal lib library main master model module "
        "org organization package packages parent plugin plugins portal project public repo root sample scripts sdk "
        "server service services shared site src system test tests tools ui util utils web website workspace www "
        "android ios mobile desktop email locales translations default local app-backend app-frontend name monorepo"
    ).split()
)


def propose(texts: Texts, remotes: Sequence[str], counts: Counts) -> list[Proposal]:
    """Return the keywords, each word once, with its number of uses in the code."""
    found: dict[str, tuple[str, str, int]] = {}
    for origin, group in _by_origin(_names(texts, remotes)).items():
        for value, _ in group.most_common(_MOST_OF[origin]):
            uses = _count(value, counts)
            parts = words(value)
            if not any(name in parts or name == "".join(parts) for name in found):  # part of a proposed name
                found["".join(parts)] = (value, origin, uses)
    ranked = sorted(found.values(), key=lambda one: -one[2])[:_MOST]
    return [
        Proposal(
            ProposalKind.KEYWORD,
            value,
            f"{_REASONS[origin]}; {plural(uses, 'use')} in code",
            marked=not _is_ordinary(value),
        )
        for value, origin, uses in ranked
    ]


def _by_origin(named: Iterable[tuple[str, str]]) -> dict[str, Counter[str]]:
    groups: dict[str, Counter[str]] = {origin: Counter() for origin in _MOST_OF}
    for name, origin in named:
        value = name.strip(" .,-_'")
        if _is_usable(value):
            groups[origin][value] += 1
    return groups


def _names(texts: Texts, remotes: Sequence[str]) -> Iterator[tuple[str, str]]:
    for address in remotes:
        for name in names_in_remote(address):
            if name.kind in ("organisation", "repository"):
                yield name.name, name.kind
    for path, text in sorted(texts.manifests.items(), key=lambda item: item[0].count("/")):
        for name in names_in_manifest(path, text):
            if name.kind == "organisation" or (name.kind == "package" and _is_own_package(name.name, texts)):
                yield name.name, name.kind
    for path, text in texts.legal.items():
        if "/" not in path:
            for match in _COPYRIGHT.finditer(text[:20_000]):
                stated = match[1].strip()
                holder = _LEGAL_FORM.sub("", stated)
                is_company = holder != stated or " " not in holder  # otherwise it may be a person
                if is_company and not _NO_HOLDER.search(stated) and len(holder.split()) <= 4:
                    yield holder, "copyright"
    most = Counter(name for text in texts.code.values() for name in set(_list_namespaces(text)))
    least = max(3, len(texts.code) // 10)
    for space, files in most.most_common(2):
        if files >= least and not _is_ordinary(space):
            yield space, "namespace"
    customers = sorted({match[1] for path in texts.settings for match in _CUSTOMER.finditer(path)})
    yield from ((name, "customer") for name in customers)


def _is_own_package(name: str, texts: Texts) -> bool:
    """Whether a package has a distinctive name, and no manifest requires a version of it."""
    required = re.compile(rf'"{re.escape(name)}"[ \t]*:[ \t]*"[\^~><=]*\d')
    return not _is_ordinary(name) and not any(required.search(text) for text in texts.manifests.values())


def _list_namespaces(text: str) -> list[str]:
    return [match[1] or match[2] for match in _NAMESPACE.finditer(text[:5_000])]


def _is_usable(value: str) -> bool:
    """Whether a name can be a keyword: not too short, and not only generic or very common words."""
    if not _SHORTEST <= len(value) <= _LONGEST or not value.isprintable():
        return False
    parts = words(value)
    return not all(part in _GENERIC or part.isdigit() or len(part) < 2 for part in parts)


def _is_ordinary(value: str) -> bool:
    """Whether a name also is a common word, so that as a keyword it would report harmless prompts."""
    return all(vocabulary.prose(part) >= _COMMON or part in _GENERIC for part in words(value))


def _count(value: str, counts: Counts) -> int:
    parts = words(value)
    return counts.uses[" ".join(parts)] or counts.uses["".join(parts)]
