"""`python -m porchlight`."""

from porchlight.cli import app

app()
