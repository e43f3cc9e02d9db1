"""What our trained components share: settings, and a model that lives in Rasa's storage."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, ClassVar, TypeVar

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage

from bot.nlu.encoder import SentenceEncoder

Component = TypeVar("Component", bound="TrainedComponent")


class TrainedComponent(GraphComponent):  # type: ignore[misc]  # Rasa ships no types
    """A component that learns a model of `model_type`, as the settings in a dataclass of `weights_type` say."""

    model_type: ClassVar[Any]
    weights_type: ClassVar[Any]

    @classmethod
    def required_components(cls) -> list[type]:
        """The vectors come from the encoder, which must stand before."""
        return [SentenceEncoder]

    @classmethod
    def get_default_config(cls) -> dict[str, Any]:
        """What the weights' dataclass explains."""
        return asdict(cls.weights_type())

    def __init__(self, config: dict[str, Any], storage: ModelStorage, resource: Resource) -> None:
        self._config = config
        self._storage = storage
        self._resource = resource
        self._model: Any = None

    @classmethod
    def create(
        cls: type[Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> Component:
        """Return a component that has learned nothing yet."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls: type[Component],
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **_: Any,
    ) -> Component:
        """Return a component as it was trained."""
        component = cls(config, model_storage, resource)
        with model_storage.read_from(resource) as folder:
            component._model = cls.model_type.load(folder)
        return component

    def _weights(self) -> Any:
        return self.weights_type(**{name: float(self._config[name]) for name in asdict(self.weights_type())})

    def _learned(self, model: Any) -> Resource:
        """Take the model, and store it."""
        self._model = model
        with self._storage.write_to(self._resource) as folder:
            model.save(folder)
        return self._resource
