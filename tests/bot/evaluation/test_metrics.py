"""The figures, against cases worked out by hand."""

from __future__ import annotations

import math

import pytest

from bot.evaluation.metrics import (
    Bin,
    Share,
    among_first,
    calibration_error,
    latency,
    macro_f1,
    per_intent,
    reliability,
    separation,
)


def test_precision_recall_and_f1() -> None:
    """Two of three costs are found; one greeting is taken for a cost: precision 2/3, recall 2/3."""
    scores = {s.intent: s for s in per_intent(["cost"] * 3 + ["greeting"], ["cost", "cost", "duration", "cost"])}
    assert set(scores) == {"cost", "greeting"}  # nobody wanted a duration
    cost = scores["cost"]
    assert (cost.precision, cost.recall, cost.f1, cost.support) == pytest.approx((2 / 3, 2 / 3, 2 / 3, 3))
    assert scores["greeting"].f1 == 0
    assert macro_f1(list(scores.values())) == pytest.approx(1 / 3)


def test_among_the_first() -> None:
    """The wanted one counts when it stands among so many, and an empty ranking never does."""
    rankings = [["a", "b"], ["b", "a"], []]
    assert among_first(["a", "a", "a"], rankings, 1) == Share(1, 3)
    assert among_first(["a", "a", "a"], rankings, 2) == Share(2, 3)


def test_wilson_interval() -> None:
    """As in textbooks: 8 of 10 is 0.490 to 0.943; none of 20 reaches up to 0.161."""
    assert Share(8, 10).interval == pytest.approx((0.490, 0.943), abs=1e-3)
    assert Share(0, 20).interval == pytest.approx((0.0, 0.161), abs=1e-3)


def test_share_of_nothing() -> None:
    """Nothing of nothing has no rate, and could be anything."""
    assert math.isnan(Share(0, 0).rate)
    assert Share(0, 0).interval == (0, 1)


def test_calibration() -> None:
    """Three messages at 0.9 of which two are right, and one at 0.2 that is wrong."""
    bins = reliability([0.9, 0.9, 0.9, 0.2], [True, True, False, False])
    assert [each.count for each in bins] == [1, 3]
    assert bins[1].accuracy == pytest.approx(2 / 3)
    assert calibration_error(bins) == pytest.approx(0.25 * 0.2 + 0.75 * (0.9 - 2 / 3))


def test_bins_have_equal_width() -> None:
    """There are fifteen; a confidence of 1 lies in the last, together with 0.99."""
    assert len(reliability([(i + 0.5) / 15 for i in range(15)], [True] * 15)) == 15
    assert reliability([0.99, 1.0], [True, True]) == [Bin(0.995, 1.0, 2)]


def test_separation() -> None:
    """Three of four pairs are in order; with one kind alone there is nothing to tell apart."""
    assert separation([True, True, False, False], [0.9, 0.4, 0.5, 0.1]) == pytest.approx(0.75)
    assert math.isnan(separation([True, True], [0.1, 0.2]))


def test_latency_is_in_milliseconds() -> None:
    """The median of 1, 2 and 3 ms."""
    assert latency([0.001, 0.003, 0.002]).p50 == pytest.approx(2.0)
