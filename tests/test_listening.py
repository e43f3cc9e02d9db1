"""What a running Porchlight listens on, and what web loads: the old servers that Rasa brings are never started."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.service import Service, all_processes, child_processes

LISTENS = "0A"  # as /proc/net/tcp has it
# What Rasa pins to an old version, and what could parse or serve anything in web.
NOT_IN_WEB = {
    "rasa",
    "rasa_sdk",
    "tensorflow",
    "keras",
    "sanic",
    "aiohttp",
    "websockets",
    "apscheduler",
    "sklearn",
    "jwt",
    "jsonschema",
}


def listening(pid: int) -> set[tuple[str, int]]:
    """The TCP addresses and ports on which a process listens."""
    inodes = set()
    for link in Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = str(link.readlink())
        except OSError:  # closed meanwhile
            continue
        if target.startswith("socket:["):
            inodes.add(target[8:-1])
    found = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text(encoding="ascii").splitlines()[1:]:
            fields = line.split()
            if fields[9] in inodes and (fields[3] == LISTENS or table.startswith("udp")):
                address, _, port = fields[1].rpartition(":")
                found.add((address, int(port, 16)))
    return found


def family(pid: int) -> set[int]:
    """A process and everything that it started, and they."""
    children = child_processes(pid)
    return {pid}.union(*(family(child) for child in children))


def test_only_web_listens_and_on_its_port_alone(service: Service) -> None:
    """Not on another address, nor does a worker, with its model loaded, listen on anything: no port, no datagrams."""
    service.wait_ready()
    web, worker = service.pid("web"), service.pid("worker")
    serve = next(
        pid for pid, command in all_processes() if f"--web-port {service.port}" in command and " serve " in command
    )
    assert web is not None and worker is not None
    assert listening(web) == {("0100007F", service.port)}
    assert all(listening(pid) == set() for pid in family(serve) - {web})


def test_web_loads_none_of_the_old_packages(tmp_path: Path) -> None:
    """Whatever is wrong with them, nothing from outside comes near them in the process that hears the outside."""
    code = (
        "import sys; from porchlight.commands import processes; from porchlight.bootstrap import Parts, make_web;"
        "from porchlight.settings import read_settings; make_web(Parts(read_settings(None)));"
        "import uvicorn.protocols.http.auto; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    with Service(tmp_path) as service:
        done = service.run([sys.executable, "-c", code])
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert "starlette" in loaded and NOT_IN_WEB & loaded == set()
