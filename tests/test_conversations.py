"""The conversations of `tests/conversations`, each held with the real service, several people at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from connectors.sms.segments import count
from tests.conversation_files import Conversation, files, play, questions, read
from tests.people import person_on
from tests.service import NEVER_OPEN, Service

AT_ONCE = 20
CHANNELS = ("sms", "telegram")
LINES: dict[str, dict[str, str]] = {"closed": {"hours": NEVER_OPEN}, "none": {"hotline": ""}}
Chosen = list[dict[str, Any]]


@pytest.fixture(scope="module")
def chosen(request: pytest.FixtureRequest) -> Chosen:
    """The parameters of this module's tests that this run was asked for."""
    ours = [item for item in request.session.items if item.path == request.path]
    items = [item for item in ours if isinstance(item, pytest.Function)]
    return [item.callspec.params for item in items if hasattr(item, "callspec")]


@pytest.fixture(scope="module")
def played(chosen: Chosen, request: pytest.FixtureRequest) -> dict[Path, Future[None]]:
    """Every conversation that was asked for, held; the ones with another hotline by services of their own."""
    conversations = {params["path"]: read(params["path"]) for params in chosen if "path" in params}
    open_service: Callable[..., Service] = request.getfixturevalue("open_service")
    wanted = {conversation.hotline for conversation in conversations.values()}
    services = {name: open_service(**line) for name, line in LINES.items() if name in wanted}
    for service in services.values():
        service.launch("serve")
    services["open"] = request.getfixturevalue("service")
    for service in services.values():
        service.wait_ready()

    def hold(conversation: Conversation) -> None:
        play(conversation, services[conversation.hotline])

    with ThreadPoolExecutor(AT_ONCE) as people:
        held = {path: people.submit(hold, conversation) for path, conversation in conversations.items()}
    for name in LINES:
        if name in services:
            services[name].stop()
    return held


@pytest.mark.parametrize("path", files(), ids=lambda path: path.stem)
def test_conversation(path: Path, played: dict[Path, Future[None]]) -> None:
    """The conversation goes as its file says."""
    played[path].result()


def test_there_are_enough_conversations() -> None:
    """At least 32 conversations are written down, on both channels."""
    conversations = [read(path) for path in files()]
    assert len(conversations) >= 32
    assert {conversation.channel for conversation in conversations} == set(CHANNELS)


@pytest.fixture(scope="module")
def answers(chosen: Chosen, service: Service) -> dict[tuple[str, str], list[str]]:
    """What each question that was asked for got as its answer, without the first-contact text."""
    asked = [(params["channel"], params["topic"]) for params in chosen if "topic" in params]
    wordings = questions()

    def ask(channel: str, topic: str) -> list[str]:
        person = person_on(channel, service)
        sent = person.writes(wordings[topic]["ask"])
        return person.hears(sent)[1:]

    with ThreadPoolExecutor(AT_ONCE * 2) as people:
        futures = {key: people.submit(ask, *key) for key in asked}
    return {key: future.result() for key, future in futures.items()}


@pytest.mark.parametrize("topic", questions())
@pytest.mark.parametrize("channel", CHANNELS)
def test_question(channel: str, topic: str, answers: dict[tuple[str, str], list[str]]) -> None:
    """A plainly worded question gets the answer of its own topic in one message, which fits two SMS segments."""
    wording = questions()[topic]
    assert len(answers[channel, topic]) == 1, answers[channel, topic]
    (answer,) = answers[channel, topic]
    assert wording["answer"].lower() in answer.lower(), f"{wording['ask']!r} got: {answer}"
    others = [other for other, its in questions().items() if other != topic and its["answer"] in answer]
    assert others == []
    if channel == "sms":
        assert count(answer).encoding == "GSM-7" and count(answer).segments <= 2
