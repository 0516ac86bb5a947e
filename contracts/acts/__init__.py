"""Commands and events of acts, one module an act. Written by `make schemas` from shared/law; do not edit."""

from types import ModuleType

from contracts.acts import (
    accept_advance,
    cancel_payout,
    confirm_payout,
    deposit_unclaimed,
    extend_suspension,
    order_payout,
    postpone_action,
    recall_effect,
    release_unclaimed,
    return_payout,
)

MODULES: tuple[ModuleType, ...] = (
    accept_advance,
    cancel_payout,
    confirm_payout,
    deposit_unclaimed,
    extend_suspension,
    order_payout,
    postpone_action,
    recall_effect,
    release_unclaimed,
    return_payout,
)
