"""The state while a command line is followed, and the effects that were found so far."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple, Protocol

from privacy_gate.integrations.assistants.shell.tree import Parse, SyntaxNode, Unfollowed
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN, candidates, expand_braces

_MOST_STEPS = 1_000_000
_DEEPEST = 40  # nested blocks, substitutions and shells
_MOST_PARSED = 4_000_000  # characters that are parsed in all nested shells together
_MOST_FOLDERS, _LONGEST_FOLDER = 16, 4_000
_LETTER = re.compile(r"\w")
ARCHIVE = "\1"
"""A mark before a file or folder in the output of a program.

It says that the output contains the content of the file.
"""
_SLASHES = re.compile(r"(?:^\./|/\.(?=/)|/{1,100}(?=/))")

OWN_PATH = f"{UNKNOWN}PATH"
"""A placeholder for the value that PATH has when the shell starts."""

Texts = tuple[str, ...]
"""The possible texts of a word or an output."""


class Move(NamedTuple):
    """A move of the whole work tree by git, with the revision. The same command line may create the revision."""

    how: str
    revision: str
    may_be_new: bool


class ShellState:
    """The variables, folders, copied files and functions of a shell, and the effects on files and on privacy-gate."""

    def __init__(self, parse: Parse) -> None:
        self.parse = parse
        self.values: dict[str, Texts] = {
            "PWD": (".",),
            "OLDPWD": (".",),
            "HOME": ("~",),
            "IFS": (" ",),
            "PATH": (OWN_PATH,),
        }
        self.folders: Texts = ("",)
        self.functions: dict[str, SyntaxNode] = {}
        self.aliases: dict[str, str] = {}
        self.copies: dict[str, dict[str, None]] = {}
        self.contents: dict[str, str] = {}
        self.sourced: list[str] = []
        self.calls: list[Texts] = []
        self.references: dict[str, Texts] = {}
        self.prints: dict[str, None] = {}
        self.named: dict[str, None] = {}
        self.built: dict[str, None] = {}
        self.sent: dict[str, None] = {}
        self.written: dict[str, None] = {}
        self.removed: dict[str, None] = {}
        self.reverted: dict[tuple[str, Texts], None] = {}
        self.everywhere: dict[str, None] = {}
        self.handed: dict[str, None] = {}
        self.moves: dict[Move, None] = {}
        self.revisions: dict[str, str] = {}
        self.makes_revisions = False
        self.unpacked: dict[tuple[str, str], None] = {}
        self.nested: dict[str, None] = {}
        self.is_looking_for_gate = False
        self.loosens = False
        self.skips_hooks = False
        self.may_skip_hooks = False
        self.is_other_git = False
        self.other_settings = False
        self.is_whole = True
        self.is_traced = False
        self.branches = 0
        self.steps = 0
        self._depth = 0
        self._parsed = 0

    def step(self, count: int = 1) -> None:
        """Count work. Raises Unfollowed if it is too much."""
        self.steps += count
        if self.steps > _MOST_STEPS:
            raise Unfollowed("it is too long")

    def parses(self, size: int) -> None:
        """Count parsed characters. Raises Unfollowed if they are too many."""
        self._parsed += size
        if self._parsed > _MOST_PARSED:
            raise Unfollowed("it is too long")

    @contextmanager
    def deeper(self) -> Iterator[None]:
        """Enter a nested level. Raises Unfollowed if it is too deep."""
        self._depth += 1
        try:
            if self._depth > _DEEPEST:
                raise Unfollowed("it is nested too deeply")
            yield
        finally:
            self._depth -= 1

    @contextmanager
    def in_branch(self) -> Iterator[None]:
        """Enter a part that may not run. Afterwards, the previous values of variables may still apply."""
        self.branches += 1
        try:
            yield
        finally:
            self.branches -= 1

    def assign(self, name: str, texts: Texts) -> None:
        if self.branches:
            texts = tuple(dict.fromkeys((*self.values.get(name, ()), *texts)))
        self.values[name] = texts

    def enter(self, folder: str) -> None:
        """Change to a folder."""
        self.folders = tuple(dict.fromkeys(_below(one, folder) for one in self.folders))
        self.step(len(folder))
        if len(self.folders) > _MOST_FOLDERS or len(self.folders[0]) > _LONGEST_FOLDER:
            raise Unfollowed("it changes to too many directories")

    def note(self, kind: dict[str, None], word: str, *, whole: bool = False) -> None:
        """Note the files that a word may name. A partly unknown name is noted as a question."""
        if ARCHIVE in word:
            kind, word = self.sent, word.partition(ARCHIVE)[2]
        for candidate in (word,) if whole else candidates(word):
            for name in expand_braces(candidate):
                self.step()
                if not name:
                    continue
                if UNKNOWN in name:
                    if kind is self.prints and _LETTER.search(name):
                        self._put(self.named, name)
                    if kind is self.nested and _LETTER.search(name):
                        self._put(kind, name)
                    if self._is_changing(kind) and _LETTER.search(name):
                        self._put(self.handed, name)
                elif name != "-":
                    self._put(kind, name)

    def _is_changing(self, kind: dict[str, None]) -> bool:
        return kind is self.written or kind is self.removed or kind is self.handed

    def _put(self, kind: dict[str, None], name: str) -> None:
        name = name.removeprefix("~+/").removeprefix("~-/")
        kind[name] = None
        if not name.startswith(("/", "~")):
            for folder in self.folders:
                if folder:
                    kind[_below(folder, name)] = None
        if self.copies and not self._is_changing(kind):
            for original in self._originals(name):
                kind[original] = None

    def _originals(self, name: str) -> Iterator[str]:
        """Yield the originals from which a name, or a folder above it, was copied."""
        whole = plain(name)
        yield from self.copies.get(whole, ())
        for at, sign in enumerate(whole):
            if sign == "/" and (known := self.copies.get(whole[:at])):
                self.step(len(known))
                yield from (f"{original.rstrip('/')}{whole[at:]}" for original in known)

    def copy(self, source: str, target: str) -> None:
        """Note that a file has the same content as another one."""
        originals = [source, *self.copies.get(plain(source), ())]
        self.step(len(originals))
        last = source.rstrip("/").rpartition("/")[2]
        for name in (target, f"{target.rstrip('/')}/{last}"):
            known = self.copies.setdefault(plain(name), {})
            known |= dict.fromkeys(originals)
            if (text := self.contents.get(plain(source))) is not None:
                self.contents[plain(name)] = text

    def text_in(self, names: Sequence[str]) -> str | None:
        """Return the text that this command line wrote to a file; None if it is unknown."""
        return next((self.contents[plain(name)] for name in names if plain(name) in self.contents), None)


def plain(name: str) -> str:
    """Return a path without redundant slashes and dots."""
    return _SLASHES.sub("", name)


def _below(folder: str, name: str) -> str:
    return name if not folder or name.startswith(("/", "~")) else f"{folder.rstrip('/')}/{name}"


class Follows(Protocol):
    """What the modules of this package use of the walk."""

    @property
    def state(self) -> ShellState: ...

    def follow(self, command: str, given: Texts = ()) -> Texts: ...

    def call(self, words: Sequence[str], given: Texts) -> Texts: ...

    def script(self, text: str, words: Sequence[str], given: Texts, name: str = "") -> Texts: ...
