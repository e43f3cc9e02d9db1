"""What people write when they look for a program, read by the trained model and the places together."""

from __future__ import annotations

from pathlib import Path

from bot.assistant import Assistant
from bot.seeking import looks_for_programs
from facilities_db.query import search_text
from tests.bot.actions.stage import Stage
from tests.facilities_db.test_requests import PARTS


def test_requests_become_searches(model: Path, stage: Stage) -> None:
    """Of those that name a place, and are not taken for danger, at least nine in ten."""
    assistant = Assistant(model)
    missed, asked = [], 0
    with stage.database.read() as connection:
        for request in (each for part in PARTS.values() for each in part):
            (parsed,) = assistant.read([request["text"]])
            if request["place"] == "ask: where" or parsed["intent"]["name"].startswith(("crisis_", "concern_")):
                continue
            asked += 1
            answer = search_text(connection, request["text"])
            read = looks_for_programs(parsed, request["text"], answer.place, answer.needs)
            if read["intent"]["name"] not in ("find_facility", "start_intake"):
                missed.append((read["intent"]["name"], request["text"]))
    assert asked > 220
    assert len(missed) <= asked * 0.1, missed
