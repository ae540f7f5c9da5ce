"""Expand the words of a command line."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from privacy_gate.integrations.assistants.shell import parameters
from privacy_gate.integrations.assistants.shell.state import ShellState, Texts
from privacy_gate.integrations.assistants.shell.tree import SyntaxNode, Unfollowed
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN, unescape

_MOST = 2_000  # texts for one word; with more, the word is unknown
_LONGEST = 1_000_000  # characters of a word
_FREE = 64  # characters of parts that are joined at once
_PLAIN = ("word", "number", "variable_name", "regex", "extglob_pattern", "special_variable_name", "test_operator")
_BACKSLASH = re.compile(r"\\(\n?)(.?)", re.DOTALL)
_IN_STRING = re.compile(r"\\([\\\"$`\n])")

QUOTED = ("string", "raw_string", "ansi_c_string", "translated_string", "concatenation")

Substituted = Callable[[SyntaxNode], Texts]
"""A function that follows the commands in a substitution and returns their possible outputs."""


class Expander:
    """Compute the possible texts of the words of a command line."""

    def __init__(self, state: ShellState, substituted: Substituted) -> None:
        self._state = state
        self._substituted = substituted

    def fields(self, text: str) -> list[str]:
        """Return the words that a text is split into, and also the whole text, because some shells do not split it."""
        signs = {sign for value in self._state.values.get("IFS", ()) for sign in value} - {UNKNOWN, " ", "\t", "\n"}
        apart = text.translate(dict.fromkeys(map(ord, signs), " ")) if signs else text
        if not any(map(str.isspace, apart)):
            return [text]
        return [*apart.split(), text] if "\n" not in text else apart.split()

    def words(self, part: SyntaxNode) -> list[str]:
        """Return the words that an argument becomes. A variable without quotes is split at its spaces."""
        texts = self.texts(part)
        if part.kind in ("simple_expansion", "expansion", "command_substitution", "array"):
            return [one for text in texts for one in self.fields(text)]
        if part.kind == "concatenation" and any(
            inner.kind in ("simple_expansion", "expansion", "command_substitution") for inner in part.parts
        ):
            return [one for text in texts for one in self.fields(text)]
        return list(texts)

    def texts(self, part: SyntaxNode) -> Texts:
        """Return the possible texts of a part of a word."""
        state = self._state
        state.step()
        kind = part.kind
        if kind == "raw_string":
            return (part.text[1:-1],)
        if kind == "ansi_c_string":
            return (unescape(part.text[2:-1]),)
        if kind in _PLAIN and not part.parts:
            return (_BACKSLASH.sub(lambda found: "" if found[1] else found[2], part.text),)
        if kind in ("string", "translated_string"):
            inside = part if kind == "string" else next(part.under(""), part)
            return self.join(inside, inside.start + 1, inside.end - 1, in_string=True)
        if kind == "simple_expansion":
            return self._values(part.text[1:])
        if kind == "expansion":
            return self._expansion(part)
        if kind in ("command_substitution", "process_substitution"):
            state.calls.append(("$(",))
            with state.deeper():
                printed = self._substituted(part)
            if kind == "process_substitution":
                return self._name_pipe(printed)
            return tuple(text.rstrip("\n") for text in printed) or (UNKNOWN,)
        if kind == "array":
            return tuple(text for inner in part.parts for text in self.words(inner))
        if kind == "arithmetic_expansion":
            for inner in part.parts:
                self.texts(inner)
            return (UNKNOWN,)
        with state.deeper():
            return self.join(part, part.start, part.end)

    def _name_pipe(self, printed: Texts) -> Texts:
        """Return a file name for the output of `<(…)` if the output is known, because it may be run as a script."""
        if not printed or any(UNKNOWN in text for text in printed):
            return ()
        name = f".pipe-{len(self._state.contents)}"
        self._state.contents[name] = "\n".join(printed)
        return (name,)

    def _expansion(self, part: SyntaxNode) -> Texts:
        with self._state.deeper():
            given = [text for inner in part.parts if inner.kind != "variable_name" for text in self.texts(inner)]
        sign, name, rest = parameters.split_parameter(part.text)
        if not name:
            return (*given, UNKNOWN)
        if sign == "#":
            return (UNKNOWN,)
        values = self._values(name)
        if sign == "!":
            values = tuple(inner for value in values for inner in self._values(value))
        found = (one for value in values for one in parameters.change_value(value, rest, given))
        texts = tuple(dict.fromkeys(found))
        self._state.step(len(texts))
        return texts

    def _values(self, name: str) -> Texts:
        if (names := self._state.references.pop(name, None)) is not None:  # the reference may lead to itself
            texts = tuple(text for one in names for text in self._values(one))
            self._state.references[name] = names
            return texts
        if name in self._state.values:
            return self._state.values[name]
        if self._state.sourced:  # the variable may come from a file that was sourced
            for file in self._state.sourced:
                self._state.note(self._state.named, file)
        return (UNKNOWN,)

    def join(self, part: SyntaxNode, start: int, end: int, *, in_string: bool = False) -> Texts:
        """Return the possible texts of all parts together, with the text between them."""
        texts: list[str] = [""]
        at = start
        for inner in part.parts:
            if inner.kind == "string_content":
                continue
            texts = self._combine(texts, (self._between(part, at, inner.start, in_string=in_string),))
            texts = self._combine(texts, self.texts(inner))
            at = inner.end
        return tuple(self._combine(texts, (self._between(part, at, end, in_string=in_string),)))

    def _between(self, part: SyntaxNode, start: int, end: int, *, in_string: bool) -> str:
        text = part.between(start, end) if start < end else ""
        if in_string:
            return _IN_STRING.sub(lambda found: "" if found[1] == "\n" else found[1], text)
        return _BACKSLASH.sub(lambda found: "" if found[1] else found[2], text)

    def _combine(self, texts: list[str], more: Sequence[str]) -> list[str]:
        if len(more) == 1:
            self._state.step(len(texts) * (1 + len(more[0]) // _FREE))
            return self._limit([one + more[0] for one in texts]) if more[0] else texts
        if len(texts) * len(more) > _MOST:
            more = (UNKNOWN,)
        self._state.step(len(texts) * len(more))
        return self._limit([one + other for one in texts for other in more])

    @staticmethod
    def _limit(texts: list[str]) -> list[str]:
        if any(len(text) > _LONGEST for text in texts):
            raise Unfollowed("a word in the command is too long")
        return texts
