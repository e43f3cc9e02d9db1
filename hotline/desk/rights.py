"""Who may act on a handoff."""

from __future__ import annotations

from hotline.handoffs import Handoff
from hotline.staff import Member


def holds(handoff: Handoff, member: Member) -> bool:
    """Say whether this handoff is this member's to act on."""
    return member.may_change and handoff.status != "closed" and handoff.staff_id == member.id


def claimable(handoff: Handoff, member: Member) -> bool:
    """Say whether `hotline.queue.Queue.claim` lets this member take it, and it is not theirs already."""
    if not member.may_change or handoff.status == "closed" or (handoff.status == "taken" and holds(handoff, member)):
        return False
    return member.supervises or (handoff.status != "taken" and handoff.staff_id in (None, member.id))
