"""Laws of the fingerprints."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from privacy_gate.index import winnow
from privacy_gate.index.lexer import Tokens, lex

WORDS = st.sampled_from("a b c total rate x1 ( ) = + . 0 1 'text' if return".split())
CODE = st.lists(WORDS, max_size=120).map(" ".join)


def slowly(tokens: Tokens, k: int, *, renamed: bool) -> list[int]:
    """The same hashes, each from the beginning."""
    found = []
    for start in range(len(tokens.values) - k + 1):
        hashed = 0
        last: dict[int, int] = {}
        for at, value in enumerate(tokens.values[start : start + k]):
            symbol = value
            if renamed and value & 1:
                symbol = winnow.LATER_USES[at - last[value]] if value in last else winnow.FIRST_USE
                last[value] = at
            hashed ^= winnow.rotate(symbol, k - 1 - at)
        found.append(hashed ^ (winnow.SEED if renamed else 0))
    return found


@given(CODE)
def test_rolling_gives_what_hashing_each_gives(code: str) -> None:
    tokens = lex(code)

    assert winnow.exact(tokens) == slowly(tokens, winnow.EXACT, renamed=False)
    for k in (12, winnow.PARAMETERISED):
        assert winnow.hash_parameterised(tokens, k) == slowly(tokens, k, renamed=True)


@given(CODE)
def test_names_do_not_count_in_the_second_channel(code: str) -> None:
    new = {"a": "x9", "b": "total", "c": "b", "total": "c", "rate": "a", "x1": "rate"}
    renamed = " ".join(new.get(word, word) for word in code.split())

    assert winnow.hash_parameterised(lex(code)) == winnow.hash_parameterised(lex(renamed))


@given(CODE, CODE, CODE)
def test_a_long_run_that_two_texts_share_shares_a_fingerprint(before: str, run: str, after: str) -> None:
    """Winnowing's guarantee: k + w - 1 tokens are enough."""
    tokens = lex(run)
    if len(tokens.values) < winnow.EXACT + winnow.WINDOW - 1:
        return
    whole = winnow.exact(lex(f"{before} {run} {after}"))
    kept = {whole[at] for at in winnow.winnow(whole)}

    assert kept & set(winnow.exact(tokens))


def test_tables_of_literals_have_no_fingerprint_without_names() -> None:
    table = lex("x = {" + ", ".join(f"'{n}': {n + 5}" for n in range(100)) + "}")
    kept = {value for value, _ in zip(*winnow.prints(table), strict=True)}

    assert not kept & set(winnow.hash_parameterised(table))
