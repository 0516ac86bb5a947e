"""Commands and events of acts, one module an act. Written by `make schemas` from shared/law; do not edit."""

from types import ModuleType

from contracts.acts import (
    accept_advance,
    cancel_payout,
    charge_fee_apart,
    confirm_direct_payment,
    confirm_payout,
    convert_receipt,
    cover_shortage,
    deposit_unclaimed,
    extend_suspension,
    order_payout,
    postpone_action,
    recall_effect,
    receive_earnest_money,
    record_bank_reversal,
    record_overpayment_returned,
    record_payment_by_employer,
    reimburse_sale_costs,
    release_unclaimed,
    return_payout,
    set_off_overpayment,
)

MODULES: tuple[ModuleType, ...] = (
    accept_advance,
    cancel_payout,
    charge_fee_apart,
    confirm_direct_payment,
    confirm_payout,
    convert_receipt,
    cover_shortage,
    deposit_unclaimed,
    extend_suspension,
    order_payout,
    postpone_action,
    recall_effect,
    receive_earnest_money,
    record_bank_reversal,
    record_overpayment_returned,
    record_payment_by_employer,
    reimburse_sale_costs,
    release_unclaimed,
    return_payout,
    set_off_overpayment,
)
