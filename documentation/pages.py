"""Which pages are generated, as a whole or in part, and whether they are stale."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from benchmarks import judged_names
from documentation import assistants, families, projects, rule_pages
from documentation.bypasses import bypasses
from documentation.cache_inputs import cache_inputs
from documentation.commands import commands
from documentation.console import Setup, rerun
from documentation.layers import drawing
from documentation.picture import finding
from documentation.quiet_commits import quiet_commits
from documentation.settings import settings

ROOT = Path(__file__).parents[1]

Page = Callable[[str], str]
"""From the text that stands there ("" if none does) to the one that should."""

_PART = r"(?P<open><!-- {name}: by `make pages` -->\n).*?(?P<close><!-- end of {name} -->)"


def pages() -> dict[str, Page]:
    """The generated pages by their path from the root."""
    return {
        "src/privacy_gate/base/cache_inputs.txt": lambda _: cache_inputs(),  # first: the others run the gate
        "docs/rules/index.md": lambda _: rule_pages.index(families.rules()),
        **{f"docs/rules/{family.id}.md": partial(_family, family) for family in families.FAMILIES},
        "docs/commands.md": lambda _: commands(),
        "docs/cleaning.md": lambda text: part(text, "judged-names", judged_names.table(judged_names.read())),
        "docs/configuration.md": lambda text: part(text, "keys", settings()),
        "docs/hooks.md": _hooks,
        "docs/threat-model.md": lambda text: part(text, "bypasses", bypasses()),
        "docs/start.md": partial(_run, setup=projects.small),
        "docs/clean-room.md": partial(_run, setup=projects.clean_room),
        "docs/quiet-commits.md": lambda _: quiet_commits(),
        "docs/finding.svg": lambda _: finding(),
        "docs/layers.svg": lambda _: drawing(),
        "README.md": _readme,
    }


def stale(names: Callable[[str], bool] = lambda _: True) -> Iterator[tuple[str, str]]:
    """The pages that are not as they should be, each with the text that it should have."""
    for path, page in pages().items():
        if names(path):
            file = ROOT / path
            now = file.read_text(encoding="utf-8") if file.is_file() else ""
            should = page(now)
            if should != now:
                yield path, should


def part(text: str, name: str, lines: list[str]) -> str:
    """The text with what stands between the two marks of a generated part replaced. Both marks must be there."""
    expression = re.compile(_PART.format(name=re.escape(name)), re.DOTALL)
    if not expression.search(text):
        raise ValueError(f"there are no marks of the part `{name}`")
    inside = "\n".join(lines)
    return expression.sub(lambda found: f"{found['open']}\n{inside}\n\n{found['close']}", text)


def _family(family: families.Family, _now: str) -> str:
    return rule_pages.family_page(family, families.rules())


def _hooks(text: str) -> str:
    return part(part(text, "overview", assistants.overview()), "assistants", assistants.assistants())


def _readme(text: str) -> str:
    return part(part(text, "assistants", assistants.names()), "families", rule_pages.families(families.rules()))


def _run(text: str, setup: Setup) -> str:
    return rerun(text, setup)
