"""Runs a trained model to answer with.

The model and its steps are Rasa's own, and `rasa shell` runs the same ones. What differs is how they are loaded and
called: a worker is up sooner and smaller, and does not plan anew what it does with every message.
"""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Sequence
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any

from rasa.core.channels.channel import UserMessage
from rasa.core.policies import rule_policy
from rasa.core.processor import MessageProcessor
from rasa.engine.constants import PLACEHOLDER_MESSAGE, PLACEHOLDER_TRACKER
from rasa.engine.graph import ExecutionContext, GraphComponent, GraphNode, GraphSchema, SchemaNode
from rasa.engine.runner.interface import GraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.storage import ModelMetadata, ModelStorage
from rasa.graph_components.providers.domain_provider import DomainProvider
from rasa.shared.core.domain import Domain
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import ENTITIES, INTENT, INTENT_NAME_KEY, PREDICTED_CONFIDENCE_KEY, TEXT

from bot.rules import RulePolicy


class Processor(MessageProcessor):  # type: ignore[misc]  # Rasa ships no types
    """Rasa's processor of messages, with a model that is loaded to answer and for nothing else."""

    @staticmethod
    def _load_model(model_path: str | Path) -> tuple[str, ModelMetadata, GraphRunner]:
        archive = Path(model_path)
        with tempfile.TemporaryDirectory() as unpacked, tempfile.TemporaryDirectory() as components:
            LocalModelStorage._extract_archive_to_directory(archive, Path(unpacked))
            LocalModelStorage._initialize_model_storage_from_model_archive(Path(unpacked), Path(components))
            described: dict[str, Any] = json.loads(Path(unpacked, "metadata.json").read_text(encoding="utf-8"))
            # Reading how it was trained would import every component that can be.
            metadata = ModelMetadata.from_dict({**described, "train_schema": {"nodes": {}}})
            schema = _for_answering(metadata.predict_schema, metadata.domain)
            context = ExecutionContext(schema, metadata.model_id)
            runner = InOrder.create(schema, LocalModelStorage(Path(components)), context)
        return archive.name, metadata, runner

    def read(self, texts: Sequence[str]) -> list[dict[str, Any]]:
        """Return what the model makes of each of these words, without any dialogue.

        All at once: what it holds in memory is gone through once, which is most of the work for a short text.
        """
        target = self.model_metadata.nlu_target
        told = {
            PLACEHOLDER_MESSAGE: [UserMessage(text) for text in texts],
            PLACEHOLDER_TRACKER: DialogueStateTracker.from_events("-", []),
        }
        read = self.graph_runner.run(told, targets=[target])[target]
        nothing = {INTENT: {INTENT_NAME_KEY: None, PREDICTED_CONFIDENCE_KEY: 0.0}, ENTITIES: []}
        return [{TEXT: "", **nothing, **message.as_dict(only_output_properties=True)} for message in read]


class InOrder(GraphRunner):  # type: ignore[misc]  # Rasa ships no types
    """Runs a model's steps one after the other, in an order that is worked out once for each goal.

    Rasa's own runner has Dask plan each run anew, and each turn is three runs.
    """

    def __init__(
        self, schema: GraphSchema, storage: ModelStorage, context: ExecutionContext, hooks: Any = None
    ) -> None:
        self._schema = schema
        self._steps = {
            name: GraphNode.from_schema_node(name, node, storage, context, hooks) for name, node in schema.nodes.items()
        }
        self._plans: dict[tuple[str, ...], list[tuple[str, list[str]]]] = {}

    @classmethod
    def create(
        cls,
        graph_schema: GraphSchema,
        model_storage: ModelStorage,
        execution_context: ExecutionContext,
        hooks: Any = None,
    ) -> InOrder:
        """Load every step."""
        return cls(graph_schema, model_storage, execution_context, hooks)

    def run(self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        """Return the output of each target. Raises what a step raises, as a RasaException."""
        wanted = tuple(targets or self._schema.target_names)
        if wanted not in self._plans:
            self._plans[wanted] = self._plan(wanted)
        outputs: dict[str, Any] = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, needs in self._plans[wanted]:
            outputs[name] = self._steps[name](*(outputs.get(need, need) for need in needs))
        return dict(outputs[name] for name in wanted)

    def _plan(self, targets: tuple[str, ...]) -> list[tuple[str, list[str]]]:
        """Return the steps that lead to the targets, each after those it needs, with what it needs."""
        nodes = self._schema.minimal_graph_schema(list(targets)).nodes
        needs = {name: list(node.needs.values()) for name, node in nodes.items()}
        return [(name, needs[name]) for name in TopologicalSorter(needs).static_order() if name in needs]


class _KnownDomain(GraphComponent):  # type: ignore[misc]  # Rasa ships no types
    """Hands out the domain that came with the model's description."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain

    @classmethod
    def create(cls, config: dict[str, Any], *_: Any, **__: Any) -> _KnownDomain:
        return cls(config["domain"])

    def provide_inference(self) -> Domain:
        """Return it, for each run."""
        return self._domain


def _for_answering(schema: GraphSchema, domain: Domain) -> GraphSchema:
    """Return the schema with the domain in it, which would take a second to read from YAML, and with quicker rules."""

    def step(node: SchemaNode) -> SchemaNode:
        if node.uses is DomainProvider:
            return dataclasses.replace(node, uses=_KnownDomain, config={"domain": domain})
        return dataclasses.replace(node, uses=RulePolicy) if node.uses is rule_policy.RulePolicy else node

    return GraphSchema({name: step(node) for name, node in schema.nodes.items()})
