"""Commands and events of acts, one module an act. Written by `make schemas` from shared/law; do not edit."""

from types import ModuleType

from contracts.acts import (
    charge_fee_apart,
    confirm_direct_payment,
    convert_receipt,
    postpone_action,
    record_bank_reversal,
    record_payment_by_employer,
)

MODULES: tuple[ModuleType, ...] = (
    charge_fee_apart,
    confirm_direct_payment,
    convert_receipt,
    postpone_action,
    record_bank_reversal,
    record_payment_by_employer,
)
