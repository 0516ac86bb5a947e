"""Commands and events of acts, one module an act. Written by `make schemas` from shared/law; do not edit."""

from types import ModuleType

from contracts.acts import postpone_action

MODULES: tuple[ModuleType, ...] = (postpone_action,)
