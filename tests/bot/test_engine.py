"""The trained model as a worker runs it: the same as Rasa would, with less."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import ValidationError, validate
from rasa.core.actions.action import RemoteAction
from rasa.core.policies import rule_policy
from rasa.engine.graph import GraphComponent
from rasa.shared.core.domain import Domain

from bot.assistant import Assistant
from bot.engine import Processor
from bot.nlu import encoder
from bot.rules import RulePolicy
from bot.without_training import _Later

_LOADING = """
import sys
from pathlib import Path
from bot.without_training import put_training_off
put_training_off()
from bot.assistant import Assistant
import bot.worker
Assistant(Path(sys.argv[1]))
print(*sorted({"tensorflow", "keras", "matplotlib", "pandas"} & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def assistant(model: Path) -> Assistant:
    """The trained model."""
    return Assistant(model)


def component(assistant: Assistant, kind: type[GraphComponent]) -> Any:
    """Return the step of the loaded model that is of this kind."""
    steps = assistant._processor.graph_runner._steps.values()
    return next(step._component for step in steps if isinstance(step._component, kind))


def test_a_worker_loads_nothing_of_neural_networks(model: Path) -> None:
    """TensorFlow would be half of its memory."""
    done = subprocess.run([sys.executable, "-c", _LOADING, str(model)], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.split() == []


def test_what_was_put_off_is_there_when_it_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Then, and not before, it is imported; who holds the stand-in has the whole module."""
    (tmp_path / "put_off.py").write_text("imported = []\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    later = sys.modules["put_off"] = _Later("put_off")
    try:
        assert not hasattr(later, "__path__") and sys.modules["put_off"] is later
        assert later.imported == [] and sys.modules["put_off"] is not later
        assert later.imported is sys.modules["put_off"].imported
    finally:
        del sys.modules["put_off"]


def test_the_domain_is_the_one_that_was_trained(model: Path, assistant: Assistant, tmp_path: Path) -> None:
    """A model holds it twice; the half that is quick to read says the same."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    LocalModelStorage._extract_archive_to_directory(model, tmp_path)
    written = Domain.from_path(tmp_path / "components" / "domain_provider")
    assert assistant._processor.domain.fingerprint() == written.fingerprint()
    assert assistant._processor.domain.input_states == written.input_states


def test_rules_are_found_as_rasa_finds_them(assistant: Assistant) -> None:
    """In two thousand states put together from those of the rules, known and unknown."""
    policy = component(assistant, RulePolicy)
    dice = random.Random(6)
    found = 0
    for states in made_up_states(policy, dice, 2_000):
        for lookup in (policy.lookup["rules"], policy.lookup["rules_for_loop_unhappy_path"]):
            wanted = rule_policy.RulePolicy._get_possible_keys(policy, lookup, states)
            assert policy._get_possible_keys(lookup, states) == wanted
            found += bool(wanted)
    assert found > 1_000


def made_up_states(policy: RulePolicy, dice: random.Random, count: int) -> Iterator[list[dict[str, Any]]]:
    """Yield conversations of up to three steps."""
    rules = [*policy.lookup["rules"], *policy.lookup["rules_for_loop_unhappy_path"]]
    known = [{kind: _as_met(part) for kind, part in state.items()} for rule in rules for state in json.loads(rule)]
    known += [{}, {"prev_action": {"action_name": "action_listen"}, "user": {"text": "hello"}}]
    for _ in range(count):
        states = [dict(dice.choice(known)) for _ in range(dice.randint(0, 3))]
        if states and dice.random() < 0.3:
            states[-1]["user"] = dice.choice(known).get("user", {})
        if states and dice.random() < 0.1:
            states[-1].pop("prev_action", None)
        yield states


def _as_met(part: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in part.items()}


def test_no_rule_is_about_words_alone(assistant: Assistant) -> None:
    """So Rasa's search for one is left out; where there is one, it is not."""
    policy = component(assistant, RulePolicy)
    assert not policy._without_intent
    words = '[{"prev_action": {"action_name": "action_listen"}}]'
    other = RulePolicy.__new__(RulePolicy)
    other.lookup, other._by_last_step = {"rules": {words: "utter_hello"}}, {}
    assert other._without_intent


@pytest.mark.parametrize(
    "answer",
    [
        {"events": [], "responses": []},
        {"events": [{"event": "slot", "name": "zip", "value": None, "timestamp": None}], "responses": [{"text": "hi"}]},
        {"events": [{"event": "followup", "name": "action_listen"}, {"event": "slot", "name": "zip", "value": 1}]},
        {"events": [{"event": "slot", "name": "zip"}]},
        {"events": [{"event": "slot", "name": 5, "value": 1}]},
        {"events": [{"event": "slot", "name": "zip", "value": 1, "timestamp": "now"}]},
        {"events": [{"event": "no such event"}]},
        {"events": [{"name": "zip"}]},
        {"events": ["slot"]},
        {"events": None},
        {"events": [], "responses": ["hi"]},
        [],
    ],
)
def test_an_actions_answer_is_checked_as_rasa_checks_it(assistant: Assistant, answer: Any) -> None:
    """What Rasa's own schema refuses is refused, and nothing else is."""
    action = RemoteAction("action_more", None)
    try:
        validate(answer, RemoteAction.action_response_format_spec())
    except ValidationError:
        with pytest.raises(ValidationError):
            action._validate_action_result(answer)
    else:
        assert action._validate_action_result(answer)


def test_a_message_is_encoded_once(assistant: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever reads it after that reads the same vector: the encoder is a third of a turn."""
    encoded: list[str] = []
    model = encoder._encoder()
    really = model.encode

    def counted(texts: list[str]) -> Any:
        encoded.extend(texts)
        return really(texts)

    monkeypatch.setattr(model, "encode", counted)
    assistant.read(["how much does it cost"])
    assert encoded == ["how much does it cost"]


def test_read_together_is_read_alone(assistant: Assistant) -> None:
    """Who else wrote at the same moment changes nothing of what is made of a message."""
    texts = [
        "how much does it cost",
        "i want to kill myself",
        "¿cuánto dura?",
        "2",
        "find me one near boston ma",
        "jaja",
    ]
    together = assistant.read(texts)
    for text, one in zip(texts, together, strict=True):
        (alone,) = assistant.read([text])
        assert one["text"] == text and _rounded(one) == _rounded(alone)


def _rounded(parsed: Any) -> Any:
    """Confidences to four places: sums in another order differ in the last ones."""
    if isinstance(parsed, dict):
        return {name: _rounded(value) for name, value in parsed.items()}
    if isinstance(parsed, list):
        return [_rounded(value) for value in parsed]
    return round(parsed, 4) if isinstance(parsed, float) else parsed


def test_a_file_that_is_no_model_is_refused(tmp_path: Path) -> None:
    """At once, and not by the first message."""
    broken = tmp_path / "broken.tar.gz"
    broken.write_text("this is no model\n", encoding="utf-8")
    with pytest.raises(Exception, match="gzip"):
        Processor._load_model(broken)
