"""Follow programs that pack files and folders into a file, serve them, or mount them elsewhere."""

from __future__ import annotations

import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.shell.state import ARCHIVE, ShellState, Texts
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN

_READS = re.compile(r"--(?:extract|get|list|diff|compare|test)$|-?[a-zA-Z]{0,12}[xt][a-zA-Z]{0,12}$")
_FILE = re.compile(r"(?:-[a-zA-Z]{0,12}|[a-zA-Z]{1,12})f$")
_JOINED_FILE = re.compile(r"(?:--file=|-[a-zA-Z]{0,12}f)(.+)")
_FOLDER = ("--directory", "--root", "-d", "-t", "-h", "--bind-dir")
_WILD = re.compile(r"[*?\[]")
_VERBS = ("file-server", "httpd", "run", "start", "http")
_VOLUME = ("-v", "--volume", "--mount")
_SOURCE = re.compile(r"(?:^|,)(?:src|source)=([^,]{1,4000})")
_TARGET = re.compile(r"(?:^|,)(?:dst|destination|target)=([^,]{1,4000})")


def pack(state: ShellState, program: str, words: Sequence[str], given: Texts) -> Texts:
    """Note the files that go into an archive.

    Returns them, marked as archived, if the archive goes to standard output.
    """
    if program in ("tar", "bsdtar"):
        target, sources = _tar(words)
    elif program == "git":
        target, sources = _of_git(words)
    else:
        plain = [word for word in words if not word.startswith("-") or word == "-"]
        if program in ("7z", "7za", "ar") or (program == "zip" and not plain):
            plain = plain[1:]
        target, sources = (plain[0], plain[1:]) if plain and program not in ("cpio", "pax") else ("-", plain)
        if program in ("cpio", "pax") and any(word.startswith("-") and "i" in word for word in words):
            return ()
    if sources is None:
        return ()
    given = tuple(text for text in given if text != UNKNOWN)
    if any(word in ("-", "--null", "-T", "-@", "--files-from") or word.endswith("T") for word in words) or not sources:
        sources = [*sources, *(name for text in given if ARCHIVE not in text for name in text.split())]
    sources = list(dict.fromkeys(map(_folder_of, sources)))
    if target not in ("-", "/dev/stdout"):
        for source in sources:
            state.copy(source, target)
        return ()
    return tuple(f"{ARCHIVE}{source}" for source in sources)


def _folder_of(name: str) -> str:
    """Return the folder of the files that a pattern matches. A name that is no pattern is returned unchanged."""
    sign = _WILD.search(name)
    return (name[: sign.start()].rpartition("/")[0] or ".") if sign else name


def _tar(words: Sequence[str]) -> tuple[str, list[str] | None]:
    first = words[0] if words else ""
    if any(map(_READS.match, [first, *(word for word in words if word.startswith("--"))])):
        return "", None
    target, sources, rest = "-", list[str](), list(words)
    while rest:
        word = rest.pop(0)
        if (_FILE.fullmatch(word) and (word is first or word.startswith("-"))) or word == "--file":
            target = rest.pop(0) if rest else "-"
        elif found := _JOINED_FILE.fullmatch(word):
            target = found[1]
        elif not word.startswith("-") and word is not first:
            sources.append(word)
    if first and not first.startswith("-") and not _FILE.fullmatch(first) and "f" in first and sources:
        target = sources.pop(0)
    return target, sources


def _of_git(words: Sequence[str]) -> tuple[str, list[str] | None]:
    if "archive" in words[:1]:
        target = "-"
        for at, word in enumerate(words):
            if word in ("-o", "--output"):
                target = "".join(words[at + 1 : at + 2])
            elif word.startswith(("-o", "--output=")):
                target = word.removeprefix("--output=").removeprefix("-o")
        paths = [word for word in words[1:] if not word.startswith("-") and word != target][1:]
        return target, paths or ["."]
    plain = [word for word in words if not word.startswith("-") or word == "-"]
    return (plain[2], ["."]) if plain[1:2] == ["create"] and len(plain) > 2 else ("", None)


def serve(state: ShellState, words: Sequence[str]) -> None:
    """Note the folder that a program serves: the one that it names, or the current one."""
    named = [word.partition("=")[2] for word in words if word.partition("=")[0] in _FOLDER and "=" in word]
    named += [words[at + 1] for at, word in enumerate(words[:-1]) if word in _FOLDER]
    plain = [word for word in words if not word.startswith("-") and not word.isdigit() and word not in _VERBS]
    for word in named or plain or ["."]:
        state.note(state.sent, word, whole=True)


def mount(state: ShellState, words: Sequence[str]) -> None:
    """Note the places at which a container mounts folders: `-v FOLDER:TARGET`."""
    for at, word in enumerate(words):
        option, _, value = word.partition("=")
        if option not in _VOLUME:
            continue
        value = value or "".join(words[at + 1 : at + 2])
        if (source := _SOURCE.search(value)) and (target := _TARGET.search(value)):
            state.copy(source[1], target[1])
        elif ":" in value:
            state.copy(*value.split(":")[:2])


def pass_on(program: str, given: Texts) -> Texts:
    """Return those inputs of a program that are an archive, or a part of one, and are one in its output, too."""
    return () if program in program_table.PACKS else tuple(text for text in given if ARCHIVE in text)
