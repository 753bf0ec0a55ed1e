"""The difference of two means, held to scipy's Welch interval."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from ethical_data.measure import average

VALUES = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=2, max_size=40)


@pytest.mark.filterwarnings("ignore:Precision loss")
@given(VALUES, VALUES)
def test_with_students_quantile_it_is_welchs_interval(a, b):
    found = stats.ttest_ind(a, b, equal_var=False)
    if not np.isfinite(found.df):  # no spread in either group
        return
    quantile = stats.t.ppf(0.975, found.df)
    ends = found.confidence_interval()
    gap, low, high = average.difference(pd.Series(a), pd.Series(b), quantile)
    assert (gap, low, high) == pytest.approx((np.mean(a) - np.mean(b), ends.low, ends.high), rel=1e-6, abs=1e-6)


def test_with_no_quantile_given_it_is_the_normal_one_of_95_percent():
    assert average.difference(pd.Series([1.0, 3.0]), pd.Series([0.0, 2.0])) == pytest.approx(
        (1, 1 - 1.96 * 2**0.5, 1 + 1.96 * 2**0.5)
    )


def test_the_other_way_round_the_signs_turn():
    a, b = pd.Series([1.0, 2.0, 4.0]), pd.Series([5.0, 5.5])
    gap, low, high = average.difference(a, b)
    assert average.difference(b, a) == pytest.approx((-gap, -high, -low)) and low < gap < high


def test_a_missing_value_is_left_out_and_one_value_has_no_spread():
    a = pd.Series([1.0, None, 3.0])
    assert average.difference(a, a)[0] == 0
    with pytest.raises(ValueError, match="1 and 2 values"):
        average.difference(pd.Series([1.0]), pd.Series([2.0, 3.0]))
