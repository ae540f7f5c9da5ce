"""Decide whether prose contains a request. After removals, the rest of a prompt may contain none."""

from __future__ import annotations

import re

from privacy_gate.cleanroom.clauses import LABEL, TASK
from privacy_gate.rules import placeholders

_FORM = re.compile(f"{placeholders.FORMS}|{placeholders.TOKEN}", re.IGNORECASE | re.ASCII)
_SENTENCE = re.compile(r"[^.!?\n]{1,2000}(?:\.(?=\w)[^.!?\n]{1,2000}){0,50}[.!?]?")
_VERBS = frozenset(
    "add analyse analyze annotate apply append assign average balance benchmark break bring bump cache calculate "
    "call capture change check choose chunk clamp classify clean collect combine compare compile complete "
    "compress compute configure connect convert copy correct count create cut debug decide decode decompress "
    "decrypt define delete derive describe deserialise deserialize design detect determine develop diagnose "
    "display divide document download draft draw drop emit encode encrypt ensure estimate evaluate execute expand "
    "explain export expose extend extract factor fetch fill filter find finish fix flatten format generate get "
    "give group handle hash help hide identify implement import improve include infer insert inspect install "
    "integrate interpolate invert iterate join keep label limit list load log lower make map mark mask measure "
    "merge migrate minimise minimize mock model modify move multiply name normalise normalize number open "
    "optimise optimize order outline pack pad paginate parallelise parallelize parse partition pick pivot plot "
    "port predict prepare print process produce propose prove provide put query raise randomise randomize rank "
    "read rebuild recommend record reduce refactor refine remove rename render reorder repair replace report "
    "reproduce resample reset reshape resolve restore restructure retry return reverse review rewrite rotate "
    "round run sample save scale schedule score search select send separate serialise serialize set show shorten "
    "shuffle sign simplify simulate skip slice smooth solve sort speed split stop store strip subtract suggest "
    "sum summarise summarize support swap take tell test tokenise tokenize trace track train transform translate "
    "transpose trim truncate try turn type undo unpack update upload use validate verify walk wrap write zip "
    "berechne prüfe lies zeige finde sortiere erkläre ändere ergänze teste vereinfache fasse nenne calcule "
    "vérifie lis montre trouve trie explique corrige ajoute teste simplifie calcula comprueba lee muestra "
    "encuentra ordena explica corrige añade prueba".split()
)
_WISHES = re.compile(
    r"\b(?:i|we) (?:need|want|would like|am looking for|are looking for)\b|\b(?:should|must|shall) (?:be |not )?\w+|"
    r"\b(?:please|bitte|svp|s'il (?:te|vous) pla[iî]t|por favor)\b|\b(?:ich|wir) (?:brauche|möchte|will|wollen)",
    re.IGNORECASE,
)
_OF_TASK = re.compile(r"[\s*#>-]{0,10}(?:task|goal|aufgabe|tâche|tarea)\b[\s*:]{1,6}(?P<body>.*)", re.IGNORECASE)
_LEAST_WORDS = 2
"""The number of words that a request needs beside its verb. Placeholders do not count: `Ask PG_EMAIL_k7f3m2.` is no
request.
"""


def asks_for_something(prose: str) -> bool:
    """Whether a sentence is a question, a command or a wish, and says about what."""
    return any(_is_request(found[0]) for found in _SENTENCE.finditer(prose))


def _is_request(sentence: str) -> bool:
    plain = _FORM.sub(" ", sentence)
    words = re.findall(r"[^\W\d_]{2,}", plain)
    if task := _OF_TASK.match(plain):
        return len(re.findall(r"[^\W\d_]{2,}", task["body"])) >= _LEAST_WORDS
    if len(words) <= _LEAST_WORDS:
        return False
    label = LABEL.match(plain)
    start = plain[label.end() :] if label else plain
    first = re.match(r"\W{0,10}(?:(?:then|and|also|now|next|finally|please|just) ){0,2}(\w+)", start, re.IGNORECASE)
    if plain.rstrip().endswith("?") or TASK.match(start.lstrip()) or _WISHES.search(plain):
        return True
    return first is not None and first[1].lower() in _VERBS
