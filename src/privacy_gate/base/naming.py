"""Names in code: their words, their case style, and what a name can be called without what it tells."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Collection, Iterable, Iterator
from enum import StrEnum
from zlib import crc32

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^\W\d_a-zA-Z]+")

# Words that say how much, which or when: they may stay in front of a head, and are none themselves.
_QUALIFIERS = frozenset(
    (
        "max min total sum avg mean num number first last next prev previous current new old raw parsed default "
        "base main inner outer left right top bottom cached lazy local temp tmp valid invalid empty full not no "
        "all any each"
    ).split()
)
_SMALL = frozenset(
    ("a an the of by in on at from with for and or to is are be was has have should must if when then due").split()
)
_VERBS = frozenset(
    (
        "is has can should was get set load save read write open close add remove delete update create make build "
        "parse format render print log check validate verify test run execute call send receive fetch find search "
        "sort filter map reduce merge split join convert transform compute calculate calc estimate process handle "
        "apply resolve select insert encode decode compare copy clone sync retry assign allocate generate export "
        "import hold skip hide show pause resume block release raise lower move match count collect list register "
        "cancel start stop drop keep require request reserve record report route push pull query notify flag mark "
        "approve reject adjust derive rank schedule assert given when expect"
    ).split()
)
_PREDICATES = frozenset("is has can should was are must may needs did does had were".split())
# Words at which a name stops saying what it is about, and begins to say when, why or for whom.
_BREAKS = frozenset(
    (
        "after at before below above by during except for from if in into on only per than then to unless until upon "
        "via when where while with within without because since so but and or of"
    ).split()
)
# What is left of a name of which all words tell, the next where the first is taken.
_FALLBACKS = {
    "class": ("item", "entry", "record"),
    "module": ("helpers", "tools", "parts"),
    "function": ("compute", "process", "handle"),
    "test": ("case", "example", "behaviour"),
}
_OBJECTS = ("data", "items", "values")  # of a verb
_VALUES = ("value", "item", "entry")

# Words that no language lets a name be. A suggestion that is one gets a number.
_RESERVED = frozenset(
    (
        "and as assert async await break case catch class const continue def default del delete do elif else enum "
        "except export extends false final finally fn for from func function global goto if impl implements "
        "import in instanceof int interface is lambda let long match mod module mut namespace new nil none "
        "nonlocal not null of operator or override package pass private protected public pub raise return select "
        "self short static struct super switch this throw trait true try type typeof union unsafe use using val "
        "var virtual void volatile when where while with yield"
    ).split()
)


class Taken(set[str]):
    """Names that are taken, with the next number to try for each, so that a thousand alike take no time."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        super().__init__(names)
        self.numbers: dict[str, int] = {}


class CaseStyle(StrEnum):
    """How the words of a name are joined."""

    SNAKE = "snake_case"
    SCREAMING = "SCREAMING_CASE"
    KEBAB = "kebab-case"
    CAMEL = "camelCase"
    PASCAL = "PascalCase"


def words(name: str) -> list[str]:
    """The words of a name in any case style, in lower case. `HTTPServer2` is http, server, 2."""
    return [word.lower() for word in _WORD.findall(name)]


def word_spans(name: str) -> list[tuple[int, int, str]]:
    """As `words`, each with where it begins and ends in the name."""
    return [(*found.span(), found[0].lower()) for found in _WORD.finditer(name)]


def style(name: str) -> CaseStyle:
    """The case style of a name; one word in lower case counts as snake case."""
    bare = name.strip("_$")
    if "-" in bare:
        return CaseStyle.KEBAB
    if bare.isupper():
        return CaseStyle.SCREAMING
    if "_" in bare or bare.islower():
        return CaseStyle.SNAKE
    return CaseStyle.PASCAL if bare[:1].isupper() else CaseStyle.CAMEL


def join(parts: list[str], like: str) -> str:
    """Words as one name in the case style of another, with its leading and trailing underscores."""
    bare = like.strip("_$")
    lead, tail = like[: len(like) - len(like.lstrip("_$"))], like[len(like.rstrip("_$")) :] if bare else ""
    capitals = [part.capitalize() for part in parts]
    joined = {
        CaseStyle.SNAKE: "_".join(parts),
        CaseStyle.SCREAMING: "_".join(parts).upper(),
        CaseStyle.KEBAB: "-".join(parts),
        CaseStyle.CAMEL: "".join([parts[0], *capitals[1:]]) if parts else "",
        CaseStyle.PASCAL: "".join(capitals),
    }[style(like)]
    return f"{lead}{joined}{tail}"


def is_verb(word: str) -> bool:
    """Whether a word (lower case) at the beginning of a name says what is done."""
    return word in _VERBS


def neutral(name: str, kind: str, tells: Callable[[str], bool], taken: Collection[str]) -> str:
    """What a name can be called without the words for which `tells` is true.

    The verb and the grammatical head stay, and what says only how; the case style stays. The head is the
    last word of what the name is about, before it says when, why or for whom; a class keeps a noun, and what
    asks a question (`is_`) still does. It has fewer words than the name wherever that has several. The result is
    none of `taken` and no reserved word: where it must be another, more of the harmless words stay, and at last it
    gets a number, by the name alone, so that the name is called the same in other files.
    """
    parts = words(name)
    separator = (
        "_" if style(name) in (CaseStyle.SNAKE, CaseStyle.SCREAMING) else "-" if style(name) is CaseStyle.KEBAB else ""
    )
    shorter = [form for form in _forms(parts, kind, tells) if len(form) < len(parts) or len(form) == 1]
    made = [join(form, name) for form in shorter]
    free = next((one for one in made if _is_free(one, taken)), None)
    return free or _numbered(made[0], name, separator, taken)


def _forms(parts: list[str], kind: str, tells: Callable[[str], bool]) -> Iterator[list[str]]:
    """What can be left of the words of a name, the best first."""
    begins = len(parts) > 1 and kind != "class" and not tells(parts[0])
    verb = parts[:1] if begins and parts[0] in _VERBS | _PREDICATES else []
    rest = parts[len(verb) :]
    number = rest[-1:] if rest and rest[-1].isdigit() else []
    about = list(itertools.takewhile(lambda word: word not in _BREAKS, rest))
    if kind in ("class", "test", "module") or (verb and verb[0] in _PREDICATES):
        about = rest  # the head stands last
    nouns, others = ([word for word in some if _is_harmless(word, tells)] for some in (about, rest))
    kept = [word for word in about if word in _QUALIFIERS and not tells(word)] if kind != "class" else []
    instead = _FALLBACKS.get(kind, _VALUES) if not verb or kind == "test" else _OBJECTS
    heads = nouns[-1:] or ([] if verb else others[-1:])
    for head in heads or instead:
        yield [*verb, *kept, head, *number]
        if len(kept) > 1:
            yield [*verb, kept[0], head, *number]
        yield [*verb, head, *number]
    for more in reversed([word for word in others if word not in heads]):  # one that tells it from others
        yield [*verb, *(word for word in others if word == more or word in heads), *number]
    yield from ([word] for word in (*heads, *(verb if kind == "function" else ()), *_FALLBACKS.get(kind, _VALUES)))


def _is_harmless(word: str, tells: Callable[[str], bool]) -> bool:
    return not (tells(word) or word in _QUALIFIERS or word in _SMALL or word in _BREAKS or word.isdigit())


def _is_free(name: str, taken: Collection[str]) -> bool:
    return name not in taken and name.lower() not in _RESERVED


def _numbered(name: str, of: str, separator: str, taken: Collection[str]) -> str:
    first = f"{name}{separator}{2 + crc32('_'.join(words(of)).encode('utf-8', 'replace')) % 98}"
    if first not in taken:
        return first
    numbers = taken.numbers if isinstance(taken, Taken) else {}
    found = next(at for at in itertools.count(numbers.get(name, 100)) if f"{name}{separator}{at}" not in taken)
    numbers[name] = found + 1
    return f"{name}{separator}{found}"
