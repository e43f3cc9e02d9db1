"""Rasa's rules, looked up by what happened last."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import Any

from rasa.core.policies import rule_policy
from rasa.shared.core.constants import ACTION_LISTEN_NAME, PREVIOUS_ACTION, SHOULD_NOT_BE_SET, USER
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ACTION_NAME, INTENT

_State = dict[str, dict[str, Any]]
_Last = tuple[str | None, str | None]


class RulePolicy(rule_policy.RulePolicy):  # type: ignore[misc]  # Rasa ships no types
    """Rasa's, for answering: it tries only those rules whose last step may be the present one.

    Rasa tries each of some 300 rules, several times a turn, and nearly all fail on the last action or the intent.
    The name is the one that Rasa knows it by.
    """

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._by_last_step: dict[int, dict[_Last, list[str]]] = {}

    def _find_action_from_rules(
        self, tracker: DialogueStateTracker, domain: Domain, use_text_for_last_user_input: bool
    ) -> tuple[str | None, str | None, bool]:
        # Rasa first looks for rules about the words themselves. Where there are none, half of the work is for nothing.
        if use_text_for_last_user_input and not tracker.active_loop_name and not self._without_intent:
            return None, None, False
        found: tuple[str | None, str | None, bool] = super()._find_action_from_rules(
            tracker, domain, use_text_for_last_user_input
        )
        return found

    @cached_property
    def _without_intent(self) -> bool:
        """Whether any rule asks for no intent just after a message."""
        steps = self._rules(self.lookup[rule_policy.RULES])
        return (ACTION_LISTEN_NAME, None) in steps or (None, None) in steps

    def _get_possible_keys(self, lookup: dict[str, str], states: list[_State]) -> set[str]:
        if states:
            action, intent = _last_step(states[-1])
            rules = self._rules(lookup)
            cases = {(action, intent), (action, None), (None, None)}
            lookup = {key: lookup[key] for case in cases for key in rules.get(case, ())}
        possible: set[str] = super()._get_possible_keys(lookup, states)
        return possible

    def _rules(self, lookup: dict[str, str]) -> dict[_Last, list[str]]:
        """Return the rules of a lookup by the action and the intent of their last step."""
        rules = self._by_last_step.get(id(lookup))  # lookups do not change once they are learned
        if rules is None:
            rules = self._by_last_step[id(lookup)] = defaultdict(list)
            for key in lookup:
                rules[_last_step(self._rule_key_to_state(key)[-1])].append(key)
        return rules


def _last_step(state: _State) -> _Last:
    """Return the action before a state, and what the person meant then; None for what may be anything."""
    action = _named(state.get(PREVIOUS_ACTION, {}).get(ACTION_NAME))
    return action, _named(state.get(USER, {}).get(INTENT)) if action else None


def _named(value: str | None) -> str | None:
    return value if value and value != SHOULD_NOT_BE_SET else None
