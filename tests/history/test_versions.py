"""What is read of versions by what they add is what is read of each version as a whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from privacy_gate.base.git.stream import Object
from privacy_gate.config import Config, Settings
from privacy_gate.history import common_parts, history_rules
from privacy_gate.history.reader import Judges, VersionReader, WantedBlob
from privacy_gate.model import Exposure
from privacy_gate.policy.accepted import Accepted
from privacy_gate.policy.baseline import Baseline
from privacy_gate.rules.matching import Hits
from privacy_gate.rules.matching.database import has_hyperscan
from privacy_gate.scan import Run
from privacy_gate.scan.gate import assemble
from privacy_gate.sources.files import Tree
from privacy_gate.sources.versions import BlobPlace, ReadingPlan
from tests.gate import GITHUB_TOKEN

_KEY = "\n".join(
    [
        "-----BEGIN RSA PRIVATE" + " KEY-----",
        *("MIIEpAIBAAKCAQEA7bq9zXxqWk2vT5nYfR1sLdP3" + str(n) * 24 for n in range(9)),
        "-----END RSA PRIVATE" + " KEY-----",
    ]
)
_PIECES = [
    f"token = '{GITHUB_TOKEN}'\n",
    f"token = '{GITHUB_TOKEN[:20]}' \\\n  '{GITHUB_TOKEN[20:]}'\n",
    "password = 'Tr0ub4dor-" + "9xKq!'\n",
    "db.connect(user='admin', password='" + "hunter2hunter')\n",
    "  # privacy-gate: ignore[secret] made up for a test\n",
    "password: <your password here>\n",
    "kind: Secret\ndata:\n  key: " + "c3VwZXJzZWNyZXRwYXNz\n",
    f"{_KEY}\n",
    "\n".join(_KEY.split("\n")[:5]) + "\n",
    "\n".join(_KEY.split("\n")[5:]) + "\n",
    "card 4539 1488 0343" + " 6467\n",
    "été über 日本語\n",
    "plain words that say nothing at all\n" * 30,
    "x = 1\n",
    "a" * 700 + "\n",
]


def test_stretches_are_alike_and_in_order() -> None:
    one = b"".join(b"line %d\n" % n for n in range(2000))
    other = (
        one.replace(b"line 100\n", b"").replace(b"line 900\n", b"line nine hundred\n").replace(b"line 1500\n", b"x\n")
    )

    found = common_parts.common_stretches(one, other)

    assert sum(stretch.size for stretch in found) > 0.98 * len(other)


@given(
    st.binary(max_size=60),
    st.lists(st.tuples(st.integers(0, 60), st.integers(0, 5), st.binary(max_size=5)), max_size=4),
)
def test_stretches_of_anything(one: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    changed = bytearray(one)
    for at, size, new in edits:
        changed[at : at + size] = new
    other = bytes(changed)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(common_parts, "WORTH_IT", 4)
        patch.setattr(common_parts, "PROBE", 2)
        found = common_parts.common_stretches(one, other)

    at = at_other = 0
    for stretch in found:
        assert stretch.size > 0
        assert stretch.at >= at
        assert stretch.at_other >= at_other
        at, at_other = stretch.at + stretch.size, stretch.at_other + stretch.size
        assert one[stretch.at : at] == other[stretch.at_other : at_other]
    assert at <= len(one)
    assert at_other <= len(other)


class _World:
    """A gate for secrets and personal data, and readers of it."""

    def __init__(self) -> None:
        self.gate = history_rules.internal_gate(
            assemble(Settings(Config(), None, Path()), ("secret", "personal")), chosen=False
        )
        self.engine = history_rules.engine(self.gate)
        self.blank = Accepted(Baseline([b"0" * 16]))
        inner = Run(replace(self.gate, matcher=self.engine), accepted=self.blank)
        self.judges = Judges(inner, self.gate, self.engine, inner)

    def read(self, versions: list[str], *, each_alone: bool) -> set[tuple[str, bytes, int]]:
        """Rule, digest and first version of all that is found."""
        reader = VersionReader(
            self.judges, Tree(Path(), None, Config()), self.blank, ReadingPlan((), [], {}, {}, [], frozenset())
        )
        numbers: dict[str, int] = {}
        for number, text in enumerate(versions):
            numbers.setdefault(text, number)
        for text, number in numbers.items():
            oid = f"{number:040x}"
            first = number == 0 or each_alone
            wanted = WantedBlob(
                oid, "app.py", [BlobPlace("app.py", Exposure.INTERNAL, number)], first, f"{number - 1:040x}"
            )
            reader.read([wanted], [Object("blob", text.encode())])
        found: dict[tuple[str, bytes], int] = {}
        for kept in reader.take().found:
            key = kept.shown.rule, kept.shown.check
            found[key] = min(found.get(key, 1 << 30), int(kept.oid, 16))
        return {(*key, first) for key, first in found.items()}


@pytest.fixture(scope="module")
def world() -> _World:
    return _World()


_TEXT = st.lists(st.sampled_from(_PIECES), max_size=7)
_EDITS = st.lists(
    st.tuples(st.integers(0, 7), st.integers(0, 2), st.lists(st.sampled_from(_PIECES), max_size=2)), max_size=2
)


@pytest.mark.skipif(not has_hyperscan(), reason="without it each version is read whole")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_TEXT, st.lists(_EDITS, min_size=1, max_size=5))
def test_versions_read_one_after_the_other_or_each_alone(
    world: _World, text: list[str], edits: list[list[tuple[int, int, list[str]]]]
) -> None:
    versions = ["".join(text)]
    for edit in edits:
        for at, size, new in edit:
            text = [*text[:at], *new, *text[at + size :]]
        versions.append("".join(text))

    assert world.read(versions, each_alone=False) == world.read(versions, each_alone=True)


@pytest.mark.skipif(not has_hyperscan(), reason="without it each version is read whole")
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_TEXT, _EDITS)
def test_the_reports_of_a_version_lead_to_the_same_matches(
    world: _World, text: list[str], edits: list[tuple[int, int, list[str]]]
) -> None:
    one = "".join(text)
    for at, size, new in edits:
        text = [*text[:at], *new, *text[at + size :]]
    other = "".join(text)
    engine = world.engine
    base = engine.version(one.encode(), None)
    version = engine.version(other.encode(), base)

    def matches(hits: Hits) -> set[tuple[str, tuple[int, int]]]:
        return {(rule, hit.match.span()) for rule in hits for hit in hits[rule]}

    assert matches(Hits(other, engine.place_reports(version.ends, other.encode(), other))) == matches(
        engine.find(other)
    )
