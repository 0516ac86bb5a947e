"""Commands and events of acts, one module an act. Written by `make schemas` from shared/law; do not edit."""

from types import ModuleType

from contracts.acts import extend_suspension, postpone_action

MODULES: tuple[ModuleType, ...] = (extend_suspension, postpone_action)
