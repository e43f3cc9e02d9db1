"""Sealing: unreadable without the secret, findable with it."""

from __future__ import annotations

import pytest
from cryptography.fernet import InvalidToken
from hypothesis import given
from hypothesis import strategies as st

from porchlight.sealing import Cipher, derive_token

OURS, OTHER = Cipher("our secret"), Cipher("another secret")


@given(st.text(alphabet=st.characters(), max_size=50))
def test_what_is_sealed_can_be_opened(text: str) -> None:
    """Every character comes back, half emoji too, and nothing of it shows."""
    sealed = OURS.encrypt(text)
    assert OURS.decrypt(sealed) == text
    assert OURS.decrypt(memoryview(sealed)) == text  # type: ignore[arg-type]  # what psycopg2 returns
    assert len(text) < 4 or text.encode("utf-8", "surrogatepass") not in sealed


def test_the_wrong_secret_opens_nothing() -> None:
    """Nor does it open what was changed."""
    sealed = OURS.encrypt("private")
    with pytest.raises(InvalidToken):
        OTHER.decrypt(sealed)
    with pytest.raises(InvalidToken):
        OURS.decrypt(sealed[:-2] + b"AA")


def test_the_same_text_is_sealed_differently_each_time() -> None:
    """Whoever has the database cannot see who wrote the same."""
    assert OURS.encrypt("same") != OURS.encrypt("same")


def test_the_same_secret_opens_it_after_a_restart() -> None:
    """The keys depend on the secret alone."""
    assert Cipher("our secret").decrypt(OURS.encrypt("kept")) == "kept"
    assert Cipher("our secret").fingerprint("a") == OURS.fingerprint("a")


def test_fingerprints_are_equal_for_equal_parts_only() -> None:
    """Neither another secret, nor another order, nor another cut of the same letters gives the same."""
    mark = OURS.fingerprint("address", "sms", "+15550100001")
    assert mark == OURS.fingerprint("address", "sms", "+15550100001")
    assert len(mark) == 64 and set(mark) <= set("0123456789abcdef")
    others = [
        OTHER.fingerprint("address", "sms", "+15550100001"),
        OURS.fingerprint("message", "sms", "+15550100001"),
        OURS.fingerprint("address", "+15550100001", "sms"),
        OURS.fingerprint("address", "sms+15550100001"),
        OURS.fingerprint("addresss", "ms", "+15550100001"),
    ]
    assert mark not in others and len(set(others)) == len(others)


def test_tokens_are_one_per_secret_and_purpose() -> None:
    """Fit for a URL, and telling nothing about the secret."""
    token = derive_token("our secret", "telegram-webhook")
    assert token == derive_token("our secret", "telegram-webhook")
    assert token not in (derive_token("our secret", "desk"), derive_token("another secret", "telegram-webhook"))
    assert len(token) == 43 and token.replace("-", "").replace("_", "").isalnum()


def test_what_earlier_secrets_sealed_can_be_opened_and_sealed_anew() -> None:
    """The first secret seals; every one opens; what was sealed anew needs the first alone."""
    both = Cipher("another secret", "our secret", "our secret")
    assert both.decrypt(OURS.encrypt("kept")) == "kept" and both.age(OURS.encrypt("kept")) == 1
    assert OTHER.decrypt(both.encrypt("fresh")) == "fresh" and both.age(both.encrypt("fresh")) == 0
    assert OTHER.decrypt(both.reseal(OURS.encrypt("kept"))) == "kept"
    for stranger in (Cipher("a third").encrypt("lost"), b"", b"no token"):
        for open_it in (both.age, both.reseal, both.decrypt):
            with pytest.raises(InvalidToken):
                open_it(stranger)


def test_fingerprints_of_every_secret_are_given_the_present_one_first() -> None:
    """By all of them, what was kept under an earlier secret is found."""
    both = Cipher("another secret", "our secret")
    assert both.fingerprints("a", "b") == [OTHER.fingerprint("a", "b"), OURS.fingerprint("a", "b")]
    assert both.fingerprint("a", "b") == OTHER.fingerprint("a", "b")
