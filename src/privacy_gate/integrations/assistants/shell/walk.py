"""Follow the commands of a command line in the order in which a shell would run them."""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Sequence

from privacy_gate.integrations.assistants.shell import git_environment, people_only, programs_called, variables
from privacy_gate.integrations.assistants.shell.expanding import QUOTED, Expander
from privacy_gate.integrations.assistants.shell.redirections import REDIRECTS, Redirections
from privacy_gate.integrations.assistants.shell.state import ShellState, Texts
from privacy_gate.integrations.assistants.shell.tree import SyntaxNode, read
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN, all_words

_SEVERAL = re.compile(r"\$[@*]|\$\{[^}]{0,100}[@*]\]?[^}]{0,100}\}")
"""An expansion to all words of a call or an array."""
_BRANCHES = ("if_statement", "elif_clause", "else_clause", "case_statement", "case_item")


class Walk:
    """One walk over a command line."""

    def __init__(self, state: ShellState) -> None:
        self.state = state
        self._expander = Expander(state, lambda part: self.run(part, ()))
        self._redirections = Redirections(state, self._expander)
        self._own: dict[str, Callable[[SyntaxNode, Texts], Texts]] = {
            "command": self._command,
            "pipeline": self._pipeline,
            "list": self._list,
            "redirected_statement": self._apply_redirections,
            "subshell": self._subshell,
            "for_statement": self._loop,
            "select_statement": self._loop,
            "c_style_for_statement": self._again,
            "while_statement": self._again,
            "function_definition": self._function,
            "variable_assignment": self._assignment,
            "declaration_command": self._declaration,
            "unset_command": self._unset,
            "command_substitution": self._inside,
            "process_substitution": self._inside,
            "file_redirect": lambda part, _given: self._redirections.read(part, ()),
            "herestring_redirect": lambda part, _given: self._redirections.read(part, ()),
            "heredoc_redirect": lambda part, _given: self._redirections.read(part, ()),
        }

    def follow(self, command: str, given: Texts = ()) -> Texts:
        """Follow the text of a command line that a shell receives."""
        self.state.parses(len(command))
        with self.state.deeper():
            tree, is_whole = read(command, self.state.parse)
            if not is_whole:
                self.state.is_whole = False
                self.state.calls.append((UNKNOWN,))
                people_only.look_at_text(self.state, command)
                for word in all_words(command):
                    self.state.note(self.state.named, word, whole=True)
                    self.state.note(self.state.handed, word, whole=True)
            return self.run(tree, given)

    def run(self, part: SyntaxNode, given: Texts) -> Texts:
        """Follow a node. `given` is its possible standard input. Return its possible output."""
        self.state.step()
        own = self._own.get(part.kind)
        with self.state.deeper():
            if own is not None:
                return own(part, given)
            if part.kind in _BRANCHES:
                with self.state.in_branch():
                    return self._inside(part, given)
            return self._inside(part, given)

    def call(self, words: Sequence[str], given: Texts) -> Texts:
        """Follow a program with its words."""
        self.state.step(len(words))
        program, *rest = words
        self.state.calls.append(tuple(words))
        if (body := self.state.functions.get(program)) is not None:
            self._positional(rest)
            return self.run(body, given)
        if (alias := self.state.aliases.get(program)) is not None:
            del self.state.aliases[program]  # an alias may contain its own name
            return self.follow(" ".join([alias, *map(shlex.quote, rest)]), given)
        with self.state.deeper():
            return programs_called.use(self, program, rest, given)

    def script(self, text: str, words: Sequence[str], given: Texts, name: str = "") -> Texts:
        """Follow a script that is called with a name and arguments."""
        self._positional(words)
        self.state.values["0"] = (name,)
        return self.follow(text, given)

    def _positional(self, words: Sequence[str]) -> None:
        for number, word in enumerate(words[:9], 1):
            self.state.values[str(number)] = (word,)
        self.state.values["@"] = self.state.values["*"] = tuple(words)

    def _inside(self, part: SyntaxNode, given: Texts) -> Texts:
        return tuple(text for inner in part.parts for text in self.run(inner, given))

    def _list(self, part: SyntaxNode, given: Texts) -> Texts:
        """Follow commands joined by `&&` and `||`. Their nodes are nested to the left."""
        rest = []
        while part.kind == "list" and part.parts:
            self.state.step()
            rest.append(part.parts[1:])
            part = part.parts[0]
        printed = [self.run(part, given)]
        printed += [self.run(inner, given) for parts in reversed(rest) for inner in parts]
        return tuple(text for texts in printed for text in texts)

    def _pipeline(self, part: SyntaxNode, given: Texts) -> Texts:
        for inner in part.parts:
            given = self.run(inner, given) or (UNKNOWN,)
        return given

    def _subshell(self, part: SyntaxNode, given: Texts) -> Texts:
        state = self.state
        kept = dict(state.values), state.folders
        try:
            return self._inside(part, given)
        finally:
            state.values, state.folders = kept

    def _loop(self, part: SyntaxNode, given: Texts) -> Texts:
        variable = next(part.under("variable"), None)
        words = [word for value in part.under("value") for word in self._expander.words(value)]
        if variable is not None:
            self.state.assign(variable.text, tuple(words) or self.state.values.get("@", (UNKNOWN,)))
        return self._twice(list(part.under("body")), given)

    def _again(self, part: SyntaxNode, given: Texts) -> Texts:
        return self._twice(part.parts, given)

    def _twice(self, parts: Sequence[SyntaxNode], given: Texts) -> Texts:
        """Follow a loop twice, because its end may affect its beginning."""
        printed: Texts = ()
        with self.state.in_branch():
            for _ in range(2):
                printed = tuple(text for part in parts for text in self.run(part, given))
        return printed

    def _function(self, part: SyntaxNode, _given: Texts) -> Texts:
        name, body = next(part.under("name"), None), next(part.under("body"), None)
        if name is not None and body is not None:
            self.state.functions[name.text] = body
        return ()

    def _assignment(self, part: SyntaxNode, _given: Texts) -> Texts:
        assigned = self._read_assignment(part)
        people_only.look_at_variables(self.state, [assigned])
        variables.run_from_variable(self, *assigned)
        return ()

    def _read_assignment(self, part: SyntaxNode) -> tuple[str, Texts]:
        self.state.calls.append(("=",))
        name, value = next(part.under("name"), None), next(part.under("value"), None)
        texts = self._expander.texts(value) if value is not None else ("",)
        key = name.text.partition("[")[0] if name is not None else ""
        between = part.between(name.end, value.start) if name is not None and value is not None else ""
        if "+" in between:
            known = self.state.values.get(key, ("",))
            texts = tuple(dict.fromkeys((*texts, *(old + new for old in known[:40] for new in texts[:40]))))
        self.state.assign(key, texts)
        return key, texts

    def _declaration(self, part: SyntaxNode, _given: Texts) -> Texts:
        assigned = [self._read_assignment(one) for one in part.parts if one.kind == "variable_assignment"]
        for text in (text for one in part.parts if one.kind in QUOTED for text in self._expander.texts(one)):
            people_only.look_at_variable(self.state, text)
        people_only.look_at_variables(self.state, assigned)
        for name, texts in assigned:
            variables.run_from_variable(self, name, texts)
        words = [one.text for one in part.parts if one.kind not in ("variable_assignment", "command_substitution")]
        variables.declare(self.state, words, assigned)
        if self.state.sourced and (not part.parts or any(word.startswith("-") and "f" not in word for word in words)):
            variables.show_variables(self.state)
        for inner in part.parts:
            if inner.kind == "command_substitution":
                known = set(self.state.prints)
                self.run(inner, ())
                variables.load(self.state, inner, [one for one in self.state.prints if one not in known])
        return ()

    def _unset(self, part: SyntaxNode, given: Texts) -> Texts:
        return self.call(["unset", *(word for one in part.parts for word in self._expander.words(one))], given)

    def _command(self, part: SyntaxNode, given: Texts) -> Texts:
        assigned: list[tuple[str, Texts]] = []
        names: Texts = ()
        words: list[str] = []
        redirects: list[SyntaxNode] = []
        before: dict[str, Texts | None] = {}
        for inner in part.parts:
            if inner.field == "name":
                names = self._expander.texts(inner)
                if _SEVERAL.search(inner.text):  # it stands for the program and its words
                    words += names[1:]
                    names = names[:1]
            elif inner.kind == "variable_assignment":
                key = next((name.text for name in inner.under("name")), "")
                before.setdefault(key, self.state.values.get(key))
                assigned.append(self._read_assignment(inner))
            elif inner.kind in REDIRECTS:
                redirects.append(inner)
            else:
                words += self._expander.words(inner)
        people_only.look_at_variables(self.state, assigned)
        for name, texts in assigned:
            variables.run_from_variable(self, name, texts)
        with git_environment.keep_variables(self.state, names[0] if names else ":", before):
            return self._read_call(names, words, redirects, given)

    def _read_call(self, names: Texts, words: list[str], redirects: Sequence[SyntaxNode], given: Texts) -> Texts:
        for redirect in redirects:
            given = self._redirections.read(redirect, words) or given
        printed: list[str] = []
        for name in names:
            parts = self._expander.fields(name)
            call = [*(parts[:-1] if len(parts) > 1 and parts[-1] == name else parts), *words] or [UNKNOWN]
            printed += self.call(call, given)
            last = self.state.values.get("_", ()) if name in self.state.functions else ()
            self.state.values["_"] = tuple(dict.fromkeys((call[-1], *last)))
        for redirect in redirects:
            self._redirections.keep(redirect, tuple(printed))
        return self._redirections.find_shown(redirects, tuple(printed))

    def _apply_redirections(self, part: SyntaxNode, given: Texts) -> Texts:
        body = list(part.under("body"))
        redirects = [inner for inner in part.parts if inner.kind in REDIRECTS]
        more: list[str] = []
        for redirect in redirects:
            given = self._redirections.read(redirect, more) or given
        printed: Texts = ()
        for inner in body:
            if inner.kind == "command" and more:  # words after the mark of a here-document
                command = SyntaxNode(inner.kind, inner.field, inner.start, inner.end, b"")
                command.parts = [*inner.parts, *(one for redirect in redirects for one in redirect.under("argument"))]
                inner = command  # noqa: PLW2901
            printed = self.run(inner, given)
        if not body:
            printed = given
        for redirect in redirects:
            self._redirections.keep(redirect, printed)
            for inner in self._redirections.after(redirect):
                printed = self.run(inner, printed)
        return self._redirections.find_shown(redirects, printed)
