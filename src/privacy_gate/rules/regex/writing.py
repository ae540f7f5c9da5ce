"""Write the expression for the database from the tree of the original expression."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from privacy_gate.rules.regex import characters, nodes
from privacy_gate.rules.regex.characters import ASCII, FOLDS, WORD, Chars, close_folding, escape

_NARROW = 80  # number of characters: letters, digits, a few others
_EMPTY = ("AT", *nodes.ASSERTIONS)  # they consume no character
_LONGEST_REPEAT = 64  # larger bounds cost states in the database and filter little


def without_tail(items: list[Any]) -> list[Any]:
    """Return the sequence without the optional part at its end."""
    kept = list(items)
    while kept:
        node = kept[-1]
        op = nodes.name(node)
        if op in _EMPTY:
            kept.pop()
        elif op in nodes.REPEATS:
            low, _, body = node[1]
            if low == 0:
                kept.pop()
                continue
            enough = min(low, _LONGEST_REPEAT)
            kept[-1] = (node[0], (enough, enough, body))
            break
        elif op == "SUBPATTERN":
            group, add, remove, body = node[1]
            trimmed = without_tail(list(body))
            if trimmed:
                kept[-1] = (node[0], (group, add, remove, trimmed))
                break
            kept.pop()
        else:
            break
    return kept


def sequence(items: Sequence[Any], flags: int, *, first: bool = False, last: bool = False) -> tuple[str, int | None]:
    """Return the expression of a sequence and its maximum length in bytes, or None if it is unbounded.

    `first` and `last` say whether the sequence is at the start and at the end of the whole expression.
    """
    out: list[str] = []
    total: int | None = 0
    items = _spelled_out(items, flags, first=first)
    for index, node in enumerate(items):
        around = (items[index - 1] if index else None, items[index + 1] if index + 1 < len(items) else None)
        text, longest = _node(node, flags, around, first=first and index == 0, last=last and index == len(items) - 1)
        out.append(text)
        total = None if total is None or longest is None else total + longest
    return "".join(out), total


def _spelled_out(items: Sequence[Any], flags: int, *, first: bool) -> list[Any]:
    """Rewrite a character that is followed by lookbehinds as whole words.

    `[PpKk](?i:(?<=p)assword|(?<=k)ey)` is fast for `re`, which skips to the few possible first letters. The database is
    fast only if the words are visible: `(?:(?i:p)assword|(?i:k)ey)`.

    At the start of the expression, earlier characters of a lookbehind can become part of the word:
    `["'](?:(?<=a")|(?<=b'))` is `(?:a"|b')`.
    """
    out = list(items)
    for index, node in enumerate(out):
        letters = characters.list_characters(node, flags)
        after = next((at for at in range(index + 1, len(out)) if nodes.name(out[at]) not in _EMPTY), None)
        if letters is None or letters.beyond or after is None:
            continue
        group, inner = out[after], flags
        body = [group]
        if nodes.name(group) == "SUBPATTERN":
            body, inner = list(group[1][3]), (flags | group[1][1]) & ~group[1][2]
        if len(body) != 1 or nodes.name(body[0]) != "BRANCH":
            continue
        further_back = first and index == 0
        words = [_word(letters, list(branch), inner, further_back=further_back) for branch in body[0][1][1]]
        if all(word is not None for word in words):
            branches = (body[0][0], (None, words))
            spelled = branches if body[0] is group else (group[0], (*group[1][:3], [branches]))
            return [*out[:index], spelled, *out[after + 1 :]]
    return out


def _word(letters: Chars, branch: list[Any], flags: int, *, further_back: bool) -> list[Any] | None:
    """Return a branch with the character that its lookbehind requires.

    With `further_back`, the characters before it are included. Return None if there is no such lookbehind.
    """
    if not branch or nodes.name(branch[0]) != "ASSERT" or branch[0][1][0] > 0:
        return None
    behind = list(branch[0][1][1])
    known = [characters.list_characters(node, flags) for node in behind]
    last = known[-1] if known else None
    if None in known or last is None or last.beyond or not last.ascii & letters.ascii:
        return None
    return [*(behind if further_back else behind[-1:]), *branch[1:]]


def _node(node: Any, flags: int, around: tuple[Any, Any], *, first: bool, last: bool) -> tuple[str, int | None]:
    op, value = nodes.name(node), node[1]
    if (chars := characters.list_characters(node, flags)) is not None:
        return (chars.emit() + "{1,4}", 4) if chars.beyond and not last else (chars.emit(), 1)
    if op == "LITERAL":
        return _literal_beyond_ascii(value, flags)
    if op in nodes.REPEATS:
        return _repeat(value, flags, last=last)
    if op == "SUBPATTERN":
        _, add, remove, body = value
        inner, longest = sequence(list(body), (flags | add) & ~remove, first=first, last=last)
        return f"(?:{inner})", longest
    if op == "ATOMIC_GROUP":
        inner, longest = sequence(list(value), flags, first=first, last=last)
        return f"(?:{inner})", longest
    if op == "BRANCH":
        branches = [sequence(list(branch), flags, last=last) for branch in value[1]]
        lengths = [longest for _, longest in branches]
        known = [length for length in lengths if length is not None]
        return "(?:" + "|".join(text for text, _ in branches) + ")", max(known) if len(known) == len(lengths) else None
    if op == "AT":
        return _position(str(value), flags, around, first=first)
    if op == "ASSERT_NOT" and first and value[0] < 0 and len(value[1]) == 1:
        behind = characters.list_characters(value[1][0], flags)
        if behind is not None:
            # one character that is none of these, or the start of the text; it may be the last byte of a longer
            # character
            return rf"(?:\A|{close_folding(Chars(ASCII - behind.ascii, True)).emit()})", 1
    if op in nodes.ASSERTIONS:
        return "", 0
    return r"[\x00-\xff]*", None  # a backreference or a conditional: anything


def _repeat(value: Any, flags: int, *, last: bool) -> tuple[str, int | None]:
    low, high, body = value
    if high == 0 or (last and low == 0):
        return "", 0
    inside = list(body)
    chars = characters.list_characters(inside[0], flags) if len(inside) == 1 else None
    each: int | None = 1
    narrow = chars is None or len(chars.ascii) <= _NARROW
    if chars is not None:
        inner = chars.emit()
        if last:  # the minimum number of bytes, because a report must not come later
            return f"{inner}{{{low}}}", low
        high = high * 4 if chars.beyond else high
    else:
        text, each = sequence(inside, flags)
        inner = f"(?:{text})"
    least: int = min(low, _LONGEST_REPEAT)
    longest = None if each is None else high * each  # the length in the original, whose match is one of the wider ones
    # A repeat without an upper bound is one state instead of as many copies. The next part is near if the set of
    # characters is small. With a large set, it is at most a line away.
    most: int | None = high if high <= (1 if narrow else _LONGEST_REPEAT) or high == low else None
    bounds = f"{{{least}}}" if least == most else f"{{{least},{'' if most is None else most}}}"
    return inner + bounds, longest


def _literal_beyond_ascii(code: int, flags: int) -> tuple[str, int]:
    if code in FOLDS:  # the scanned text has an ASCII letter instead
        return r"(?:[A-Za-z]|[\x80-\xff]{1,8})", 8
    if flags & re.IGNORECASE:  # the other case may have another length
        return r"[\x80-\xff]{1,8}", 8
    data = chr(code).encode("utf-8", "surrogatepass")
    return "".join(escape(byte) for byte in data), len(data)


def _position(at: str, flags: int, around: tuple[Any, Any], *, first: bool) -> tuple[str, int]:
    if at == "AT_BOUNDARY" and not flags & re.ASCII and any(_is_ascii_word(node, flags) for node in around):
        return r"\b", 0  # bytes have more boundaries than characters, never fewer
    if at == "AT_BEGINNING_STRING" or (at == "AT_BEGINNING" and not flags & re.MULTILINE):
        return r"\A", 0
    if at == "AT_BEGINNING" and first:
        return r"(?:\A|\n)", 1
    return "", 0


def _is_ascii_word(node: Any, flags: int) -> bool:
    """Whether the characters of this node, at both its ends, can only be ASCII letters, digits or underscores."""
    if node is None:
        return False
    if (chars := characters.list_characters(node, flags)) is not None:
        return not chars.beyond and chars.ascii <= WORD
    op, value = nodes.name(node), node[1]
    if op in nodes.REPEATS:
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
