"""Leaves out of a worker what Rasa only trains with."""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import Any

# Rasa's code for neural networks, which takes TensorFlow along, and for testing, which takes Matplotlib.
_TRAINING = ("rasa.utils.train_utils", "rasa.core.test")


class _Later(ModuleType):
    """Stands for a module, which is imported as soon as somebody asks for something in it."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):  # asked by the import system itself
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return getattr(import_module(self.__name__), name)


def put_training_off() -> None:
    """Have Rasa import what it trains and tests with when that is used; call this before Rasa's first import.

    Rasa imports it always: 300 MB and two seconds of a worker, whose model has no neural network. A model that has one
    works as before.
    """
    for name in _TRAINING:
        if name not in sys.modules:
            package, _, child = name.rpartition(".")
            sys.modules[name] = vars(import_module(package))[child] = _Later(name)  # as an import leaves it
