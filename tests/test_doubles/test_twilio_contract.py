"""FakeTwilio can fail: what breaks the published description is caught."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.doubles.twilio import FakeTwilio
from tests.doubles.twilio_contract import TwilioContract
from tests.doubles.twilio_webhooks import OUR_NUMBER, THEIR_NUMBER

SERVICE = "MG" + "a" * 32
URL = "https://porchlight.example/sms"


def raw(double: FakeTwilio, **form: str) -> httpx.Response:
    """A form posted as a careless client would."""
    url = f"{double.url}/2010-04-01/Accounts/{double.account_sid}/Messages.json"
    return httpx.post(url, data=form, auth=(double.account_sid, double.auth_token), timeout=60.0)


@pytest.mark.parametrize(
    ("form", "named"),
    [
        ({"Bodyy": "x"}, "Bodyy"),
        ({"MessagingServiceSid": "MGnot-a-sid"}, "MessagingServiceSid"),
        ({"SmartEncoded": "True"}, "SmartEncoded"),
        ({"ValidityPeriod": "soon"}, "ValidityPeriod"),
        ({"ContentRetention": "forever"}, "ContentRetention"),
        ({"StatusCallback": "/sms/status"}, "StatusCallback"),
        ({"StatusCallback": "https://a_b.example/"}, "StatusCallback"),
        ({"From": "Porchlight Hotline"}, "From"),
        ({"SendAt": "tomorrow"}, "SendAt"),
    ],
)
def test_wrong_parameter_is_caught(fake_twilio: FakeTwilio, form: dict[str, str], named: str) -> None:
    """The double can fail: each breach of the published description is noted, refused and not sent."""
    if not fake_twilio.spec_checked:
        pytest.skip("the description is not at hand")
    answer = raw(fake_twilio, **{"To": THEIR_NUMBER, "From": OUR_NUMBER, "Body": "Hi", **form})
    assert answer.status_code == 400
    assert any(problem.startswith(named) for problem in fake_twilio.invalid), fake_twilio.invalid
    assert fake_twilio.sent == []


def test_boolean_of_the_client_is_caught(fake_twilio: FakeTwilio, twilio_client: Client) -> None:
    """The client of this version sends Python's "True", which the description does not know: say "true"."""
    if not fake_twilio.spec_checked:
        pytest.skip("the description is not at hand")
    with pytest.raises(TwilioRestException):
        twilio_client.messages.create(to=THEIR_NUMBER, from_=OUR_NUMBER, body="Hi", smart_encoded=True)
    assert fake_twilio.invalid == ["SmartEncoded: 'True' is not of type 'boolean'"]


def test_other_addresses_are_caught(fake_twilio: FakeTwilio) -> None:
    """A call to anything else is a violation, so a renamed path cannot pass for an outage."""
    assert httpx.get(f"{fake_twilio.url}/2010-04-01/Nothing.json", timeout=60.0).json()["code"] == 20404
    assert len(fake_twilio.invalid) == 1


def test_answers_are_checked() -> None:
    """The check of the double's own answers can fail too."""
    contract = TwilioContract()
    if not contract.spec_checked:
        pytest.skip("the description is not at hand")
    assert contract.check_message({"sid": "SM1", "status": "queued"})
    assert contract.check_message({"colour": "red"})


def test_without_the_description(tmp_path: Path) -> None:
    """Where the description is not at hand nothing is checked, and that can be seen."""
    contract = TwilioContract(tmp_path / "spec.json")
    assert not contract.spec_checked
    assert contract.check_request([("Bodyy", "x")]) == [] == contract.check_message({"colour": "red"})
