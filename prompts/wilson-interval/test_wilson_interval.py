import pytest
from wilson_interval import interval


def test_both_ends() -> None:
    assert tuple(round(end, 4) for end in interval(8, 10)) == (0.4902, 0.9433)


def test_no_end_leaves_the_range() -> None:
    assert interval(0, 10)[0] == 0.0
    assert interval(10, 10)[1] == 1.0


def test_a_sample_of_nothing() -> None:
    with pytest.raises(ValueError, match="sample"):
        interval(0, 0)
