"""Commands and events of acts, one module an act. Written by `make schemas` from shared/law; do not edit."""

from types import ModuleType

from contracts.acts import (
    accept_advance,
    cancel_payout,
    confirm_payout,
    cover_shortage,
    deposit_unclaimed,
    extend_suspension,
    order_payout,
    postpone_action,
    receive_earnest_money,
    reimburse_sale_costs,
    release_unclaimed,
    return_payout,
)

MODULES: tuple[ModuleType, ...] = (
    accept_advance,
    cancel_payout,
    confirm_payout,
    cover_shortage,
    deposit_unclaimed,
    extend_suspension,
    order_payout,
    postpone_action,
    receive_earnest_money,
    reimburse_sale_costs,
    release_unclaimed,
    return_payout,
)
