"""The noun that follows a verb in a neutral name, where no noun of the name itself can stay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from privacy_gate.checkers.names.generic_words import PREDICATES, VERBS, plural, singular


def follow(
    verb: Sequence[str],
    rest: Sequence[str],
    objects: Sequence[str],
    said: str | None,
    stays: Callable[[str], bool],
    *,
    is_action: bool,
    is_own: bool,
) -> Iterator[str]:
    """Nouns that can follow a verb, the best first.

    `is_own` says that the verb is of the name, `is_action` that the code returns nothing. `objects` are what the code
    returns or changes, `said` is what its docstring names, `rest` the other words of the name: where they are a
    plural, the noun is one.
    """
    first = verb[0] if verb else ""
    if first in ("should", "can", "may", "must", "will", "did", "does"):
        yield from (*(word for word in rest if word in VERBS and stays(word)), "apply", "proceed")
        return
    is_plural = _is_plural(rest) and rest[0] not in ("to", "from", "for", "on", "with")
    if first in PREDICATES:
        if first in ("is", "are", "was"):
            yield from (one for one in objects if one in _STATES or one.partition("_")[0] in _TESTS)
            yield from ("present",) if "value" in objects else ()
            yield from ("valid", "match")
        elif objects[:1] in (["permission"], ["condition"]) or (objects[:1] == ["match"] and not is_plural):
            yield objects[0]
        else:
            yield from ("items", "values", "match") if is_plural else ("value", "items", "match")
        return
    if first:
        objects = [one for one in objects if one not in _STATES]
    usual = _USUAL.get(first, () if not first or first in _GIVING | _COMPUTING else ("data",))
    if first in _COMPUTING and objects:
        usual = ()
    if first in _READING:
        objects = [one for one in objects if one not in _FORMS]
    if "permission" in objects:
        usual = ("permission",)
    if first == "check" and objects and not is_action and objects[0] not in _ANSWERS:
        usual = ()
    if usual or first in _COMPUTING:
        objects = sorted(objects, key=_ANSWERS.__contains__)
        result = [one for one in objects if one not in _ANSWERS]
        objects = [*result, *usual, *objects]
    result = [*([said] if said else ()), *objects]
    is_usual = first == "close" or (is_own and (is_action or first in _FIRST))
    wanted = [*([said] if said else ()), *usual, *objects] if is_usual else [*result, *usual]
    for noun in dict.fromkeys((*wanted, "data", "items", "values")):
        yield _in_number(noun, first, is_plural=is_plural)


def _in_number(noun: str, verb: str, *, is_plural: bool) -> str:
    """A noun of which nothing but the name says how many there are, in the number of the name."""
    if is_plural and noun in ("result", "object"):
        return "results" if verb in _COMPUTING else "items"
    return plural(noun) if is_plural and noun in _COUNTED else noun


def _is_plural(parts: Sequence[str]) -> bool:
    last = next((word for word in reversed(parts) if not word.isdigit()), "")
    return len(last) > 3 and singular(last) != last


_ANSWERS = frozenset("response redirect result flag data copy".split())  # that say nothing of what is done
_COMPUTING = frozenset("compute calculate calc estimate evaluate predict simulate optimize".split())
_GIVING = frozenset(
    "get retrieve return list query search find collect obtain lookup select pick choose build make".split()
)
_READING = frozenset("parse read fetch load download import extract".split())
_FORMS = frozenset("mapping object result function value".split())  # that say nothing of what was read
_TESTS = frozenset("match instance lower higher in before after below above empty".split())
_STATES = frozenset(
    "valid enabled included instance flagged present".split()
)  # that only a predicate can be followed by
_COUNTED = frozenset("item record entry row component product event condition file message".split())
_FIRST = frozenset(
    "cancel submit register publish enable disable start stop delete launch schedule trigger enforce restrict set "
    "reset log print show report save check count require handle notify plot send run solve initialize init "
    "setup subscribe from on add remove".split()
)

# What usually follows a verb, whatever the code holds.
_USUAL: dict[str, tuple[str, ...]] = {
    "acquire": ("lock", "resource"),
    "activate": ("record",),
    "add": ("item", "entry"),
    "adjust": ("values",),
    "append": ("item", "entry"),
    "apply": ("changes", "settings"),
    "assert": ("condition",),
    "assign": ("values",),
    "calc": ("value", "result"),
    "calculate": ("value", "result"),
    "call": ("function",),
    "cancel": ("operation", "task"),
    "check": ("condition", "input"),
    "clean": ("data",),
    "clear": ("data", "state"),
    "close": ("item", "resource"),
    "compare": ("values",),
    "compute": ("value", "result"),
    "configure": ("settings", "component"),
    "convert": ("value",),
    "copy": ("data",),
    "count": ("items", "entries"),
    "create": ("object", "record"),
    "deactivate": ("record",),
    "define": ("object", "constraint"),
    "delete": ("item", "record"),
    "disable": ("feature", "option"),
    "display": ("items", "output"),
    "drop": ("items", "rows"),
    "as": ("result", "value"),
    "draw": ("chart", "data"),
    "enable": ("feature", "option"),
    "enforce": ("rules", "limits"),
    "ensure": ("condition",),
    "restrict": ("items", "rows"),
    "launch": ("process", "task"),
    "estimate": ("value", "result"),
    "evaluate": ("condition", "value"),
    "execute": ("task", "operation"),
    "export": ("data",),
    "filter": ("items", "rows"),
    "finish": ("task", "operation"),
    "from": ("data", "source"),
    "generate": ("output", "data"),
    "group": ("items", "rows"),
    "handle": ("event", "request"),
    "guess": ("value",),
    "import": ("data",),
    "infer": ("value",),
    "determine": ("value",),
    "init": ("state", "component"),
    "initialize": ("state", "component"),
    "insert": ("item", "entry"),
    "link": ("items",),
    "load": ("data", "table"),
    "log": ("details", "message"),
    "mark": ("item", "entry"),
    "match": ("items", "pattern"),
    "merge": ("items", "data"),
    "move": ("item", "entry"),
    "notify": ("users", "listeners"),
    "open": ("resource", "connection"),
    "parse": ("data", "text"),
    "fetch": ("data",),
    "download": ("data", "file"),
    "extract": ("values", "data"),
    "perform": ("action", "operation"),
    "plot": ("data", "chart"),
    "prepare": ("data",),
    "print": ("details", "output"),
    "publish": ("data", "message"),
    "raise": ("error",),
    "read": ("data",),
    "record": ("data", "event"),
    "register": ("item", "component"),
    "remove": ("item", "entry"),
    "rename": ("items",),
    "render": ("output", "view"),
    "replace": ("items", "values"),
    "report": ("results", "details"),
    "request": ("data",),
    "require": ("condition", "access"),
    "reset": ("state", "values"),
    "run": ("process", "job"),
    "save": ("data", "record"),
    "schedule": ("task", "job"),
    "send": ("message", "request"),
    "set": ("value", "state"),
    "setup": ("environment", "component"),
    "show": ("details", "output"),
    "simulate": ("process", "system"),
    "solve": ("problem", "system"),
    "sort": ("items",),
    "split": ("items", "data"),
    "start": ("process", "task"),
    "stop": ("process", "task"),
    "subscribe": ("user",),
    "submit": ("request", "data"),
    "sync": ("data", "state"),
    "to": ("data", "output"),
    "train": ("model",),
    "transfer": ("data", "items"),
    "trigger": ("event", "action"),
    "update": ("state", "data"),
    "validate": ("input", "data"),
    "verify": ("condition", "input"),
    "wait": ("condition",),
    "with": ("value", "options"),
    "write": ("data", "output"),
}
