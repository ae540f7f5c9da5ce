"""What names are called instead: what stays of them, what the code gives, and what is taken."""

from __future__ import annotations

import gzip
import json
import keyword
import re
from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.base.naming import join, style, words
from privacy_gate.checkers.names.code_purpose import purposes
from privacy_gate.checkers.names.free_names import Taken
from privacy_gate.checkers.names.generic_words import agent, is_generic, plural, singular
from privacy_gate.checkers.names.neutral import neutral
from privacy_gate.checkers.names.revealing_names import find_revealing_words
from privacy_gate.config import Config
from privacy_gate.rules.parsing import parse
from privacy_gate.rules.rule_files import builtin_files

TELLING = {"proprietary", "risk", "housing", "benefit", "iceberg", "loyalty", "churn", "fee", "stop"}


@pytest.mark.parametrize(
    ("name", "kind", "suggestion"),
    [
        ("calculate_proprietary_risk_score", "function", "calculate_score"),
        ("calculateProprietaryRiskScore", "function", "calculateScore"),
        ("HousingBenefitStopLetter", "class", "Letter"),
        ("icebergTimeout", "variable", "timeout"),
        ("MAX_CHURN_DAYS", "constant", "MAX_DAYS"),
        ("CHURN", "constant", "VALUE"),
        ("_loyalty_counter", "attribute", "_counter"),
        ("load_churn", "function", "load_data"),
        ("load_churn_risk", "function", "load_data"),
        ("test_loyalty_fee_is_zero", "test", "test_is_zero"),
        ("housing-benefit-report", "module", "report"),
    ],
)
def test_neutral_keeps_head_and_style(name: str, kind: str, suggestion: str) -> None:
    assert neutral(name, kind, TELLING.__contains__, set()) == suggestion


def test_a_name_that_is_taken_or_reserved_gets_a_number() -> None:
    everything = Taken({"score", "value", "item", "entry"})
    first = neutral("risk_score", "variable", TELLING.__contains__, everything)
    assert re.fullmatch(r"score_\d+", first)
    assert (
        neutral("risk_score", "variable", TELLING.__contains__, everything | {"z"}) == first
    )  # whatever else there is
    assert neutral("risk_score", "variable", TELLING.__contains__, {"score"}) == "value"
    assert neutral("riskClass", "variable", TELLING.__contains__, set()) == "value"


def test_what_is_called_alike_keeps_another_harmless_word() -> None:
    assert neutral("housing_export_fee_rows", "variable", TELLING.__contains__, {"rows"}) == "export_rows"


def test_a_thousand_names_that_are_called_alike_take_no_time() -> None:
    taken = Taken()
    for number in range(5000):
        taken.add(neutral(f"risk_{'a' * number}", "variable", lambda word: True, taken))
    assert len(taken) == 5000


@pytest.mark.parametrize(
    ("name", "kind", "suggestion"),
    [
        ("hold_churn_until_quarter_end", "function", "hold_item"),
        ("should_notify_churn", "function", "should_notify"),
        ("_should_churn", "function", "_should_apply"),
        ("notify_churn_before_third_strike", "function", "notify_users"),
        ("is_loyalty_fee_empty", "function", "is_empty"),
        ("loadChurnForHousing", "function", "loadData"),
        ("LoyaltyRuleIfChurn", "class", "Rule"),
        ("max_churn_days_before_fee", "variable", "max_days"),
    ],
)
def test_the_head_stands_before_what_says_when_or_why(name: str, kind: str, suggestion: str) -> None:
    assert neutral(name, kind, TELLING.__contains__, set()) == suggestion


@given(st.lists(st.sampled_from([*TELLING, "load", "max", "score", "class", "2", "is", "for"]), min_size=1, max_size=6))
def test_a_suggestion_tells_nothing_and_is_a_name(parts: list[str]) -> None:
    for name in ("_".join(["x", *parts]), join(["x", *parts], "aB"), join(["x", *parts], "AbC")):
        suggestion = neutral(name, "function", TELLING.__contains__, set())

        assert not set(words(suggestion)) & TELLING
        assert suggestion.isidentifier()
        assert not keyword.iskeyword(suggestion)


@pytest.mark.parametrize(
    ("source", "kind", "suggestion"),
    [
        ("def churn(fees):\n    return [fee for fee in fees if fee]", "function", "filter_items"),
        (
            "def churn(fees):\n    total = 0\n    for fee in fees:\n        total += fee\n    return total",
            "function",
            "compute_total",
        ),
        ("def churn(fee, stop):\n    return fee / stop", "function", "compute_ratio"),
        ("def churn(fee):\n    return fee > 3", "function", "compare_values"),
        ("def churn(fee):\n    return fee > 0", "function", "meets_condition"),
        ("def churn(fee):\n    return fee in LOYALTY", "function", "is_included"),
        ("def churn(fee):\n    return fee == 'x'", "function", "is_match"),
        ("def churn(fee):\n    return True", "function", "is_enabled"),
        ("def churn(fees):\n    return sorted(fees)", "function", "sort_items"),
        ("def churn(fee):\n    if not fee:\n        raise ValueError", "function", "validate_input"),
        ("def churn(path):\n    return json.loads(path.read_text())", "function", "load_data"),
        ("def churn(fee):\n    return send_message(fee)", "function", "send_message"),
        ("def churn(self):\n    return Report(self)", "function", "create_report"),
        ("@property\ndef churn(self) -> str:\n    return self.fee", "function", "stored_text"),
        ("class Churn(HousingError):\n    pass", "class", "Error"),
        ("class Churn:\n    def parse(self): ...", "class", "Parser"),
        ("churn = []", "variable", "items"),
        ("def stop(churn: dict[str, int]):\n    return churn", "parameter", "mapping"),
    ],
)
def test_where_no_word_stays_the_code_gives_one(source: str, kind: str, suggestion: str) -> None:
    name = "Churn" if kind == "class" else "churn"

    assert neutral(name, kind, TELLING.__contains__, set(), purposes(source)[name]) == suggestion


@pytest.mark.parametrize(
    ("source", "suggestion"),
    [
        # the annotation decides, and a variable with a generic name says more
        ("def load_churn() -> DataFrame:\n    fee = fees() / 100\n    return fee", "load_table"),
        ("def get_churn(fees) -> list[str]:\n    names = [fee.name for fee in fees]\n    return names", "get_names"),
        ("def get_churn(fee):\n    return Fee.objects.get(fee=fee)", "get_record"),
        ("def get_churn(fees):\n    return fees[fees['fee'] == 3]", "get_rows"),
        # one of several exits is a constant
        ("def churn(fee, stop):\n    if not stop:\n        return 1\n    return fee / stop", "compute_ratio"),
        # calls on the way are not what a function does
        ("def preprocess_churn(df):\n    df['fee'] = strptime(df['fee'])\n    return df", "preprocess_table"),
        ("def churn(fee):\n    log.info(fee)\n    fee.risk = 1\n    fee.save()", "update_record"),
        ("def churn(path):\n    if risk(path):\n        raise ValueError\n    path.mkdir()", "create_directory"),
        ("def _print_churn(fees):\n    width = fit(fees)\n    show(fees)", "_print_details"),
        # what the docstring begins with
        ('def churn(fee):\n    """Calculate the mean of all fees."""\n    return risk(fee)', "calculate_mean"),
        ('def churn(fee):\n    """Average fee of a risk."""\n    return risk(fee)', "get_value"),
        # the verb at the end, and within
        ("def _churn_acquire(fee):\n    fee.seek(0)", "_acquire_lock"),
        ("def churn_get_fees(fee):\n    return risk(fee)", "get_items"),
        # a setter is called as what it sets, a question as a question
        ("@churn.setter\ndef churn_rate(self, fee):\n    check(fee)\n    self.fee = fee", "rate"),
        ("@property\ndef with_churn(self) -> bool:\n    return isinstance(self.fee, Fee)", "is_instance"),
        ("def is_churn_date(fee):\n    return fee == loyalty(fee)", "is_matching_date"),
        # abstract, and indented as in a class
        ("async def _unsubscribe_fees(self, fee):\n    raise NotImplementedError", "_unsubscribe_items"),
        ("    def churn(self, fee):\n        self.fee = fee\n", "update_state"),
    ],
)
def test_the_proposal_is_true_of_the_code(source: str, suggestion: str) -> None:
    (name,) = re.findall(r"def (\w+)", source)

    assert neutral(name, "function", (TELLING | {"fees"}).__contains__, set(), purposes(source)[name]) == suggestion


@pytest.mark.parametrize(
    ("source", "suggestion"),
    [
        # a verb that says nothing alone goes with its object
        ("def take_churn(self, fee):\n    fee.save()", "update_record"),
        ('def support_fee_close(self, fee):\n    """Close the fee."""\n    fee.risk = 1', "close_item"),
        # what is given back is not fetched where it was given, changed or converted
        ("def churn(table):\n    table = fees(table)\n    return table", "transform_table"),
        ("def churn(context, fee):\n    context['fee'] = fee\n    return context", "update_context"),
        ("def risk_to_churn(message):\n    return fee(message)", "convert_message"),
        ("def risk2churn(fee: str) -> str:\n    return 'x' + fee", "convert_text"),
        ("def churn(fee):\n    if not fee.exists():\n        fee.mkdir()\n    return fee.path", "ensure_directory"),
        # what only ends is an action
        ("def churn(self, *args):\n    self.send_message(args)\n    return (None,)", "send_message"),
        ("def churn(self, command):\n    if fee:\n        self.fees(command)", "process_command"),
        # an event is handled by what gives nothing back
        ("def on_change_with_churn(self):\n    return self.fee.risk", "get_related_value"),
        ("def on_churn(self):\n    self.fee = 1", "handle_event"),
        ("def churn_on_post_delete(sender, fee):\n    fee.save()", "handle_event"),
        # a property is named by its docstring
        ('@property\ndef churn(self):\n    """The first year of a fee."""\n    return self.fee', "first_year"),
        ('@property\ndef churn(self):\n    """Current fee."""\n    return self.fee', "current_value"),
        ("@property\ndef churn(self):\n    return self.fees[1:]", "selected_items"),
        ("@property\ndef churn(self):\n    return self.fee * self.risk", "computed_value"),
        # a question says what it tests
        ("def is_churn(fee):\n    return 3 <= fee <= 9", "is_in_range"),
        ("def is_churn(self):\n    return self.fee < self.risk", "is_lower"),
        ("def is_churn(self) -> bool:\n    return bool(self.fee(3))", "meets_condition"),
        ("def churn(self) -> bool:\n    return self.fee and now() < self.fee", "is_before_date"),
        ("def can_churn(user, fee):\n    return 'can_churn' in user.get_permissions(fee)", "has_permission"),
        ("def churn_check(fee):\n    if not risk(fee):\n        raise PermissionDenied()", "check_permission"),
        ("def is_churn_or_raise(self):\n    if self.fee:\n        raise ValueError", "validate_input"),
        # the docstring says what the verb is done to
        ('def churn_limits(fee):\n    """Identify values of a fee."""\n    return fees(fee)', "identify_values"),
        # a verb of the name goes with how many it is done to, not with what is given back
        ("def create_churns(net):\n    index = net.add(3)\n    return index", "create_items"),
        ("def combine_churn_fees():\n    found = {}\n    found[1] = fees()\n    return found", "combine_items"),
        # a noun of a variable counts where the name or the docstring has it too
        ("def churn(fee) -> float:\n    return fee.churn_variance(fee * 2)", "compute_value"),
        ("def churn_fees(self):\n    return self._churn_search(3)", "get_items"),
        # what acts and confirms it is an action
        ("def churn_risk(fee):\n    fee.attributes.remove('risk')\n    return True", "remove_item"),
        ("@transition(field='status')\ndef churn(self):\n    return 'risk'", "update_status"),
        ("def churn(url, body):\n    response = session.post(url, body)\n    return response.json()", "send_request"),
        ("def raise_if_churn(fee):\n    if risk(fee):\n        raise ValueError", "raise_if_invalid"),
        # a property says what it measures, or how its value comes about
        (
            '@property\ndef churn(self):\n    """The number of fees of a risk."""\n    return self._fee',
            "count",
        ),
        ("@churn.setter\ndef churn(self, fee):\n    self._fee = fee", "stored_value"),
        ("def can_churn_errors(self):\n    return self.fee > risk", "can_apply"),
        # the number of a standard, a form or a law
        ("def parse_churn_1099(fee):\n    return risk(fee)", "parse_data"),
        ("def parse_churn_2(fee):\n    return risk(fee)", "parse_data_2"),
    ],
)
def test_a_plain_true_name_is_better_than_a_word_of_the_name(source: str, suggestion: str) -> None:
    (name,) = re.findall(r"def (\w+)", source)

    assert neutral(name, "function", (TELLING | {"fees"}).__contains__, set(), purposes(source)[name]) == suggestion


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("get_last_loyalty_errors", "get_last_errors"),
        ("get_real_housing_churn", "get_data"),  # no adjective of a word that goes
        ("get_fee_classification_choices", "get_classification_choices"),
        ("validate_report_if_churn", "validate_report"),
        ("parse_churn_to_text", "parse_data"),
    ],
)
def test_what_belongs_to_the_head_stays(name: str, suggestion: str) -> None:
    assert neutral(name, "function", TELLING.__contains__, set()) == suggestion


def test_what_is_no_python_has_no_purpose() -> None:
    for source in ("def f(:", "(" * 5000, "x = '\0'", "-" * 100_000 + "1", "a" * 300_000):
        assert purposes(source) == {}


def test_a_known_shape_in_a_class_is_read() -> None:
    found = purposes(
        dedent(
            """
            class Loyalty:
                def churn(self, fees: list[int]) -> dict[str, int]:
                    counts = {}
                    for fee in fees:
                        counts[fee] += 1
                    return counts
            """
        )
    )
    assert found["churn"].verbs[0] == "count"
    assert found["fees"].objects == ("items",)


@pytest.mark.parametrize(
    ("one", "many"), [("entry", "entries"), ("match", "matches"), ("item", "items"), ("box", "boxes")]
)
def test_plurals(one: str, many: str) -> None:
    assert plural(one) == many
    assert singular(many) == one
    assert is_generic(many)


@pytest.mark.parametrize(
    ("verb", "noun"), [("parse", "parser"), ("run", "runner"), ("calculate", "calculator"), ("execute", "executor")]
)
def test_agents(verb: str, noun: str) -> None:
    assert agent(verb) == noun


NAMES = Path(__file__).parents[3] / "training" / "names" / "data" / "n1.jsonl.gz"


def test_no_revealing_word_stays_in_the_names_of_the_training_data() -> None:
    rule = next(one for one in parse(builtin_files()) if one.id == "identifier/descriptive")
    find_words = find_revealing_words(rule, Config())
    records = [json.loads(line) for line in gzip.decompress(NAMES.read_bytes()).decode().splitlines()[:1500]]
    checked = 0
    for record in records:
        name, kind = record["name"], record.get("kind", "variable")
        if revealing := find_words(name):
            checked += 1
            proposal = neutral(name, kind, revealing.__contains__, ())

            assert not set(words(proposal)) & (revealing | {word for word in words(name) if not may_stay(word)}), name
            only = len([word for word in words(proposal) if not word.isdigit()]) == 1  # fits two styles
            assert only or style(proposal) is style(name), name
    assert checked > 200


def may_stay(word: str) -> bool:
    return is_generic(word) or word.isdigit() or word in ("from", "to", "as", "on", "with", "event", "test")


@pytest.mark.parametrize(
    ("name", "suggestion"),
    [
        ("loadChurnFees", "loadData"),
        ("LoadChurnFees", "LoadData"),
        ("calculate_loyalty", "calculate_value"),
        ("isChurnEnabled", "isEnabled"),
        ("deleteChurn", "deleteItem"),
        ("deleteChurns", "deleteItems"),
        ("get_loyalty_entries", "get_entries"),
        ("get_loyalty_entry", "get_entry"),
        ("ADD_CHURNS", "ADD_ITEMS"),
        ("addChurn", "addItem"),
    ],
)
def test_the_case_and_the_number_stay_where_no_code_is_read(name: str, suggestion: str) -> None:
    assert neutral(name, "function", (TELLING | {"churns"}).__contains__, ()) == suggestion
