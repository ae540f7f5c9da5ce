"""Choose the noun after the verb of a neutral name if no noun of the name can stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from privacy_gate.checkers.names.generic_words import PREDICATES, VERBS, plural, singular
from privacy_gate.checkers.names.usual_nouns import USUAL


def propose_nouns(
    verb: Sequence[str],
    rest: Sequence[str],
    objects: Sequence[str],
    said: str | None,
    stays: Callable[[str], bool],
    *,
    is_action: bool,
    is_own: bool,
) -> Iterator[str]:
    """Yield nouns that can follow a verb, the best first.

    `is_own` says that the verb comes from the name. `is_action` says that the code returns nothing. `objects` are what
    the code returns or changes, and `said` is the noun in its docstring. `rest` are the other words of the name. If
    they are plural, the noun is plural.
    """
    first = verb[0] if verb else ""
    is_plural = _is_plural(rest) and rest[0] not in ("to", "from", "for", "on", "with")
    if first in PREDICATES:
        yield from _follow_question(first, rest, objects, stays, is_plural=is_plural)
        return
    if first == "raise" and "if" in rest:
        yield "if_invalid"
        return
    if first == "plot":
        said = None
    if first in _COMPUTING:
        objects = ["values" if one == "object" else one for one in objects]
    if first:
        objects = [one for one in objects if one not in _STATES]
    said, objects = _leave_fitting(first, said, objects)
    usual = USUAL.get(first, () if not first or first in _GIVING | _COMPUTING | _READING else ("item",))
    if first in _COMPUTING and objects:
        usual = ()
    if "permission" in objects:
        usual = ("permission",)
    if first == "check" and objects and not is_action and objects[0] in ("match", "permission", "input", "score"):
        usual = ()
    if usual or first in _COMPUTING:
        objects = sorted(objects, key=_ANSWERS.__contains__)
        result = [one for one in objects if one not in _ANSWERS]
        objects = [*result, *usual, *objects]
    result = [*([said] if said else ()), *objects]
    is_usual = is_own and (is_action or first in _FIRST or (is_plural and first in _MAKING))
    is_usual = is_usual or first in ("close", "apply")
    wanted = [*([said] if said else ()), *usual, *objects] if is_usual else [*result, *usual]
    for noun in dict.fromkeys((*wanted, "data", "items", "values")):
        yield _in_number(noun, first, is_plural=is_plural)


def _leave_fitting(verb: str, said: str | None, objects: Sequence[str]) -> tuple[str | None, Sequence[str]]:
    """Return the nouns that can be the object of a verb: what a function returns is not what it uploads or skips."""
    if verb == "convert":
        return None, [one for one in objects if one in _TYPES]
    left_out: set[str] = set()
    if verb and verb not in _RESULT_VERBS:
        left_out |= _RESULTS
    if verb in _ASKING:
        left_out |= _SENT
    if verb and verb not in _TESTING:
        left_out.add("condition")
    if verb in _READING:
        left_out |= _FORMS
    return said, [one for one in objects if one not in left_out]


def _follow_question(
    first: str, rest: Sequence[str], objects: Sequence[str], stays: Callable[[str], bool], *, is_plural: bool
) -> Iterator[str]:
    """Yield the words that can follow the verb of a predicate."""
    if first in ("should", "can", "may", "must", "will", "did", "does"):
        yield from (*(word for word in rest if word in VERBS and stays(word)), "apply", "proceed")
    elif first in ("is", "are", "was"):
        yield from (one for one in objects if one in _STATES or one.partition("_")[0] in _TESTS)
        yield from ("present",) if "value" in objects else ()
        yield from ("match", "valid")
    elif list(objects[:1]) in (["permission"], ["condition"]) or (list(objects[:1]) == ["match"] and not is_plural):
        yield objects[0]
    else:
        yield from ("items", "values", "match") if is_plural else ("value", "items", "match")


def _in_number(noun: str, verb: str, *, is_plural: bool) -> str:
    """Return a noun in the singular or plural of the name, because the code does not show the number."""
    if is_plural and noun in ("result", "object", "value"):
        return "values" if verb in _COMPUTING else "items"
    return plural(noun) if is_plural and noun in _COUNTED else noun


def _is_plural(parts: Sequence[str]) -> bool:
    last = next((word for word in reversed(parts) if not word.isdigit()), "")
    return len(last) > 3 and singular(last) != last


_ANSWERS = frozenset("response redirect result flag data copy".split())  # they say nothing about the action
_COMPUTING = frozenset(
    "compute recompute recalculate calculate calc estimate evaluate predict simulate optimize".split()
)
_GIVING = frozenset(
    "get retrieve return list query search find collect obtain lookup select pick choose build make".split()
)
_MAKING = frozenset("create make mark pack combine merge link move assign replace".split())  # each makes one thing
_READING = frozenset("parse read fetch load download import extract".split())
_RESULTS = frozenset("mapping object text number function".split())  # they are no objects of another verb
_RESULT_VERBS = (
    _COMPUTING
    | _GIVING
    | _MAKING
    | _READING
    | frozenset(
        "generate draw sample prepare convert transform normalize sort filter split format render wrap fill apply "
        "clean infer determine guess resolve count sum average fit smooth scale round reshape define serialize "
        "deserialize encode decode strip replace pad escape stringify compose construct return as to from with".split()
    )
)
_TESTING = frozenset("assert check confirm ensure enforce evaluate meets require test validate verify wait".split())
_ASKING = frozenset("list query request download fetch upload search".split())
_SENT = frozenset("table bytes mapping response array request".split())
_TYPES = frozenset("text date datetime array table series path image matrix coordinates mapping".split())
_FORMS = frozenset("mapping object result function value".split())  # they say nothing about what was read
_TESTS = frozenset("match instance lower higher in before after below above empty".split())
_STATES = frozenset(
    "valid enabled included instance flagged present".split()
)  # only a predicate can be followed by these
_COUNTED = frozenset("item record entry row component product event condition file message".split())
_FIRST = frozenset(
    "cancel submit register publish enable disable start stop delete launch schedule trigger enforce restrict set "
    "reset log print show report save check count require handle notify plot send run solve initialize init "
    "setup subscribe from on add remove write export dump".split()
)
