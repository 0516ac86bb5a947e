"""Types of acts, one module an act, imported when used. Written by `make schemas` from shared/law; do not edit."""

from collections.abc import Mapping

COMMANDS: Mapping[str, str] = {
    "lea.proceedings.accept-advance.v1": "contracts.acts.accept_advance",
    "lea.proceedings.cancel-payout.v1": "contracts.acts.cancel_payout",
    "lea.proceedings.charge-fee-apart.v1": "contracts.acts.charge_fee_apart",
    "lea.proceedings.confirm-direct-payment.v1": "contracts.acts.confirm_direct_payment",
    "lea.proceedings.confirm-payout.v1": "contracts.acts.confirm_payout",
    "lea.proceedings.convert-receipt.v1": "contracts.acts.convert_receipt",
    "lea.proceedings.cover-shortage.v1": "contracts.acts.cover_shortage",
    "lea.proceedings.deposit-unclaimed.v1": "contracts.acts.deposit_unclaimed",
    "lea.proceedings.extend-suspension.v1": "contracts.acts.extend_suspension",
    "lea.proceedings.order-payout.v1": "contracts.acts.order_payout",
    "lea.proceedings.postpone-action.v1": "contracts.acts.postpone_action",
    "lea.proceedings.recall-effect.v1": "contracts.acts.recall_effect",
    "lea.proceedings.receive-earnest-money.v1": "contracts.acts.receive_earnest_money",
    "lea.proceedings.record-bank-reversal.v1": "contracts.acts.record_bank_reversal",
    "lea.proceedings.record-overpayment-returned.v1": "contracts.acts.record_overpayment_returned",
    "lea.proceedings.record-payment-by-employer.v1": "contracts.acts.record_payment_by_employer",
    "lea.proceedings.reimburse-sale-costs.v1": "contracts.acts.reimburse_sale_costs",
    "lea.proceedings.release-unclaimed.v1": "contracts.acts.release_unclaimed",
    "lea.proceedings.return-payout.v1": "contracts.acts.return_payout",
    "lea.proceedings.set-off-overpayment.v1": "contracts.acts.set_off_overpayment",
}

EVENTS: Mapping[str, str] = {
    "lea.proceedings.advance-accepted.v1": "contracts.acts.accept_advance",
    "lea.proceedings.payout-cancelled.v1": "contracts.acts.cancel_payout",
    "lea.proceedings.fee-charged-apart.v1": "contracts.acts.charge_fee_apart",
    "lea.proceedings.direct-payment-confirmed.v1": "contracts.acts.confirm_direct_payment",
    "lea.proceedings.payout-confirmed.v1": "contracts.acts.confirm_payout",
    "lea.proceedings.receipt-converted.v1": "contracts.acts.convert_receipt",
    "lea.proceedings.shortage-covered.v1": "contracts.acts.cover_shortage",
    "lea.proceedings.unclaimed-deposited.v1": "contracts.acts.deposit_unclaimed",
    "lea.proceedings.suspension-extended.v1": "contracts.acts.extend_suspension",
    "lea.proceedings.payout-ordered.v1": "contracts.acts.order_payout",
    "lea.proceedings.action-postponed.v1": "contracts.acts.postpone_action",
    "lea.proceedings.effect-recalled.v1": "contracts.acts.recall_effect",
    "lea.proceedings.earnest-money-received.v1": "contracts.acts.receive_earnest_money",
    "lea.proceedings.bank-reversal-recorded.v1": "contracts.acts.record_bank_reversal",
    "lea.proceedings.overpayment-returned.v1": "contracts.acts.record_overpayment_returned",
    "lea.proceedings.payment-by-employer-recorded.v1": "contracts.acts.record_payment_by_employer",
    "lea.proceedings.sale-costs-reimbursed.v1": "contracts.acts.reimburse_sale_costs",
    "lea.proceedings.unclaimed-released.v1": "contracts.acts.release_unclaimed",
    "lea.proceedings.payout-returned.v1": "contracts.acts.return_payout",
    "lea.proceedings.overpayment-set-off.v1": "contracts.acts.set_off_overpayment",
}
