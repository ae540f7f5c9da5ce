"""Python that is cleaned still runs, and does the same under its new names."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy_gate.cleanroom.masking.unmask import unmask
from tests.cleanroom.cleaning import cleaned, obeys

PROGRAMS = {
    "attributes and keyword arguments": """
from dataclasses import dataclass, replace


@dataclass
class EmbargoedTariffBook:
    proprietary_markup: int
    rows: list

    @property
    def undisclosed_rebate_total(self):
        return sum(self.rows) * self.proprietary_markup


book = EmbargoedTariffBook(proprietary_markup=3, rows=[1, 2])
other = replace(book, proprietary_markup=4)
result = [
    book.undisclosed_rebate_total, other.undisclosed_rebate_total, repr(other), other.__class__.__name__,
    replace(book, rows=[]).proprietary_markup, max([book], key=lambda one: one.proprietary_markup).proprietary_markup,
]
""",
    "closures and scopes": """
proprietary_floor_price = 5


def outer_proprietary_price(values):
    undisclosed_rebate_sum = 0

    def add(proprietary_floor_price):
        nonlocal undisclosed_rebate_sum
        undisclosed_rebate_sum += proprietary_floor_price
        return [proprietary_floor_price for proprietary_floor_price in range(undisclosed_rebate_sum)]

    told = lambda proprietary_floor_price=2: proprietary_floor_price
    return [add(value) for value in values], undisclosed_rebate_sum, told()


def change():
    global proprietary_floor_price
    proprietary_floor_price += 1
    return proprietary_floor_price


result = [outer_proprietary_price([1, 2]), change(), proprietary_floor_price]
""",
    "names in strings": """
__all__ = ["proprietary_risk_factor", "ProprietaryRiskTable"]


class ProprietaryRiskTable:
    __slots__ = ("undisclosed_rebate_cap",)

    def __init__(self, **given: int) -> None:
        self.undisclosed_rebate_cap = given["undisclosed_rebate_cap"]


def proprietary_risk_factor(table: "ProprietaryRiskTable") -> int:
    return getattr(table, "undisclosed_rebate_cap")


made = ProprietaryRiskTable(undisclosed_rebate_cap=4)
undisclosed_rebate_cap = 7
result = [
    proprietary_risk_factor(made),
    f"{undisclosed_rebate_cap=} {undisclosed_rebate_cap!r:>4} {made.undisclosed_rebate_cap + 1}",
    "{undisclosed_rebate_cap}".format(undisclosed_rebate_cap=3),
    "%(undisclosed_rebate_cap)s" % {"undisclosed_rebate_cap": 2},
    sorted(__all__),
    eval("undisclosed_rebate_cap"),
    globals()["undisclosed_rebate_cap"],
]
""",
    "classes": """
class EmbargoedRateBase:
    PROPRIETARY_STEP_LIMIT = 3

    def proprietary_rate_step(self, value):
        return value + self.PROPRIETARY_STEP_LIMIT

    @classmethod
    def embargoed_rate_default(cls):
        return cls()

    def __proprietary_hidden_rate(self):
        return 1

    def proprietary_hidden_rate(self):
        return self.__proprietary_hidden_rate()


class UndisclosedRateChild(EmbargoedRateBase):
    PROPRIETARY_STEP_LIMIT = 5

    def proprietary_rate_step(self, value):
        return super().proprietary_rate_step(value) * 2


def told(one):
    match one:
        case UndisclosedRateChild(PROPRIETARY_STEP_LIMIT=embargoed_limit_found):
            return embargoed_limit_found
        case {"proprietary_rate_step": embargoed_limit_found}:
            return -embargoed_limit_found
    return None


child = UndisclosedRateChild.embargoed_rate_default()
result = [
    child.proprietary_rate_step(1), child.proprietary_hidden_rate(), told(child), told({"proprietary_rate_step": 4}),
    hasattr(child, "proprietary_rate_step"), isinstance(child, EmbargoedRateBase),
]
""",
    "libraries": """
import json
import math
from collections import Counter as EmbargoedCounterName, namedtuple

UndisclosedRateRow = namedtuple("UndisclosedRateRow", ["proprietary_rate", "unit"])
row = UndisclosedRateRow(proprietary_rate=2, unit="h")
result = [
    row, row._asdict(), json.dumps({"proprietary_rate": math.floor(row.proprietary_rate)}),
    EmbargoedCounterName("aab").most_common(1),
]
""",
}


def _run(source: str) -> Any:
    room: dict[str, Any] = {"__name__": "cleaned"}
    exec(compile(source, "cleaned", "exec", dont_inherit=True), room)  # noqa: S102  (programs of this file)
    return room["result"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_it_does_the_same_under_other_names(program: str) -> None:
    source = PROGRAMS[program]

    done = obeys(source, "a.py")

    assert len(done.pairs.pairs) >= 2
    assert not {"proprietary", "undisclosed", "embargoed"} & set(done.text.lower().replace("_", " ").split())
    assert unmask(repr(_run(done.text)), done.pairs) == repr(_run(source))


@pytest.mark.parametrize("program", PROGRAMS)
def test_in_a_prompt_it_is_renamed_alike(program: str) -> None:
    fenced = f"Why is this slow?\n\n```python\n{PROGRAMS[program]}```\n"

    inner = cleaned(fenced).text.split("```python\n")[1].removesuffix("```\n")

    assert inner == cleaned(PROGRAMS[program], "a.py").text


_NAMES = st.sampled_from(
    "proprietary_rate undisclosed_rebate_cap embargoed_price_list proprietaryRate x rate value cap".split()
)
_BOX = "class Box:\n    {0} = 1\n    def {1}(self): return self.{0}\nresult.append(Box().{0})"
_LINES = st.one_of(
    st.builds("{} = {}".format, _NAMES, st.integers(0, 9)),
    st.builds("result.append(('{}', {}))".format, _NAMES, st.integers(0, 9)),
    st.builds("result.append((lambda {0}: [{0} for {0} in range({0})])({1}))".format, _NAMES, st.integers(0, 4)),
    st.builds("result.append(dict({}={}))".format, _NAMES, st.integers(0, 9)),
    st.builds("result.append(f'{{result[-1:]!r}} {0} {{{0}}}')".format, _NAMES),
    st.builds(_BOX.format, _NAMES, _NAMES),
)


@settings(max_examples=30, derandomize=True)
@given(st.lists(_LINES, min_size=1, max_size=6))
def test_any_program_does_the_same(lines: list[str]) -> None:
    source = "result = []\n" + "\n".join(lines) + "\n"

    done = obeys(source, "a.py")

    ast.parse(done.text)
    assert _outcome(done.text, lambda text: unmask(text, done.pairs)) == _outcome(source, str)


def _outcome(source: str, restored: Any) -> str:
    try:
        return str(restored(repr(_run(source)).partition(" object at ")[0].partition("<bound method")[0]))
    except Exception as error:  # noqa: BLE001  (a program may fail, and then fails alike)
        return type(error).__name__
