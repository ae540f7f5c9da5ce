"""Changing an input so that it stays near to what is expected: words put in, pieces repeated, a JSON tree changed."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from typing import Any

from tests.fuzz.target import Target

_DEEP = 40
_ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1.5, 10**40, float("inf"), float("nan"), "", " ", "\0", "\ud800", "\n", [], {}, [[]],
    {"": ""},
)  # fmt: skip


def mutated(target: Target, data: bytes, longest: int, seed: int, bytewise: Callable[[bytes, int], bytes]) -> bytes:
    """Another input near `data`. `bytewise` is the fuzzer's own way, which knows nothing of the form."""
    chance = random.Random(seed)
    if target.is_json and chance.random() < 0.7 and (changed := _changed_json(data, target, longest, chance)):
        return changed
    if target.words and chance.random() < 0.4:
        return _with_word(data, target, chance)[:longest]
    if data and chance.random() < 0.1:
        return _repeated(data, chance)[:longest]
    return bytewise(data, longest)


def _with_word(data: bytes, target: Target, chance: random.Random) -> bytes:
    word = chance.choice(target.words).encode("utf-8", "surrogateescape") * chance.choice((1, 1, 1, 2, 30))
    at = chance.randint(0, len(data))
    return data[:at] + word + data[at + chance.choice((0, 0, len(word), 1)) :]


def _repeated(data: bytes, chance: random.Random) -> bytes:
    start = chance.randrange(len(data))
    end = min(len(data), start + chance.choice((1, 2, 8, 40, 300)))
    return data[:end] + data[start:end] * chance.choice((1, 3, 50, 1000)) + data[end:]


# JSON -----------------------------------------------------------------------------------------------------


def _changed_json(data: bytes, target: Target, longest: int, chance: random.Random) -> bytes | None:
    try:
        tree = json.loads(data)
    except (ValueError, RecursionError):
        return None
    for _ in range(chance.choice((1, 1, 2, 4))):
        tree = _changed(tree, target, chance)
        if len(json.dumps(tree)) > 20 * longest:
            return None  # before the next change makes 300 of it
    changed = json.dumps(tree, ensure_ascii=chance.random() < 0.5).encode("utf-8", "surrogatepass")
    return changed if len(changed) <= longest else None


def _changed(tree: Any, target: Target, chance: random.Random) -> Any:
    """A tree with one place in it changed: walk down by chance, and change what is met."""
    if isinstance(tree, dict) and tree and chance.random() < 0.75:
        key = chance.choice(list(tree))
        return _in_object(dict(tree), key, target, chance)
    if isinstance(tree, list) and tree and chance.random() < 0.75:
        at = chance.randrange(len(tree))
        return [*tree[:at], _changed(tree[at], target, chance), *tree[at + 1 :]]
    return _other(tree, target, chance)


def _in_object(tree: dict[str, Any], key: str, target: Target, chance: random.Random) -> dict[str, Any]:
    what = chance.random()
    if what < 0.15:
        del tree[key]
    elif what < 0.3:
        tree[chance.choice((*target.words, "", key.upper(), f"{key} ", "a\nb"))] = tree.pop(key)
    elif what < 0.4:
        tree[chance.choice((*target.words, key))] = chance.choice(_ODD)
    else:
        tree[key] = _changed(tree[key], target, chance)
    return tree


def _other(value: Any, target: Target, chance: random.Random) -> Any:
    what = chance.random()
    if what < 0.3:
        return chance.choice(_ODD)
    if what < 0.5 and target.words:
        return chance.choice(target.words)
    if what < 0.6:
        return [value] * chance.choice((1, 2, 300))
    if what < 0.7:
        for _ in range(chance.choice((1, _DEEP, 5 * _DEEP))):
            value = [value] if chance.random() < 0.5 else {"a": value}
        return value
    if isinstance(value, str) and target.words:
        at = chance.randint(0, len(value))
        return value[:at] + chance.choice((*target.words, "\0", "\x1b[1m", "\u202e", "a" * 3000)) + value[at:]
    return json.dumps(value) if what < 0.85 else {"value": value}
