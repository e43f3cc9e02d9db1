"""What Prometheus may ask of web. Counts and times only: never a text, a number or a conversation."""

from __future__ import annotations

from prometheus_client import Counter, Histogram

RECEIVED = Counter("porchlight_received_total", "Messages received", ["channel", "result"])
DELIVERIES = Counter("porchlight_deliveries_total", "Attempts to deliver a reply", ["channel", "result"])
WEB_CRISES = Counter("porchlight_web_crises_total", "Crises answered by web because no worker did", ["crisis"])
CUT_OFF = Counter("porchlight_cut_off_total", "Connections closed because a request was late, or its head too long")
ACKNOWLEDGE = Histogram(
    "porchlight_acknowledge_seconds",
    "From a provider's request to our answer",
    ["channel"],
    buckets=(0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5, 15),
)
