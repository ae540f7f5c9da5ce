"""Files that a command line shows to an assistant or sends away, and commands that would loosen the gate.

It is read as text and never run. What a shell would make of it is followed as far as a person writes it: quotes,
`cd`, variables, braces, substitutions, a shell within a shell, the strings of a one-line program. Patterns of
names stay as they are; whoever reads the files expands them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_PRINTS = frozenset(
    "cat tac nl head tail less more bat batcat view type gc get-content sed awk gawk grep egrep fgrep rg ag cut sort "
    "uniq xxd od hexdump strings base64 base32 jq yq column fold paste diff cmp perl ruby tr rev".split()
)
"""Programs that print the files that they are given."""
_SENDS = frozenset(
    "curl wget http https xh scp sftp ftp rsync nc ncat netcat socat ssh gh glab aws gsutil gcloud az rclone mail "
    "mailx mutt sendmail invoke-webrequest invoke-restmethod iwr irm".split()
)
"""Programs that send files elsewhere, some with marks before the name (`@file`, `data=@file`, `--file=file`)."""
_SHELLS = frozenset("sh bash zsh dash ksh fish pwsh powershell cmd su watch script timeout".split())
_PROGRAMS = re.compile(r"(?:python|node|deno|bun|perl|ruby|php|lua|osascript)[\d.]{0,6}")
_QUOTED = re.compile(r"[\"']([^\"'\n]{1,400})[\"']")
_APART = frozenset("; & && | || |& ( ) ;; { }".split())
_BEFORE = frozenset(
    "sudo env command exec time nice nohup xargs builtin eval ! if then elif else while until do".split()
)
_ASSIGNED = re.compile(r"([A-Za-z_]\w{0,60})=(.{0,400})", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w{0,60})\}|([A-Za-z_]\w{0,60}))")
_SUBSTITUTED = re.compile(r"\$\(|[`)]")
_BRACES = re.compile(r"\{([^{},\s]{0,60}(?:,[^{},\s]{0,60}){1,20})\}")
_LONGEST = 100_000  # characters of a command that is taken apart
_DEEPEST = 3  # shells within shells
_MOST_WORDS = 64  # that braces may make of one

_GATE = r"privacy[-_]gate(?:\.exe)?[\"']?"
_LOOSENS = re.compile(
    rf"{_GATE}\)?[\"']?(?:\s|\\\n){{1,20}}[\"'\\]{{0,3}}(?:allow\b|install\b[^\n;&|]{{0,200}}--remove)"
    r"|\bSKIP=[^\s;&|]{0,200}privacy-gate"
    r"|\b(?:rm|mv|chmod|truncate|unlink)\b[^\n;&|]{0,200}\.git/hooks\b"
    r"|>[ \t]{0,8}[\"']?[^\s;&|]{0,200}\.git/hooks/"
    r"|\bcore\.hooksPath\b(?:[ \t]{1,8}|=)(?!$)[^\s-]"
    r"|\b(?:pre-commit|prek)[ \t]{1,8}uninstall\b"
)
_UNCHECKED = re.compile(
    r"\bgit\b[^\n;&|]{0,200}[ \t](?:commit|push|merge|am|rebase)\b[^\n;&|]{0,2000}?[ \t]"
    r"(?:--no-verify\b|-(?=[a-z]{0,6}n)[amnqsv]{1,6}(?![\w-]))"
)
_PUSHED = re.compile(r"\bgit\b[^\n;&|]{0,200}[ \t](?:push|merge|rebase)\b")


def loosens(command: str) -> bool:
    """Whether a command would release what the gate stopped, or take its hooks out: that is for people alone."""
    return _LOOSENS.search(command) is not None


def skips_hooks(command: str) -> bool:
    """Whether git is told to commit or push without the hooks of the repository, whoever they belong to."""
    found = _UNCHECKED.search(_QUOTED.sub("''", command))  # a message may speak of it
    return found is not None and ("--no-verify" in found[0] or _PUSHED.match(found[0]) is None)


def files(command: str) -> tuple[str, ...]:
    """The words of a command line that may be files whose content it prints or sends, each once."""
    return tuple(dict.fromkeys(_files(command[:_LONGEST], 0)))


def _files(command: str, depth: int) -> Iterator[str]:
    yield from _of_line(command, depth)
    if _SUBSTITUTED.search(command):  # what a command in a command prints may be the name: `cat $(ls a*)`
        yield from _of_line(_SUBSTITUTED.sub(" ", command), depth)


def _of_line(command: str, depth: int) -> Iterator[str]:
    program, folder = "", ""
    values: dict[str, str] = {}
    for word in _words(command):
        if set(word) <= set(";&|(){}\n") or word in _APART:
            program = ""
        elif word == "<":
            program = "cat"
        elif not program:
            assigned = _ASSIGNED.fullmatch(word)
            if assigned:
                values[assigned[1]] = assigned[2]
            elif (name := _program(word)) not in _BEFORE and not word.startswith("-"):
                program = name
        elif program in ("cd", "pushd"):
            folder, program = (f"{folder}/{word}" if folder and not word.startswith(("/", "~")) else word), "cd-done"
        else:
            plain = _VARIABLE.sub(lambda found: values.get(found[1] or found[2], found[0]), word)
            for name in _arguments(program, plain, depth):
                yield name
                if folder and not name.startswith(("/", "~")):
                    yield f"{folder}/{name}"


def _program(word: str) -> str:
    return word.rpartition("/")[2].rpartition("\\")[2].lower().removesuffix(".exe")


def _arguments(program: str, word: str, depth: int) -> Iterator[str]:
    """What a word after a program may name."""
    if program in _SHELLS and depth < _DEEPEST and any(map(str.isspace, word)):
        yield from _files(word, depth + 1)
    if _PROGRAMS.fullmatch(program):
        yield from (found[1] for found in _QUOTED.finditer(word))
    if program in _SENDS:
        for mark in ("@", "="):
            if (name := word.partition(mark)[2]) and "://" not in word:
                yield from _braced(name)
    if (program in _PRINTS or program in _SENDS) and not word.startswith("-"):
        yield from _braced(word)


def _braced(word: str) -> list[str]:
    """The words that braces stand for: `{a,b}.env`."""
    words = [word]
    while len(words) <= _MOST_WORDS and (found := _BRACES.search(words[0])):
        words = [
            f"{one[: braces.start()]}{part}{one[braces.end() :]}"
            for one in words
            for braces in (_BRACES.search(one) or found,)
            for part in braces[1].split(",")
        ]
    return words


def _words(command: str) -> list[str]:
    import shlex  # for calls of a shell alone

    lexer = shlex.shlex(command.replace("\\\n", " ").replace("\n", " ; "), posix=True, punctuation_chars=";&|()<>")
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        return list(lexer)
    except ValueError:  # quotes that do not end: taken apart roughly
        return command.split()
