"""Money that is paid for a dossier, recorded with the fee it is for."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from sqlalchemy.orm import Session

from runtime.clock import Clock
from runtime.models import Payment
from runtime.services import access
from runtime.services.access import Action
from runtime.services.actors import Actor
from runtime.services.cases import locked
from runtime.services.chain import LogEntry
from runtime.services.errors import InvalidError
from runtime.services.inputs import clean
from runtime.services.marking import mark
from runtime.services.transactions import new_id, transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Paid:
    """A payment: the fee's key, the amount in đồng, how it was paid, and the receipt's or transfer's number."""

    fee: str
    amount: Decimal
    method: str
    reference: str | None = None


def record(session: Session, clock: Clock, dossier_id: UUID, paid: Paid, actor: Actor) -> UUID:
    """Record a payment. Raises InvalidError ``payment.fee``, ``payment.amount``, ``payment.method``; ForbiddenError."""
    clean([paid.fee, paid.method, paid.reference or ""])
    with transaction(session, "payment"):
        held = locked(session, dossier_id)
        access.require(actor, Action.PAY, held.subject())
        fee = next((one for one in held.package.procedure.fees if one.key == paid.fee), None)
        if fee is None:
            raise InvalidError("payment.fee", fee=paid.fee)
        if paid.amount <= 0 or not paid.amount.is_finite():
            raise InvalidError("payment.amount")
        if paid.method not in fee.payable:
            raise InvalidError("payment.method", method=paid.method)
        payment = new_id()
        row = {
            "id": payment,
            "dossier_id": held.root,
            "fee": paid.fee,
            "amount": paid.amount,
            "method": paid.method,
            "reference": paid.reference,
            "paid_at": clock.now(),
            "actor": actor.key,
        }
        body = {"payment": str(payment), "fee": paid.fee, "amount": paid.amount, "method": paid.method}
        entry = LogEntry("payment_recorded", "", body)
        mark(session, clock, held, actor, (entry,), lambda batch: batch.insert(Payment, [row]))
        return payment
