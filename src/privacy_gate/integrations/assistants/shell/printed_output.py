"""Predict the output of a program without running it: names of files, or a text from its input."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Sequence

from privacy_gate.integrations.assistants import program_table
from privacy_gate.integrations.assistants.shell.state import ShellState, Texts
from privacy_gate.integrations.assistants.shell.word_texts import UNKNOWN, unescape

_FORMAT = re.compile(r"%[-+ #0]{0,3}\d{0,4}(?:\.\d{1,4})?([a-zA-Z%])")
_PLACES = {
    "--git-dir": ".git",
    "--absolute-git-dir": ".git",
    "--git-common-dir": ".git",
    "--show-toplevel": ".",
    "--show-cdup": ".",
    "hooks": ".git/hooks",
    "config": ".git/config",
}
"""The output of `git rev-parse`, as names of the same files in a usual repository."""
_RANGE = re.compile(r"([\x20-\x7e])-([\x20-\x7e])")
_MOST_SIGNS = 1_000
_LONGEST = 20_000  # characters of a text that is decoded


def find_printed_texts(state: ShellState, program: str, words: Sequence[str], given: Texts) -> Texts:
    """Return the possible output of a program."""
    if program == "echo":
        return (_print_echo(words),)
    if program == "printf":
        return (_print_format(words),)
    is_decoded = any(word.startswith(("-d", "-D", "--d")) for word in words)
    if program in ("base64", "basenc", "openssl", "base32") and is_decoded:
        return tuple(_decode(text, program) for text in given) or (UNKNOWN,)
    if program == "tr" and len(words) == 2:
        return tuple(_translate(text, *words) for text in given) or (UNKNOWN,)
    if program in ("xxd", "hex") and any(word in ("-r", "-p", "-rp", "-pr", "-ps") for word in words):
        return tuple(_decode_hex(text) for text in given) or (UNKNOWN,)
    if program == "rev":
        return tuple("\n".join(line[::-1] for line in text.split("\n")) for text in given) or (UNKNOWN,)
    if program in ("ls", "dir", "tree"):
        return _print_list(words)
    if program == "git":
        return _of_git(words)
    if program in program_table.SEARCHES and any(word.startswith(("-l", "-rl", "-Rl", "--files")) for word in words):
        return ("**/*",)
    if program in ("which", "where", "whereis", "type"):
        return tuple(find_installed_path(word) for word in words if not word.startswith("-"))
    if program == "pwd":
        return (".",)
    if program in ("basename", "dirname", "realpath", "readlink") and words:
        return tuple(_part(program, word) for word in words)
    if program in program_table.FILTERS:
        text = state.text_in([word for word in words if not word.startswith("-")])
        if text is not None:
            return (text, *given)
        return given or (UNKNOWN,)
    return (UNKNOWN,)


def find_installed_path(name: str) -> str:
    """Return the output of `which`: a path at which a program with this name may be."""
    return f"/usr/local/bin/{name}" if "privacy" in name else name


def _print_echo(words: Sequence[str]) -> str:
    rest = list(words)
    escapes = False
    while rest and re.fullmatch(r"-[neE]{1,3}", rest[0]):
        escapes = escapes or "e" in rest.pop(0)
    text = " ".join(rest)
    return unescape(text) if escapes else text


def _print_format(words: Sequence[str]) -> str:
    if not words:
        return ""
    form, *rest = words[1:] if words[0] == "--" and len(words) > 1 else words
    form = unescape(form)
    if not _FORMAT.search(form):
        return form
    made = []
    while True:
        before = len(rest)
        made.append(_FORMAT.sub(lambda found: "%" if found[1] == "%" else rest.pop(0) if rest else "", form))
        if not rest or len(rest) == before:
            return "".join(made)


def _translate(text: str, old: str, new: str) -> str:
    signs = [
        _RANGE.sub(lambda found: "".join(map(chr, range(ord(found[1]), ord(found[2]) + 1))), one)
        for one in (old[:_LONGEST], new[:_LONGEST])
    ]
    if UNKNOWN in text or len(text) > _LONGEST or max(map(len, signs)) > _MOST_SIGNS or not signs[1]:
        return text
    padded = signs[1].ljust(len(signs[0]), signs[1][-1])
    return text.translate({ord(one): other for one, other in zip(signs[0], padded, strict=False)})


def _decode(text: str, program: str = "base64") -> str:
    if UNKNOWN in text or len(text) > _LONGEST:
        return UNKNOWN
    try:
        joined = "".join(text.split())
        data = base64.b32decode(joined) if program == "base32" else base64.b64decode(joined + "==")
        return data.decode("utf-8", "replace").replace("\0", " ")
    except (ValueError, binascii.Error):
        return UNKNOWN


def _decode_hex(text: str) -> str:
    try:
        return bytes.fromhex(text[:_LONGEST]).decode("utf-8", "replace").replace("\0", " ")
    except ValueError:
        return UNKNOWN


def _print_list(words: Sequence[str]) -> Texts:
    places = [word for word in words if not word.startswith("-")]
    if not places:
        return ("*", ".*") if any(word.startswith("-") and "a" in word.lower() for word in words) else ("*",)
    return tuple(name for place in places for name in (place, f"{place.rstrip('/')}/*", UNKNOWN))


def _of_git(words: Sequence[str]) -> Texts:
    if "rev-parse" in words:
        return tuple(_PLACES.get(word, word) for word in words[words.index("rev-parse") + 1 :][-1:])
    lists = {"ls-files", "ls-tree", "diff", "status", "grep", "show", "diff-index", "diff-tree"}
    at = next((at for at, word in enumerate(words) if word in lists), None)
    if at is None:
        return (UNKNOWN,)
    names = [word for word in words[at + 1 :] if not word.startswith("-")]
    if words[at] == "ls-files" and names:
        return tuple(
            one
            for name in names
            for one in ((f"**/{name}",) if name.startswith("*") else (name, f"{name.rstrip('/')}/**/*"))
        )
    return ("**/*", *names)


def found_names(words: Sequence[str]) -> list[str]:
    """Return the names that `find` and `fd` print, as patterns."""
    places: list[str] = []
    for word in words:
        if word.startswith(("-", "(", "!", "\\")):
            break
        places.append(word)
    names = [words[at + 1] for at, word in enumerate(words[:-1]) if word in ("-name", "-iname", "-path", "-wholename")]
    below = [f"**/{name.removeprefix('./')}" for name in names] or ["**/*"]
    made = []
    for place in places or ["."]:
        clean = "" if place in (".", "./") else f"{place.rstrip('/')}/"
        made += [f"{clean}{name}" for name in below]
        if clean:
            made.append(place)
    return made


def _part(program: str, word: str) -> str:
    if program == "basename":
        return word.rstrip("/").rpartition("/")[2]
    return (word.rpartition("/")[0] or ".") if program == "dirname" else word
