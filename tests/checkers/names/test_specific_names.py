"""Neutral names say as much of the code as they can."""

from __future__ import annotations

import re

import pytest

from privacy_gate.checkers.names.code_purpose import purposes
from privacy_gate.checkers.names.neutral import neutral

REVEALING = {"housing", "churn", "fee", "fees", "loyalty", "plan", "plans", "season"}


def propose(source: str) -> str:
    found = re.search(r"def (\w+)", source)
    assert found is not None
    return neutral(found[1], "function", REVEALING.__contains__, set(), purposes(source)[found[1]])


@pytest.mark.parametrize(
    ("source", "suggestion"),
    [
        # what the function changes, or what it calls
        ("def migrate_churn(community_record):\n    community_record['x'] = {}", "migrate_record"),
        ("def fix_churn():\n    fix_columns(1)", "fix_columns"),
        # a direction whose noun stays
        ("def jump_to_churn_position(attr, old):\n    slider.value = old", "jump_to_position"),
        # what a function returns is not what it uploads
        ("def upload_churn(fee) -> dict[str, int]:\n    return self.post(fee)", "upload_data"),
        # the key with which something is found
        ("def get_churn(self, fee_id):\n    return self.fees[fee_id]", "get_value_by_id"),
        # requests to a server
        ("def churn_plan(self, fields):\n    return self.get(fields, {'for': 1}, x=2)", "fetch_data"),
        # a plural between a word and the head takes the word with it
        ("def get_last_five_plans_headers(self):\n    return ['a']", "get_headers"),
        ("def get_last_churn_headers(self):\n    return ['a']", "get_last_headers"),
        # tasks that the form shows
        ("@pytest.fixture\ndef churn(fee):\n    return fee.x", "prepare_fixture"),
        ("def churn_delete(context):\n    return is_authorized('x', context)", "check_permission"),
        (
            'def churn_list(context):\n    """Authorization check for a list."""\n    return fee(context)',
            "check_permission",
        ),
        ("def churn(r):\n    if r:\n        return 'yes'\n    return 'no'", "get_label"),
        ("def churn(parsed):\n    return parsed", "return_input"),
        # a question that the code decides in several steps
        ("def is_churn(fee):\n    a = fee()\n    b = a\n    c = b\n    return len(c) > 0", "meets_condition"),
        # a check that only raises
        ("def churn(x) -> bool:\n    if x:\n        raise ValueError\n    return False", "validate_input"),
        # properties
        ("@property\ndef churn(self):\n    return self.attributes.get('churn')", "field_value"),
        ("@property\ndef churn(self):\n    return self.get_data_by_field(6)", "field_data"),
    ],
)
def test_the_code_gives_a_specific_name(source: str, suggestion: str) -> None:
    assert propose(source) == suggestion


@pytest.mark.parametrize(
    ("docstring", "suggestion"),
    [
        ("This function computes the mean of fees.", "compute_mean"),
        ("Fees calculated as in the paper.", "calculate_result"),
        ("Fees per plan.\n\nCompute the number of fees.", "compute_count"),
        ("Adds precedence and consistency constraints.", "add_constraints"),
        ("Create a datetime object from a text.", "create_datetime"),
        ("Calculate column names of fees.", "calculate_column_names"),
        ("Return something.\n\nReturns\n-------\nchurn : float\n    The ratio of fees.", "get_ratio"),
        ("Something.\n\n:return: The distance of two plans", "get_distance"),
        ("Apply an altered version of churn.", "apply_changes"),
    ],
)
def test_the_docstring_gives_the_verb_and_the_noun(docstring: str, suggestion: str) -> None:
    assert propose(f'def churn(fee):\n    """{docstring}"""\n    return season(fee)') == suggestion
