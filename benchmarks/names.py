"""How well the gate knows a repository's own names: `python -m benchmarks.names`.

Private are packages that the public vocabulary was not counted from, each as a repository of its own.
Recall: of the names that a package defines (told by `ast`, not by the gate) and that no other code at
hand uses, how many are found in a prompt about them.
False: prompts about other libraries, from the README of packages and from names in their code, in
which a name of the private package is found. Those packages are unknown to the vocabulary too.
"""

from __future__ import annotations

import argparse
import ast
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

from privacy_gate.index import vocabulary
from privacy_gate.index.own_names import Definition, find_mentions, key, names_of_files

PRIVATE = "celery==5.7.0 dask==2026.8.0 networkx==3.6.1 nltk==3.10.4 prefect==3.9.1 scrapy==2.19.0".split()
PUBLIC = (
    "aiosqlite==0.22.1 asyncpg==0.32.0 beanie==2.2.0 boltons==26.2.0 bottle==0.13.4 cherrypy==18.10.0 "
    "dash==4.4.1 databases==0.9.0 dnspython==2.9.2 dramatiq==2.2.1 falcon==4.4.0 feedparser==6.0.14 "
    "folium==0.20.0 httptools==0.9.0 huey==3.5.4 hydra-core==1.3.8 inflect==7.6.0 influxdb-client==1.50.0 "
    "injector==0.24.0 invoke==3.0.3 kedro==1.7.0 lifelines==0.30.3 minio==7.2.20 more-itertools==11.2.1 "
    "motor==3.7.1 neo4j==6.4.1 netmiko==4.8.0 nicegui==3.18.0 omegaconf==2.4.0 paho-mqtt==2.2.0 "
    "pandera==0.35.0 piccolo==1.38.0 pony==0.7.20 prompt-toolkit==3.0.53 pyglet==2.1.19 pynamodb==6.1.0 "
    "pyramid==2.1 pyrsistent==0.20.0 pyserial==3.5 python-slugify==9.2.0 questionary==2.1.1 returns==0.30.0 "
    "river==0.26.1 rq==3.0.0 sanic==25.12.1 scapy==2.8.0 sktime==1.2.0 sortedcontainers==2.4.0 "
    "sqlmodel==0.0.50 toolz==1.2.0 trimesh==5.2.0 web3==8.0.0 yfinance==1.7.0 zeep==4.3.3 zipp==4.1.2"
).split()
TEMPLATES = (
    "Why does `{a}` return None when I call it twice? I use {lib}.\n",
    "Write a function that wraps `{a}` of {lib} and retries three times.\n\nInput: a URL.\nOutput: text.\n",
    "This fails:\n\n```python\nfrom {lib} import {a}\nx = {a}({b}=1)\nx.{c}()\n```\nAttributeError: {c}\n",
    "Explain the difference between {a} and {b} in {lib}, with an example for each.\n",
    "Add a test for {a}: it must call {b} once and then {c}.\n",
)
_NAME = re.compile(r"[^\W\d]\w{2,60}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.names", description=__doc__.split("\n")[0])
    parser.add_argument("--scratch", type=Path, default=Path.home() / ".cache" / "privacy-gate-bench" / "names")
    parser.add_argument("--missed", type=int, default=0, metavar="N", help="also show N names that were missed")
    options = parser.parse_args()
    private = {name.partition("=")[0]: _files(options.scratch, name) for name in PRIVATE}
    public = {name.partition("=")[0]: _files(options.scratch, name) for name in PUBLIC}
    standard = _names_of(_standard())
    names = {
        name: _names_of(texts for path, texts in files.items() if path.endswith(".py"))
        for name, files in (private | public).items()
    }
    prompts = list(_prompts(public, names))
    print(f"{len(prompts):,} prompts about {len(public)} public libraries")
    print("package     own names  only here  known  recall %  recall % of unknown  false %")
    for name, files in private.items():
        others = set(standard).union(*(names[other] for other in names if other != name))
        found = names_of_files(files.items())
        only = sorted(one for one in _defined(files) if one not in others and len(one) > 3)
        known = {one for one in only if vocabulary.known_name(one)}
        asked = {one: _is_found(one, found) for one in only}
        unknown = [one for one in only if one not in known]
        false = [hit for hit in (_false(prompt, found, name) for prompt in prompts) if hit]
        print(
            f"{name:<10}  {len(found):>9,}  {len(only):>9,}  {len(known):>5,}  {_percent(asked.values()):>8.1f}"
            f"  {_percent(asked[one] for one in unknown):>19.1f}  {100 * len(false) / len(prompts):>7.2f}"
        )
        if options.missed:
            missed = [one for one in unknown if not asked[one]]
            print("   missed:", ", ".join(missed[:: max(1, len(missed) // options.missed)]))
            print("   false:", ", ".join(sorted(set(false))[: options.missed]))
    return 0


def _percent(values: object) -> float:
    listed = list(values)  # type: ignore[call-overload]
    return 100 * sum(listed) / max(1, len(listed))


def _files(scratch: Path, name: str) -> dict[str, str]:
    """The texts of a package, and its README under that name."""
    folder = scratch / name
    if not folder.is_dir():
        folder.mkdir(parents=True)
        command = [
            sys.executable,
            "-m",
            "pip",
            "download",
            "-q",
            "--no-deps",
            "--only-binary",
            ":all:",
            "-d",
            str(folder),
            name,
        ]
        subprocess.run(command, check=True)
    found = {}
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as opened:
        for path in opened.namelist():
            if path.endswith((".py", ".pyi")):
                found[path] = opened.read(path).decode("utf-8", "replace")
            elif path.endswith(".dist-info/METADATA"):
                found["README"] = opened.read(path).decode("utf-8", "replace").partition("\n\n")[2]
    return found


def _standard() -> Iterator[str]:
    import sysconfig

    for path in sorted(Path(sysconfig.get_path("stdlib")).rglob("*.py")):
        if "site-packages" not in path.parts:
            yield path.read_text("utf-8", "replace")


def _names_of(texts: object) -> set[str]:
    found: set[str] = set()
    for text in texts:  # type: ignore[attr-defined]
        found.update(_NAME.findall(text))
    return found


def _defined(files: Mapping[str, str]) -> set[str]:
    """Classes, functions and modules' constants, as `ast` sees them."""
    found = set()
    for path, text in files.items():
        if not path.endswith(".py"):
            continue
        tree = ast.parse(text)
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(node.name)
        for node in tree.body:
            targets = node.targets if isinstance(node, ast.Assign) else []
            found.update(target.id for target in targets if isinstance(target, ast.Name) and target.id.isupper())
    return found


def _is_found(name: str, found: Mapping[str, Definition]) -> bool:
    prompt = f"Why is `{name}` slow? Here is the call:\n\n```\nx = a.{name}(1)\n```\n"
    return any(key(one.place.name) == key(name) for one in find_mentions(prompt, found))


def _false(prompt: str, found: Mapping[str, Definition], name: str) -> str:
    """A name that was found, in a prompt that does not speak of the private package."""
    if name in prompt.lower():
        return ""
    return next((prompt[one.start : one.end] for one in find_mentions(prompt, found)), "")


def _prompts(public: Mapping[str, Mapping[str, str]], names: Mapping[str, set[str]]) -> Iterator[str]:
    drawn = random.Random(7)  # noqa: S311  (the same prompts each time)
    for name, files in public.items():
        lines = files.get("README", "").splitlines()
        for at in range(0, min(len(lines), 400), 40):
            yield f"I use {name}.\n" + "\n".join(lines[at : at + 40])
        own = sorted(names[name])
        for template in TEMPLATES * 6:
            a, b, c = drawn.sample(own, 3)
            yield template.format(lib=name.replace("-", "_"), a=a, b=b, c=c)


if __name__ == "__main__":
    sys.exit(main())
