"""Running `privacy-gate init`."""

from __future__ import annotations

from pathlib import Path

from tests.gate import Outcome, gate

HOOKS = {"pre-commit", "pre-push", "post-checkout", "post-merge"}


def only_on_path(program: str, folder: Path) -> str:
    """A search path with one program, and what a shell needs."""
    import shutil

    folder.mkdir()
    for name in (program, "sh", "env"):
        found = shutil.which(name)
        assert found
        (folder / name).symlink_to(found)
    return str(folder)


def init(*arguments: str) -> Outcome:
    done = gate("init", "--yes", *arguments)
    assert done.code == 0, done.out + done.err
    return done


def written(root: Path) -> set[str]:
    return {
        path.relative_to(root).as_posix()
        for path in root.rglob("*")
        if path.is_file() and (".git" not in path.parts or path.name in HOOKS)
    }
