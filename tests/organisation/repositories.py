"""A made-up organisation: repositories whose code is alike in nothing, and a key."""

from __future__ import annotations

import atexit
import functools
import random
import shutil
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

from privacy_gate.index.organisation import secret
from privacy_gate.index.organisation.catalogue import Catalogue
from privacy_gate.index.organisation.secret import Secret
from privacy_gate.organisation import build, cluster, overview
from privacy_gate.organisation.manifest import ManifestRepository as Named
from privacy_gate.organisation.storage import Storage
from privacy_gate.organisation.tasks import IndexLocation
from tests.repository import Repository

NAMES = ("billing", "depots", "fleet")
_WORDS = "amount batch client depot entry freight grade hull invoice journey kiln ledger margin notice order".split()
_MANIFEST, _KEY = "repositories.txt", "organisation.key"
_CALLS = "append extend discount merge settle shift split weigh".split()


def code(seed: int, functions: int = 12) -> str:
    """A module of functions, the same for the same seed, and of another form for another."""
    dice = random.Random(seed)  # noqa: S311  (the same everywhere, not a secret)
    return "\n\n".join(_function(dice, f"{dice.choice(_CALLS)}_{dice.choice(_WORDS)}") for _ in range(functions)) + "\n"


def _function(dice: random.Random, name: str) -> str:
    one, two, three = dice.sample(_WORDS, 3)
    lines = [f"def {name}({one}, {two}):", f"    {three} = {_term(dice, one, two)}"]
    for _ in range(dice.randint(5, 9)):
        head, inner = dice.choice(
            [
                (
                    f"if {_term(dice, one, three)} < {two}.{dice.choice(_WORDS)}:",
                    f"{three} = {_term(dice, two, three)}",
                ),
                (f"for x in {two}.{dice.choice(_CALLS)}({one}):", f"{three}.{dice.choice(_CALLS)}(x, {two})"),
                (f"{one}, {three} = {_term(dice, one, three)}, {_term(dice, three, two)}", ""),
                (f"while not {one}.{dice.choice(_CALLS)}({three}):", f"{two} = {_term(dice, one, two)}"),
            ]
        )
        lines += [f"    {head}", f"        {inner}"]
    return "\n".join([*lines, f"    return {_term(dice, three, one)}"])


def _term(dice: random.Random, one: str, two: str) -> str:
    parts = [one, two, f"{one}.{dice.choice(_WORDS)}", f"{two}[{one}]", f"{dice.choice(_CALLS)}({two})", "0", "1"]
    return f" {dice.choice(['+', '-', '*', '//', '%', '|'])} ".join(dice.choices(parts, k=dice.randint(2, 4)))


class Organisation(NamedTuple):
    """Some repositories with the file that lists them, the key and its file."""

    folder: Path
    repositories: dict[str, Repository]
    manifest: Path
    key: Path
    secret: Secret

    def named(self) -> list[Named]:
        return [Named(name, str(one.root), None) for name, one in self.repositories.items()]

    def place(self, address: str | Path) -> IndexLocation:
        return IndexLocation(str(address), str(self.key), self.secret.name("check"))

    def catalogue(self) -> Catalogue:
        """What the last build left in the folder `index`."""
        found = overview.load_last(Storage(str(self.folder / "index")), self.secret)
        assert found is not None
        return found

    def built(
        self, address: str | Path, named: Sequence[Named] | None = None, workers: int = 2, *, anew: bool = False
    ) -> build.Built:
        return build.build(named or self.named(), self.place(address), shared_workers(workers), anew=anew)


running = ExitStack()
"""The clusters that run: starting one takes longer than what is built with it."""

_clusters: dict[int, cluster.Workers] = {}


def shared_workers(count: int) -> cluster.Workers:
    """So many workers, which all tests share until `running` is closed."""
    if count not in _clusters:
        running.callback(_clusters.pop, count)
        _clusters[count] = running.enter_context(cluster.local_workers(count))
    return _clusters[count]


def organisation(folder: Path, names: Sequence[str]) -> Organisation:
    """One repository a name, each with a module and its tests."""
    made: dict[str, Repository] = {}
    for number, name in enumerate(names):
        made[name] = Repository(folder / "clones" / name)
        files = {f"src/{name}/core.py": code(number), f"tests/test_{name}.py": code(100 + number)}
        made[name].commit({**files, "README.md": f"# {name}\n"})
    manifest = folder / _MANIFEST
    manifest.write_text("# all of ours\n" + "".join(f"clones/{name}\n" for name in names))
    key = folder / _KEY
    secret.make(key)
    return Organisation(folder, made, manifest, key, secret.load(str(key), folder, {}))


@functools.cache
def _template() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="privacy-gate-organisation-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = organisation(folder, NAMES)
    made.built(folder / "index")
    return folder


def indexed_organisation(folder: Path) -> Organisation:
    """An organisation whose index is built, in its folder `index`: a copy, as each build starts processes."""
    shutil.copytree(_template(), folder, dirs_exist_ok=True)
    repositories = {name: Repository.existing(folder / "clones" / name) for name in NAMES}
    loaded = secret.load(str(folder / _KEY), folder, {})
    return Organisation(folder, repositories, folder / _MANIFEST, folder / _KEY, loaded)


def files(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by their paths in it."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }
