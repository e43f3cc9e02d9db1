"""Alerts and dashboard: Prometheus reads them, they ask for figures that there are, and each alert comes when it must."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any, get_args

import yaml
from starlette.testclient import TestClient

from connectors.outbox import Status
from porchlight.bootstrap import Parts, make_web
from porchlight.settings import ROOT
from tests.checkers import passes, tool
from tests.composed import compose_file
from tests.connectors.scene import Scene
from tests.hotline.desk.desk import settings_for

DEPLOY = ROOT / "deploy"
ALERTS = DEPLOY / "prometheus" / "alerts.yml"
BOARD = DEPLOY / "grafana" / "dashboards" / "porchlight.json"
SERVICES: dict[str, Any] = compose_file()["services"]


def test_prometheus_reads_its_files() -> None:
    """The configuration and the alerts, by Prometheus's own checker."""
    promtool = tool("promtool", "Debian's prometheus")
    passes(promtool, "check", "config", DEPLOY / "prometheus" / "prometheus.yml")
    assert f"{len(_rules())} rules found" in passes(promtool, "check", "rules", ALERTS)


def test_alerts_are_raised_and_are_not() -> None:
    """Each of them, by figures as they come with one and with two web processes (tests/deploy/alerts_test.yml)."""
    passes(tool("promtool", "Debian's prometheus"), "test", "rules", "tests/deploy/alerts_test.yml")
    tried = (ROOT / "tests" / "deploy" / "alerts_test.yml").read_text(encoding="utf-8")
    for rule in _rules():
        assert len(re.findall(rf"alertname: {rule['alert']}\b", tried)) >= 2, rule["alert"]


def test_every_question_of_the_dashboard_is_one(tmp_path: Path) -> None:
    """Prometheus can parse each."""
    rules = [{"record": f"panel_{n}", "expr": question} for n, question in enumerate(_questions())]
    (tmp_path / "rules.yml").write_text(yaml.safe_dump({"groups": [{"name": "dashboard", "rules": rules}]}))
    passes(tool("promtool", "Debian's prometheus"), "check", "rules", tmp_path / "rules.yml")


def test_every_figure_that_is_asked_for_is_served(scene: Scene) -> None:
    """What alerts and dashboard name, /metrics of the real application has, with those labels."""
    parts = Parts(settings_for(scene))
    served = TestClient(make_web(parts)).get("/metrics").text
    parts.database.dispose()
    kinds = dict(re.findall(r"^# TYPE (\S+) (\S+)$", served, re.MULTILINE))
    there = {name for name, kind in kinds.items() if kind != "histogram"}
    there |= {f"{name}_{part}" for name, kind in kinds.items() if kind == "histogram" for part in ("bucket", "count")}
    questions = "\n".join([*_questions(), *(rule["expr"] for rule in _rules())])
    named = set(re.findall(r"\bporchlight_\w+", questions))
    assert len(named) >= 10 and named <= there
    asked = {status for some in re.findall(r'status=~?"([^"]+)"', questions) for status in some.split("|")}
    assert asked <= set(get_args(Status))
    assert set(re.findall(r'kind="([^"]+)"', questions)) <= set(re.findall(r'kind="([^"]+)"', served))


def test_the_dashboard_is_whole() -> None:
    """Grafana finds it, its source is the one that is set up, and no panel lies on another."""
    board = json.loads(BOARD.read_text(encoding="utf-8"))
    grafana = DEPLOY / "grafana" / "provisioning"
    (source,) = yaml.safe_load((grafana / "datasources" / "prometheus.yml").read_text())["datasources"]
    (provider,) = yaml.safe_load((grafana / "dashboards" / "porchlight.yml").read_text())["providers"]
    mounted = dict(volume.split(":")[:2][::-1] for volume in SERVICES["grafana"]["volumes"])
    assert (ROOT / mounted[provider["options"]["path"]] / BOARD.name).is_file()
    assert source["url"] == "http://prometheus:9090" and "prometheus" in SERVICES
    taken: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        assert panel["datasource"]["uid"] == source["uid"]
        place = panel["gridPos"]
        cells = {(place["x"] + x, place["y"] + y) for x in range(place["w"]) for y in range(place["h"])}
        assert not cells & taken and place["x"] + place["w"] <= 24, panel["title"]
        taken |= cells


def test_every_alert_is_explained() -> None:
    """docs/operations.md says what each means and what to do, under its name."""
    page = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [rule["alert"] for rule in _rules()] == re.findall(r"^### (Porchlight\w+)$", page, re.MULTILINE)


def _rules() -> list[dict[str, Any]]:
    (group,) = yaml.safe_load(ALERTS.read_text(encoding="utf-8"))["groups"]
    return list(group["rules"])


def _questions() -> list[str]:
    panels = json.loads(BOARD.read_text(encoding="utf-8"))["panels"]
    return [target["expr"] for panel in panels for target in panel["targets"]]
