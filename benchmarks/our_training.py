"""How long our model takes to train, Rasa's imports and all, and how much memory."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from benchmarks.children import hand_back, peak_mb


def train(models: Path) -> dict[str, float]:
    """Train into an empty folder."""
    started = time.perf_counter()
    from bot.training import train

    train(models, force=True)
    return {"seconds": time.perf_counter() - started, "peak_mb": peak_mb()}


if __name__ == "__main__":
    hand_back(train(Path(sys.argv[1])))
