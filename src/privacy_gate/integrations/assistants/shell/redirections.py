"""Follow redirections: the files that they read and write, and the input that they give to a command."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from privacy_gate.integrations.assistants.shell.expanding import Expander
from privacy_gate.integrations.assistants.shell.state import ARCHIVE, ShellState, Texts, plain
from privacy_gate.integrations.assistants.shell.tree import SyntaxNode
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

REDIRECTS = ("file_redirect", "heredoc_redirect", "herestring_redirect")


class Redirections:
    """Follows the redirections of a command line."""

    def __init__(self, state: ShellState, expander: Expander) -> None:
        self._state = state
        self._expander = expander

    @staticmethod
    def after(redirect: SyntaxNode) -> Iterator[SyntaxNode]:
        """Yield the nodes that follow the mark of a here-document on its line: `cat <<E | sh`."""
        if redirect.kind == "heredoc_redirect":
            skipped = ("heredoc_start", "heredoc_body", "heredoc_end", *REDIRECTS)
            yield from (one for one in redirect.parts if one.kind not in skipped and one.field != "argument")

    def read(self, part: SyntaxNode, more: list[str] | tuple[()]) -> Texts:
        """Return the input that a redirection gives to the command. The files that it reads or writes are noted."""
        if part.kind == "herestring_redirect":
            return tuple(text for inner in part.parts for text in self._expander.texts(inner))
        if part.kind == "heredoc_redirect":
            given: Texts = ()
            for inner in part.parts:
                if inner.kind == "heredoc_body":
                    given = self._document(part, inner)
                elif inner.kind in REDIRECTS:
                    self.read(inner, ())
                elif inner.field == "argument" and isinstance(more, list):
                    more.append(inner.text)
            return given
        places = [inner for inner in part.parts if inner.kind != "file_descriptor"]
        names = [word for inner in places for word in self._expander.words(inner)]
        sign = part.between(part.start, places[0].start if places else part.end)
        kind = self._state.written if ">" in sign else self._state.prints
        if any(UNKNOWN in name for name in names):
            self._state.calls.append((UNKNOWN,))
        for name in names:
            if not (name.isdigit() and "&" in sign):
                self._state.note(kind, name, whole=True)
        text = self._state.text_in(names) if "<" in sign else None
        return (text,) if text is not None else (UNKNOWN,) if "<" in sign else ()

    def _document(self, redirect: SyntaxNode, body: SyntaxNode) -> Texts:
        start = next((one.text for one in redirect.parts if one.kind == "heredoc_start"), "")
        if any(sign in start for sign in "'\"\\"):
            return (body.text,)
        return (body.text, *self._expander.join(body, body.start, body.end))

    @staticmethod
    def find_shown(redirects: Sequence[SyntaxNode], printed: Texts) -> Texts:
        """Return the output without the archives that a redirection writes to a file."""
        if any(one.kind == "file_redirect" and re.match(r"1?>>?(?!&)", one.text) for one in redirects):
            return tuple(text for text in printed if ARCHIVE not in text)
        return printed

    def keep(self, redirect: SyntaxNode, printed: Texts) -> None:
        """Remember the text that a redirection writes to a file."""
        for inner in redirect.parts:
            if inner.kind in REDIRECTS:
                self.keep(inner, printed)
        for text in printed if redirect.kind == "file_redirect" and ">" in redirect.text else ():
            if ARCHIVE in text:
                for name in (one for inner in redirect.parts for one in self._expander.texts(inner)):
                    self._state.copy(text.partition(ARCHIVE)[2], name)
        if redirect.kind == "file_redirect" and ">" in redirect.text and printed and UNKNOWN not in "".join(printed):
            for inner in redirect.parts:
                for name in self._expander.texts(inner):
                    self._state.contents[plain(name)] = "\n".join(printed)
