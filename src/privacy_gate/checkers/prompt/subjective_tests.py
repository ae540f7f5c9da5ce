"""Find tests whose result depends on the opinion of the person who judges it."""

from __future__ import annotations

from collections.abc import Sequence

from privacy_gate.checkers.prompt.prompt_text import Token, sentences, tokens
from privacy_gate.checkers.prompt.prompt_words import words

# Words (folded, of four languages) that make a test subjective.
_TASTE = words("taste")
# Words that make a test subjective together with a word such as "seems", or as the only criterion.
_VAGUE = words("vague")
_SEEMS = words("seems")
# Words that make a test subjective if it mentions a person or an appearance.
_SOFT = words("soft")
_SUBJECTS = words("subjects")
_PHRASES = words("taste phrases")
_MODALS = words("modals")
_VERDICTS = words("verdicts")
_PEOPLE = words("people")
_ARBITERS = words("arbiters")
_JUDGES = words("judges")
_CHECKABLE = words("checkable")
_OBJECT = words("measured")


def is_subjective(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return the span of the first subjective words; None if there are none."""
    for sentence in sentences(tokens(text, start, end)):
        if said := _taste(sentence):
            return said[0].start, said[-1].end
    return None


def says_nothing_checkable(text: str, start: int, end: int) -> bool:
    """Whether tests contain no value, no name, and no word about tests, errors or equality."""
    found = tokens(text, start, end)
    if any(token.kind in ("value", "code", "name", "arrow") for token in found):
        return False
    said = [token.word for token in found if token.kind == "word"]
    return len(said) >= 4 and not _CHECKABLE.intersection(said)


def _taste(sentence: Sequence[Token]) -> Sequence[Token]:
    """Return the subjective words of a sentence, from the verb to the judgement; empty if there are none."""
    words = [token.word if token.kind == "word" else "" for token in sentence]
    said = set(words)
    phrase = next((phrase for phrase in _PHRASES if f" {phrase} " in f" {' '.join(words)} "), None)
    if phrase:
        at = words.index(phrase.split()[0])
        return sentence[at : at + len(phrase.split())]
    spoken_of = bool(said & (_PEOPLE | _SUBJECTS | _SEEMS))
    for index, word in enumerate(words):
        after = words[index + 1] if index + 1 < len(words) else ""
        if word in _TASTE and after not in _OBJECT and not _compares(words, index):
            return sentence[index : index + 1]
        if word in _VAGUE and (seems := [at for at in range(max(0, index - 5), index) if words[at] in _SEEMS]):
            return sentence[seems[-1] : index + 1]
        if word in _VAGUE and said & _MODALS and said & _VERDICTS:
            return sentence[index : index + 1]
        if (word in _SOFT and spoken_of) or (word in _JUDGES and said & _ARBITERS):
            return sentence[index : index + 1]
    return ()


def _compares(words: Sequence[str], index: int) -> bool:
    """Whether "like" or "natural" states no opinion: "such as", "a line like this", "just like"."""
    if words[index] not in ("like", "natural"):
        return False
    before = words[index - 1] if index else ""
    return before not in ("i", "we", "they", "users", "people", "you", "maintainers", "would", "team")
