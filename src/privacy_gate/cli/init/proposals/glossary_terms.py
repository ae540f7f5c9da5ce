"""Propose glossary terms: words of the business that the code defines, without words of frameworks.

A term is frequent here and rare in public code (`index.glossary`). It is part of a definition in at least two files. It
is no part of an imported name, of a dependency or of a host. This excludes the vocabulary of frameworks and services
without a list of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from privacy_gate.base.naming import words
from privacy_gate.base.progress import Bar
from privacy_gate.base.text import plural
from privacy_gate.checkers.names import generic_words
from privacy_gate.cli.init.proposals.proposal import Proposal, ProposalKind
from privacy_gate.cli.init.proposals.repository_texts import Texts
from privacy_gate.index import vocabulary
from privacy_gate.index.definitions import find_definitions
from privacy_gate.index.glossary import Counts, Term, rank_terms
from privacy_gate.index.names import names_in_manifest

_MOST, _MARKED = 10, 5
_LEAST_FILES = 3
_RARE = 6  # on the vocabulary's scale: at most 63 times in public prose
_FEW_PACKAGES = 3  # on the vocabulary's scale: at most seven packages
_IMPORT = re.compile(
    r"^[ \t]*(?:import|from|use|using|require(?:_relative)?|include|@import|extern crate)\b[^\n]{0,300}"
    r"|\brequire\([^\n)]{1,200}\)|^[ \t]+\"[\w./-]{3,120}\"$",
    re.MULTILINE,
)
_DEPENDENCY = re.compile(
    r"[\"']([@\w./-]{3,80})[\"'][ \t]*[:,][ \t]*[\"'][\^~><=v ]{0,4}[\d*]"  # package.json, composer.json
    r"|^[ \t]*(?:gem|implementation|api|runtimeOnly)[ \t(]{1,3}[\"']([\w./:-]{3,80})"
    r"|\b(?:Include=\"|<artifactId>)([\w.-]{3,80})"
    r"|^[ \t]*[\"']?([\w./-]{3,80})(?:\[[\w,-]{1,60}\])?[ \t]*(?:[=~<>!]=|v\d|=[ \t]*[\"'{])",
    re.MULTILINE,
)
_HOST = re.compile(r"https?://((?:[\w-]{1,60}\.){1,5})[a-z]{2,12}\b")
_NAME = re.compile(r"[A-Za-z]\w{2,80}")
_TECHNICAL = frozenset(
    (
        "abstract action actions address admin ajax api app args array async auth base bool boolean builder "
        "button cache callback captcha class client cmd code collection column command component config "
        "constant container context controller count create created css data database date datetime db decode "
        "decoder default delete description dialog dir domain dto edit element elevate elevated email encode "
        "encoder entity enum error event exception execute factory failpoint field fields file files filter "
        "filters find flag form format func function get handler handlers has header helper hook html http "
        "hydrator icon id ids impl index info init input int integer interface is item items job js json key "
        "keys label layout length link list listener load local log mailer manager map message meta method "
        "middleware migration missing modal model module name next node null number object offset option "
        "options order output page param params parent parser password path plugin post prefix process "
        "property props protocol protocols provider public query queue redirect ref remote remove render "
        "repository request required reset resource response result role root route router row run save "
        "schema script search seeder select serializer server service session set setting settings show side "
        "sort source sql state static statistic statistics status store str string style submit suffix sync "
        "system tab table tag task template test text time timestamp title to token trait tree type types ui "
        "update updated upload uri url user username users util utils uuid validate validation validator "
        "value values var version view widget window wrapper xml yaml"
    ).split()
)


def count_words(texts: Texts) -> Counts:
    """Count the words of the code."""
    counts = Counts()
    with Bar("files for their terms", len(texts.code)) as bar:
        for path, text in bar.count_items(texts.code.items()):
            counts.add(path, text)
    return counts


def propose(texts: Texts, counts: Counts, known: Iterable[str]) -> list[Proposal]:
    """Return the best terms, without those that contain a known one."""
    taken = {part for one in known for part in (*words(one), "".join(words(one)))}
    candidates = [term for term in rank_terms(counts) if _is_specific(term, taken)]
    defined = _count_definitions(texts)
    foreign = _list_foreign(texts)
    found: list[Term] = []
    for term in candidates:
        if defined[term.text] < 2 or _is_foreign(term.text, foreign) or _is_form(term.text, found):
            continue
        found.append(term)
        if len(found) == _MOST:
            break
    return [
        Proposal(
            ProposalKind.TERM,
            term.text,
            f"{plural(term.uses, 'use')} in {plural(term.files, 'file')}",
            marked=number < _MARKED,
        )
        for number, term in enumerate(found)
    ]


def _is_specific(term: Term, taken: set[str]) -> bool:
    parts = term.text.split(" ")
    if term.files < _LEAST_FILES or not taken.isdisjoint(parts) or not all(part.isascii() for part in parts):
        return False
    if generic_words.is_verb(parts[0]) or all(generic_words.is_generic(part) for part in parts):
        return False
    if len(parts) == 1:
        return len(term.text) > 4 and _is_rare(term.text) and not term.text.endswith(("ify", "ise", "ize"))
    return _TECHNICAL.isdisjoint(parts) and len(set(parts)) == len(parts) and all(len(part) > 2 for part in parts)


def _is_rare(word: str) -> bool:
    return vocabulary.prose(word) <= _RARE and vocabulary.word(word).packages <= _FEW_PACKAGES


def _count_definitions(texts: Texts) -> Counter[str]:
    """Return the number of files that define a name with a term, for terms of one to three words."""
    files: Counter[str] = Counter()
    with Bar("files for their definitions", len(texts.code)) as bar:
        for path, text in bar.count_items(texts.code.items()):
            names = {one.name for one in find_definitions(path, text) if one.kind != "host"}
            names.add(path.rpartition("/")[2].partition(".")[0])
            files.update({run for name in names for run in _runs(words(name))})
    return files


def _runs(parts: Sequence[str]) -> Iterable[str]:
    return (" ".join(parts[at : at + size]) for size in (1, 2, 3) for at in range(len(parts) - size + 1))


def _list_foreign(texts: Texts) -> set[str]:
    """Return the words of dependencies, of names imported from elsewhere, and of the hosts of services."""
    own = {path.rpartition("/")[2].partition(".")[0].lower() for path in texts.code}
    own |= {step.lower() for path in texts.code for step in path.split("/")[:-1]}
    packages = {one.name for path, text in texts.manifests.items() for one in names_in_manifest(path, text)}
    foreign: set[str] = set()
    for text in texts.manifests.values():
        required = {name for match in _DEPENDENCY.finditer(text) for name in match.groups() if name}
        foreign |= {run for name in required - packages for run in (*_runs(words(name)), name.lower())}
        foreign |= {run for name in _NAME.findall(text) if name.lower() not in own for run in _runs(words(name))}
    for text in (*texts.code.values(), *texts.settings.values(), *texts.legal.values()):
        foreign |= {label for labels in _HOST.findall(text) for label in labels.lower().split(".") if label}
    for text in texts.code.values():
        for line in _IMPORT.findall(text):
            names = _NAME.findall(line)
            if not any(name.lower() in own for name in names):
                foreign |= {run for name in names for run in (*_runs(words(name)), name.lower())}
    return foreign


def _is_foreign(text: str, foreign: set[str]) -> bool:
    return text in foreign or text.replace(" ", "") in foreign


def _is_form(text: str, found: Sequence[Term]) -> bool:
    """Whether a better term is the same in singular, in plural or in one word."""
    plain = text.replace(" ", "").removesuffix("s")
    return any(plain == one.text.replace(" ", "").removesuffix("s") for one in found)
