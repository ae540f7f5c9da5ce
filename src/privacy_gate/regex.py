"""From a Python regular expression to one that a byte engine can search for many at once.

The derived expression is a superset in this sense: for each match of the original that starts at
byte s of the UTF-8 text, it reports an end in [s, s + reach]. To get there, what Unicode can match
is widened to bytes from 0x80, assertions are dropped unless they hold on bytes as well, and what is
optional at the end is cut off, so that a token is reported once and not at each further character.

The tree comes from `re`'s own parser, so that both sides agree on what an expression means.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from privacy_gate.errors import GateError

MAX_WIDTH = 20_000
"""The longest match, in code points, that a pattern may have: enough for a PEM block with two keys."""

_PARSER: Any = getattr(re, "_parser")  # noqa: B009  (typeshed does not know it)
_NARROW = 80  # characters: letters, digits, a few signs
_LONGEST_REPEAT = 64  # larger bounds cost the database states and say little
_WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
_DIGIT = frozenset(b"0123456789")
_SEPARATORS = frozenset(b"\x1c\x1d\x1e\x1f")  # white space in Unicode, and not in ASCII mode
_SPACE = frozenset(b"\t\n\v\f\r ") | _SEPARATORS
_ASCII = frozenset(range(128))
_FOLDS = {0x130: "i", 0x131: "i", 0x17F: "s", 0x212A: "k"}
_REPEATS = ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


class Derived(NamedTuple):
    """What the engine needs to know of a pattern.

    `expression`: for the database. `reach`: bytes from a match's start to its first report, at
    most. `width`: code points of the longest match. `ahead`: how far lookaheads see beyond it.
    `shown`: code points at the start of the group `match` (or of all) that are always the same.
    """

    expression: str
    reach: int
    width: int
    ahead: int
    shown: int


class _Chars:
    """Bytes that one character may be; `beyond` when it may also be outside ASCII."""

    def __init__(self, ascii_: frozenset[int], beyond: bool) -> None:
        self.ascii = ascii_
        self.beyond = beyond

    def emit(self) -> str:
        if not self.beyond and len(self.ascii) == 1:
            return _escaped(next(iter(self.ascii)))
        return "[" + "".join(_ranges(self.ascii)) + (r"\x80-\xff" if self.beyond else "") + "]"


def derive(regex: str) -> Derived:
    """Check an expression and derive the database's from it.

    Raises GateError when it is not valid, has no bounded length, can match nothing, or has
    nothing fixed in it that would keep the database from reporting at every byte.
    """
    try:
        tree = _PARSER.parse(regex)
        re.compile(regex)
    except (re.error, RecursionError, OverflowError) as error:
        raise GateError(f"not a valid regular expression: {error}") from None
    flags: int = tree.state.flags
    least, most = tree.getwidth()
    if least == 0:
        raise GateError("the pattern can match nothing at all")
    if most > MAX_WIDTH:
        raise GateError(
            f"a match of this pattern can be longer than {MAX_WIDTH:,} characters",
            "bound each repeat: {0,64} instead of *, {1,64} instead of +",
        )
    items = list(tree)
    if not _anchored(items):
        raise GateError("the pattern needs a literal, or a boundary (\\b, a negative lookbehind) at its start")
    expression, longest = _sequence(_without_tail(items), flags, first=True, last=True)
    reach = min(longest if longest is not None else 4 * most, 4 * most) + 4
    covered = _group(items, tree.state.groupdict.get("match")) or items
    return Derived(expression, reach, most, _look_ahead(items), _fixed_prefix(covered))


# what can be cut off --------------------------------------------------------------------------


def _name(node: Any) -> str:
    return str(node[0])


def _without_tail(items: list[Any]) -> list[Any]:
    """The sequence without what is optional at its end."""
    kept = list(items)
    while kept:
        node = kept[-1]
        op = _name(node)
        if op in ("AT", "ASSERT", "ASSERT_NOT"):
            kept.pop()
        elif op in _REPEATS:
            low, _, body = node[1]
            if low == 0:
                kept.pop()
                continue
            enough = min(low, _LONGEST_REPEAT)
            kept[-1] = (node[0], (enough, enough, body))
            break
        elif op == "SUBPATTERN":
            group, add, remove, body = node[1]
            trimmed = _without_tail(list(body))
            if trimmed:
                kept[-1] = (node[0], (group, add, remove, trimmed))
                break
            kept.pop()
        else:
            break
    return kept


# writing the expression -----------------------------------------------------------------------


def _sequence(items: Sequence[Any], flags: int, *, first: bool = False, last: bool = False) -> tuple[str, int | None]:
    """The expression of a sequence and its greatest length in bytes; None when it has none.

    `first` and `last` tell whether the sequence stands at the start and at the end of it all.
    """
    out: list[str] = []
    total: int | None = 0
    for index, node in enumerate(items):
        around = (items[index - 1] if index else None, items[index + 1] if index + 1 < len(items) else None)
        text, longest = _node(node, flags, around, first=first and index == 0, last=last and index == len(items) - 1)
        out.append(text)
        total = None if total is None or longest is None else total + longest
    return "".join(out), total


def _node(node: Any, flags: int, around: tuple[Any, Any], *, first: bool, last: bool) -> tuple[str, int | None]:
    op, value = _name(node), node[1]
    if (chars := _chars(node, flags)) is not None:
        return (chars.emit() + "{1,4}", 4) if chars.beyond and not last else (chars.emit(), 1)
    if op == "LITERAL":
        return _literal_beyond_ascii(value, flags)
    if op in _REPEATS:
        return _repeat(value, flags, last=last)
    if op == "SUBPATTERN":
        _, add, remove, body = value
        inner, longest = _sequence(list(body), (flags | add) & ~remove, first=first, last=last)
        return f"(?:{inner})", longest
    if op == "ATOMIC_GROUP":
        inner, longest = _sequence(list(value), flags, first=first, last=last)
        return f"(?:{inner})", longest
    if op == "BRANCH":
        branches = [_sequence(list(branch), flags, last=last) for branch in value[1]]
        lengths = [longest for _, longest in branches]
        known = [length for length in lengths if length is not None]
        return "(?:" + "|".join(text for text, _ in branches) + ")", max(known) if len(known) == len(lengths) else None
    if op == "AT":
        return _position(str(value), flags, around, first=first)
    if op == "ASSERT_NOT" and first and value[0] < 0 and len(value[1]) == 1:
        behind = _chars(value[1][0], flags)
        if behind is not None:
            # one character that is none of these, or the start; it may be the last byte of a longer one
            return rf"(?:\A|{_closed(_Chars(_ASCII - behind.ascii, True)).emit()})", 1
    if op in ("ASSERT", "ASSERT_NOT"):
        return "", 0
    return r"[\x00-\xff]*", None  # a reference to a group, a conditional: anything


def _repeat(value: Any, flags: int, *, last: bool) -> tuple[str, int | None]:
    low, high, body = value
    if high == 0 or (last and low == 0):
        return "", 0
    nodes = list(body)
    chars = _chars(nodes[0], flags) if len(nodes) == 1 else None
    each: int | None = 1
    narrow = chars is None or len(chars.ascii) <= _NARROW
    if chars is not None:
        inner = chars.emit()
        if last:  # as few bytes as these characters have at least: a report comes no later than that
            return f"{inner}{{{low}}}", low
        high = high * 4 if chars.beyond else high
    else:
        text, each = _sequence(nodes, flags)
        inner = f"(?:{text})"
    least: int = min(low, _LONGEST_REPEAT)
    longest = None if each is None else high * each  # of the original: its match is one of the wider ones
    # without an upper bound a repeat is one state instead of as many copies; what may follow it is
    # near where the characters are few, and a line away where they are many
    most: int | None = high if high <= (1 if narrow else _LONGEST_REPEAT) or high == low else None
    bounds = f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}"
    return inner + bounds, longest


def _literal_beyond_ascii(code: int, flags: int) -> tuple[str, int]:
    if code in _FOLDS or flags & re.IGNORECASE:
        # its other cases may have another length, and a folded text holds an ASCII letter
        return r"(?:[A-Za-z]|[\x80-\xff]{1,8})", 8
    data = chr(code).encode("utf-8", "surrogatepass")
    return "".join(_escaped(byte) for byte in data), len(data)


def _position(at: str, flags: int, around: tuple[Any, Any], *, first: bool) -> tuple[str, int]:
    if at == "AT_BOUNDARY" and not flags & re.ASCII and any(_is_ascii_word(node, flags) for node in around):
        return r"\b", 0  # between bytes there are more boundaries than between characters, never fewer
    if at == "AT_BEGINNING_STRING" or (at == "AT_BEGINNING" and not flags & re.MULTILINE):
        return r"\A", 0
    if at == "AT_BEGINNING" and first:
        return r"(?:\A|\n)", 1
    return "", 0


def _is_ascii_word(node: Any, flags: int) -> bool:
    """Whether the characters of this node, at both its ends, can only be ASCII letters, digits or _."""
    if node is None:
        return False
    if (chars := _chars(node, flags)) is not None:
        return not chars.beyond and chars.ascii <= _WORD
    op, value = _name(node), node[1]
    if op in _REPEATS:
        return value[0] > 0 and len(value[2]) == 1 and _is_ascii_word(value[2][0], flags)
    if op == "SUBPATTERN":
        body, inner = list(value[3]), (flags | value[1]) & ~value[2]
        return bool(body) and _is_ascii_word(body[0], inner) and _is_ascii_word(body[-1], inner)
    if op == "BRANCH":
        return all(
            branch and _is_ascii_word(branch[0], flags) and _is_ascii_word(branch[-1], flags)
            for branch in map(list, value[1])
        )
    return False


# characters -----------------------------------------------------------------------------------


def _chars(node: Any, flags: int) -> _Chars | None:
    """The characters that a node of one character can be; None for any other node."""
    op, value = _name(node), node[1]
    if op == "LITERAL" and value < 128:
        return _Chars(_cased(frozenset([value]), flags), False)
    if op == "NOT_LITERAL":
        return _negated(frozenset([value]) & _ASCII, flags)
    if op == "ANY":
        return _Chars(_ASCII if flags & re.DOTALL else _ASCII - {10}, True)
    if op == "IN":
        return _set(value, flags)
    return None


def _set(members: Any, flags: int) -> _Chars:
    negated = False
    ascii_: frozenset[int] = frozenset()
    beyond = folds = False
    for member in members:
        op, value = _name(member), member[1]
        if op == "NEGATE":
            negated = True
        elif op == "CATEGORY":
            ascii_, beyond = ascii_ | _category(str(value), flags), True
            folds = folds or (str(value).endswith("NOT_WORD") and bool(flags & re.ASCII))
        else:
            first, last = (value, value) if op == "LITERAL" else value
            ascii_ |= frozenset(range(first, min(last, 127) + 1))
            beyond = beyond or last > 127
            folds = folds or any(first <= code <= last for code in _FOLDS)
    if negated:
        return _negated(ascii_, flags)
    chars = _Chars(_cased(ascii_, flags), beyond)
    return _closed(chars) if folds else chars


def _category(name: str, flags: int) -> frozenset[int]:
    space = _SPACE - _SEPARATORS if flags & re.ASCII else _SPACE
    base = _WORD if name.endswith("WORD") else _DIGIT if name.endswith("DIGIT") else space
    return _ASCII - base if "_NOT_" in name else base


def _negated(excluded: frozenset[int], flags: int) -> _Chars:
    """All but some ASCII characters. What else is excluded, outside ASCII, is widened away."""
    return _closed(_Chars(_ASCII - _cased(excluded, flags), True))


def _closed(chars: _Chars) -> _Chars:
    """For a set that holds one of the four letters that fold to i, s and k: the text has these
    instead, and where case is ignored the letter stands for their capitals too."""
    return _Chars(chars.ascii | frozenset(b"iskISK"), chars.beyond)


def _cased(ascii_: frozenset[int], flags: int) -> frozenset[int]:
    if not flags & re.IGNORECASE:
        return ascii_
    letters = "".join(map(chr, ascii_))
    return ascii_ | frozenset(map(ord, letters.lower())) | frozenset(map(ord, letters.upper()))


def _escaped(byte: int) -> str:
    return chr(byte) if byte in _WORD else f"\\x{byte:02x}"


def _ranges(ascii_: frozenset[int]) -> Iterator[str]:
    members = sorted(ascii_)
    while members:
        count = 1
        while count < len(members) and members[count] == members[0] + count:
            count += 1
        yield _escaped(members[0]) if count == 1 else f"{_escaped(members[0])}-{_escaped(members[count - 1])}"
        members = members[count:]


# properties -----------------------------------------------------------------------------------


def _anchored(items: Sequence[Any]) -> bool:
    """Whether something fixed keeps the pattern from being reported at every byte."""
    return _name(items[0]) in ("AT", "ASSERT_NOT") or any(_holds_literal(node) for node in items)


def _holds_literal(node: Any) -> bool:
    op, value = _name(node), node[1]
    if op == "LITERAL":
        return True
    if op in _REPEATS:
        return value[0] > 0 and any(_holds_literal(inner) for inner in value[2])
    if op in ("SUBPATTERN", "ATOMIC_GROUP"):
        return any(_holds_literal(inner) for inner in (value[3] if op == "SUBPATTERN" else value))
    if op == "BRANCH":
        return all(any(_holds_literal(inner) for inner in branch) for branch in value[1])
    return False


def _walk(items: Sequence[Any]) -> Iterator[Any]:
    for node in items:
        yield node
        op, value = _name(node), node[1]
        if op in _REPEATS:
            yield from _walk(list(value[2]))
        elif op == "SUBPATTERN":
            yield from _walk(list(value[3]))
        elif op == "ATOMIC_GROUP":
            yield from _walk(list(value))
        elif op == "BRANCH":
            for branch in value[1]:
                yield from _walk(list(branch))
        elif op in ("ASSERT", "ASSERT_NOT"):
            yield from _walk(list(value[1]))


def _look_ahead(items: Sequence[Any]) -> int:
    """How many code points beyond its end a match can depend on. Raises GateError when unbounded."""
    widest = 0
    for node in _walk(items):
        if _name(node) in ("ASSERT", "ASSERT_NOT") and node[1][0] > 0:
            widest += node[1][1].getwidth()[1]
    if widest > MAX_WIDTH:
        raise GateError("a lookahead of this pattern has no bounded length")
    return widest


def _fixed_prefix(items: Sequence[Any]) -> int:
    """How many characters at the start of a sequence tell its format and nothing of the match:
    literals, and one of a few letters (`gh[pousr]_`)."""
    count = 0
    for node in items:
        if _name(node) == "LITERAL" or _is_one_of_few(node):
            count += 1
        elif _name(node) not in ("AT", "ASSERT", "ASSERT_NOT"):
            break
    return count


def _is_one_of_few(node: Any) -> bool:
    return _name(node) == "IN" and len(node[1]) <= 6 and all(_name(member) == "LITERAL" for member in node[1])


def _group(items: Sequence[Any], number: int | None) -> list[Any] | None:
    """The content of a capturing group."""
    if number is None:
        return None
    for node in _walk(items):
        if _name(node) == "SUBPATTERN" and node[1][0] == number:
            return list(node[1][3])
    return None
