"""Options of git that name files to read, and commands to run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

WITH_VALUE = frozenset("mFCctuS")
"""Letters of options of `git commit` that take a value."""
_MOST_GLOBAL = 12  # words among which the subcommand is searched
_READING = {"commit": "Ft", "tag": "F", "notes": "FC", "merge": "F", "config": "f"}
"""Options, by subcommand, with a file whose text is printed or becomes part of a message."""
_READING_LONG = ("--file", "--template", "--blob", "--pathspec-from-file")
_RUNS = ("-x", "--exec", "--extcmd", "--upload-pack", "--receive-pack", "--tool")
"""Options that take a command line."""


def read_files(command: str, words: Sequence[str]) -> Iterator[str]:
    """Yield the files and objects in options whose content is printed, or becomes part of a message."""
    letters = _READING.get(command, "")
    for at, word in enumerate(words):
        following = words[at + 1] if at + 1 < len(words) else ""
        option, equals, value = word.partition("=")
        if option in _READING_LONG:
            yield value if equals else following
        elif word[:1] == "-" and word[1:2] != "-":
            for place, letter in enumerate(word[1:], 2):
                if letter in letters:
                    yield word[place:] or following
                    break
                if letter in WITH_VALUE:
                    break


def commands_within(words: Sequence[str]) -> tuple[list[str], list[list[str]]]:
    """Return the commands that a call of git runs: texts for a shell, and programs with their words."""
    texts: list[str] = []
    settings = [word.partition("=")[2] for at, word in enumerate(words) if at and words[at - 1] == "-c"]
    texts += [value.lstrip("!") for value in settings if any(map(str.isspace, value))]
    for at, word in enumerate(words):
        option, equals, value = word.partition("=")
        if option in _RUNS or option.endswith("-filter"):
            texts.append(value if equals else "".join(words[at + 1 : at + 2]))
        elif word == "config" and at < _MOST_GLOBAL:
            texts += [one.lstrip("!") for one in words[at + 1 :] if any(map(str.isspace, one))]
    called = [
        list(words[at + 1 :])
        for at, word in enumerate(words[:_MOST_GLOBAL])
        if word in ("foreach", "run", "for-each-repo")
    ]
    texts += [call[0] for call in called if len(call) == 1]
    texts += [text.replace("../", "") for text in texts if "foreach" in words and "../" in text]
    texts += [words[at + 2] for at, word in enumerate(words[:-2]) if word == "shell" and words[at + 1] == "-c"]
    return texts, [[one for one in call if not one.startswith("--")] for call in called if len(call) > 1]
