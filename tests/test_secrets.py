"""No secret is in the repository: every file that git knows is read for what looks like one."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from porchlight.settings import ROOT

LOOKS_LIKE = {
    "a Twilio account or key": r"\b(?:AC|SK)[0-9a-f]{32}\b",
    "a Telegram bot token": r"\b[0-9]{8,10}:[A-Za-z0-9_-]{35}\b",
    "a private key": r"-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----",
    "an AWS key": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b",
    "a token of GitHub or GitLab": r"\b(?:gh[opusr]_[A-Za-z0-9]{36}|github_pat_\w{30,}|glpat-[\w-]{20})\b",
    "a key of Google, Slack, Stripe or SendGrid": (
        r"\b(?:AIza[\w-]{35}|xox[abprs]-[\w-]{10,}|[rs]k_live_\w{20,}|SG\.[\w-]{22}\.[\w-]{43})"
    ),
    "a JSON Web Token": r"\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]{10,}",
    # On a real host: this machine's and the documents' may have one that opens nothing.
    "an address with a password in it": (
        r"\b(?:postgres(?:ql)?|mailtos?|https?|redis|amqp)://[^\s:/@\"'{}<>$]+:[^\s:/@\"'{}<>$]{3,}"
        r"@(?!127\.0\.0\.1|localhost|host/|(?:[\w-]+\.)*(?:example|test)\b)"
    ),
    "32 hexadecimal digits or more, as keys are": r"(?<![0-9A-Za-z_=+/-])[0-9a-f]{32,128}(?![0-9A-Za-z_=+/-])",
}
# What the doubles and the documents use, and anybody may know.
KNOWN = {
    "0123456789abcdef0123456789abcdef", "fedcba9876543210fedcba9876543210", "AC0123456789abcdef0123456789abcdef",
}  # fmt: skip
# Hashes of packages, not keys; and what cannot be read as text.
_NOT_READ = {"constraints.txt"}
_BINARY = {".png", ".gz", ".xlsx", ".npz", ".ico", ".woff2"}


def listed() -> list[Path]:
    """Every file of ours: what git knows, and what it would take in with the next `git add`."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is a copy without its git repository")
    return [ROOT / name for name in names.split("\0") if name]


def found_in(text: str) -> list[tuple[str, str]]:
    """Return what looks like a secret, each with what it looks like."""
    hits = [(kind, hit[0]) for kind, pattern in LOOKS_LIKE.items() for hit in re.finditer(pattern, text)]
    return [(kind, hit) for kind, hit in hits if hit not in KNOWN and len(set(hit)) > 6]


def test_no_file_holds_a_secret() -> None:
    """Named by file and line; what it is, is not repeated here."""
    found = []
    for path in listed():
        if path.name in _NOT_READ or path.suffix in _BINARY or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            found += [f"{path.relative_to(ROOT)}:{number} looks like {kind}" for kind, _ in found_in(line)]
    assert found == []


def test_no_file_that_holds_secrets_is_kept() -> None:
    """Settings, keys and databases stay out of the repository."""
    names = [path.name for path in listed()]
    assert not [
        name for name in names if re.fullmatch(r"\.env|secret_key|.*\.(pem|key|p12|db|sqlite3?)|id_(rsa|ed25519)", name)
    ]


@pytest.mark.parametrize(
    "parts",
    [
        ("AC9f8e7d6c", "5b4a39281706f5e4d3c2b1a0"),
        ("712345678:AAE", "kU8s_Vq2Lr0ZtYw3XcN4bM5pQ6jH7gF8"),
        ("-----BEGIN RSA ", "PRIVATE KEY-----"),
        ("AKIA", "Q3EGZB7XK2MTJ5VD"),
        ("ghp_", "a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6q7R8"),
        ("postgresql://porch:", "Tr0ub4dor@db.hospital.org/porch"),
        ("SECRET_KEY = 8c1f0a5e", "7b3d92468c1f0a5e7b3d9246d1e9"),
    ],
)
def test_each_kind_of_secret_is_seen(parts: tuple[str, str]) -> None:
    """In two pieces here, or this file would be found."""
    assert found_in(f'token = "{"".join(parts)}"') or found_in("".join(parts))
