"""Commands and events of acts, one module an act. Written by `make schemas` from shared/law; do not edit."""

from types import ModuleType

MODULES: tuple[ModuleType, ...] = ()
