"""Read `never_send` from the settings of commits. A change cannot evade the check by removing a glob."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from privacy_gate.base import cache, git
from privacy_gate.base.errors import GateError
from privacy_gate.base.git import objects
from privacy_gate.base.hashing import blake2b
from privacy_gate.config import FILE_NAME, Reader, Settings
from privacy_gate.config.extends import load
from privacy_gate.index.never_send_globs import Guards
from privacy_gate.model import ChangedPath
from privacy_gate.sources.trusted_commit import Trusted

Say = Callable[[str, str], None]


def add_globs_of(settings: Settings, root: Path, named: Path | None, commit: str, say: Say) -> Settings:
    """Return the settings with the globs of `never_send` that a commit has in addition."""
    if not commit:
        return settings
    here = settings.config.never_send
    more = [one for one in read_globs(root, named, commit, say) if one not in here]
    if not more:
        return settings
    config = msgspec.structs.replace(settings.config, never_send=[*here, *more])
    return msgspec.structs.replace(settings, config=config)


def read_globs(root: Path, named: Path | None, commit: str, say: Say) -> list[str]:
    """Return the `never_send` globs in the settings of a commit."""
    return globs_of_commits(root, named, [commit], say)[commit]


def globs_of_commits(root: Path, named: Path | None, commits: Sequence[str], say: Say) -> dict[str, list[str]]:
    """Return the globs of many commits.

    It works like `read_globs`, but reads each version of the settings only once.
    """
    keys = _settings_keys(root, named, commits)
    known: dict[str, list[str]] = {}
    for commit in commits:
        key = keys[commit]
        if key in known:
            continue
        digest = blake2b(cache.code_digest() + key.encode("utf-8", "surrogateescape"), digest_size=16)
        name = f"{digest.hexdigest()}.settings"
        if (stored := cache.load(name)) is not None:
            known[key] = msgspec.msgpack.decode(stored, type=list[str])
            continue
        try:
            config = load(root, named, Trusted(root, commit).read).config
        except GateError as error:
            where = f"the settings of {commit[:12]}"
            say(f"{where} cannot be read; their never_send is not used: {error.message}", error.hint or "")
            known[key] = []
            continue
        known[key] = config.never_send
        if config.extends:  # the extended files may differ even if this one does not
            keys |= {one: f"{key}:{one}" for one in commits if keys[one] == key and one != commit}
        elif named is None:
            cache.store(name, msgspec.msgpack.encode(config.never_send))
    return {commit: known[keys[commit]] for commit in commits}


def _settings_keys(root: Path, named: Path | None, commits: Sequence[str]) -> dict[str, str]:
    """Return a key for the settings of each commit.

    It depends on the blobs of the settings files. Git is called once.
    """
    names = (FILE_NAME, "pyproject.toml") if named is None else (_inside(root, named),)
    asked = [f"{commit}:{name}" for commit in commits for name in names]
    if any("\n" in one for one in asked):
        return {commit: commit for commit in commits}
    found = objects.resolved_blobs(root, asked)
    size = len(names)
    return {commit: " ".join(found[at * size : (at + 1) * size]) for at, commit in enumerate(commits)}


def _inside(root: Path, named: Path) -> str:
    path = Path(os.path.abspath(named))  # noqa: PTH100  (as in `Trusted.read`)
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


def guards_of_change(
    settings: Settings, root: Path, named: Path | None, paths: Sequence[ChangedPath], *, start: str, end: str, say: Say
) -> Guards:
    """Return the globs before and after a change from one commit to another. If `end` is empty, it is the git index."""
    before = tuple(settings.config.never_send)
    own = {FILE_NAME, "pyproject.toml", *(layer.path.name for layer in settings.layers)}
    changed = {path for one in paths for path in (one.path, one.old_path)}
    if not any(path.rpartition("/")[2] in own for path in changed):
        return Guards(before, before)
    try:
        after = load(root, named, Trusted(root, end).read if end else _read_staged(root)).config.never_send
    except GateError:  # invalid settings protect nothing
        after = []
    return Guards(tuple(dict.fromkeys(read_globs(root, named, start, say))), tuple(after))


def _read_staged(root: Path) -> Reader:
    """Return a function that reads files from the git index."""

    def read(path: Path) -> bytes:
        if not path.is_relative_to(root):
            return path.read_bytes()
        listed = git.run(["ls-files", "-s", "-z", "--full-name", "--", f":(top,literal){path.relative_to(root)}"], root)
        head = listed.split(b"\t")[0].split()
        data = next(objects.read_contents(root, [head[1].decode()], 20_000_000)) if len(head) == 3 else None
        if not isinstance(data, bytes):
            raise FileNotFoundError(errno.ENOENT, "it is not staged", str(path))
        return data

    return read
