"""What 10,000 conversations an hour need, on paper: arithmetic on measured figures, and the carriers' limits."""

from __future__ import annotations

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Load:
    """What is assumed of people and of the provider.

    messages: what one person writes in a conversation. peak: how much busier the busiest minute is than the hour's
    mean. busy: how much of a processor, or of a worker's time, may be used in that minute. provider_seconds: how long
    one request to the provider takes.
    """

    conversations: int = 10_000
    messages: float = 8.0
    peak: float = 3.0
    busy: float = 0.5
    provider_seconds: float = 0.2


@dataclass(frozen=True)
class Costs:
    """What was measured, for one message that came in and everything that followed from it.

    turns_per_second: what one worker with a processor of its own answers. web_cpu, worker_cpu, database_cpu: seconds of
    a processor. transactions: of the database. idle_transactions: a second, for each process, when nobody writes.
    connections and memory (MB): of one process. replies: for one message. segments: for one reply. at_once: requests
    to the provider that one web has under way.
    """

    turns_per_second: float
    web_cpu: float
    worker_cpu: float
    database_cpu: float
    transactions: float
    idle_transactions: float
    web_connections: float
    worker_connections: float
    web_memory: float
    worker_memory: float
    replies: float
    segments: float
    at_once: int


@dataclass(frozen=True)
class Needs:
    """What the load needs in its busiest minute; everything a second is a mean over that minute."""

    messages: float
    replies: float
    segments: float
    workers: int
    webs: int
    cores: int
    database_cores: float
    transactions: float
    connections: int
    memory: float


# A sender, and the SMS segments a second that it may send in the United States. Source: Twilio, "Message throughput
# (MPS) and Trust Scores for A2P 10DLC in the US" and "Understanding Twilio rate limits and message queues", as of 2024;
# the A2P figures add up AT&T, T-Mobile and Verizon.
SENDERS = (
    ("a local number, unvetted: 1 a second for each number", 1.0),
    ("a verified toll-free number", 3.0),
    ("A2P 10DLC, low-volume campaign", 3.75),
    ("A2P 10DLC, standard brand, trust score 1-49", 12.0),
    ("A2P 10DLC, standard brand, trust score 50-74", 120.0),
    ("A2P 10DLC, standard brand, trust score 75-100", 225.0),
    ("a short code", 100.0),
)
# T-Mobile counts the segments that one brand sends to its subscribers in a day, by trust score.
T_MOBILE_DAILY = (2_000, 10_000, 40_000, 200_000)


def needs(load: Load, costs: Costs) -> Needs:
    """Return what a load needs."""
    messages = load.conversations * load.messages / 3600 * load.peak
    replies = messages * costs.replies
    workers = math.ceil(messages / (costs.turns_per_second * load.busy))
    under_way = replies * load.provider_seconds  # Little's law
    webs = max(
        2,  # one may be lost, or upgraded
        math.ceil(messages * costs.web_cpu / load.busy),  # one web uses one processor
        math.ceil(under_way / (costs.at_once * load.busy)),
    )
    database_cores = messages * costs.database_cpu / load.busy
    cores = math.ceil(messages * (costs.web_cpu + costs.worker_cpu) / load.busy + database_cores)
    return Needs(
        messages=messages,
        replies=replies,
        segments=replies * costs.segments,
        workers=workers,
        webs=webs,
        cores=cores,
        database_cores=database_cores,
        transactions=messages * costs.transactions + (workers + webs) * costs.idle_transactions,
        connections=math.ceil(workers * costs.worker_connections + webs * costs.web_connections),
        memory=workers * costs.worker_memory + webs * costs.web_memory,
    )


def numbers_for(segments: float, per_second: float) -> int:
    """Return how many of one kind of sender carry so many segments a second."""
    return math.ceil(segments / per_second)
