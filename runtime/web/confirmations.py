"""What an applicant prints before a receipt is issued: what was sent, and the code as text, QR and barcode."""

from typing import Any

from flask import render_template, url_for

from process_models.fees import total
from runtime.services.view_values import DossierView
from runtime.web.codes import barcode_svg, qr_svg
from runtime.web.i18n import gettext, pick
from runtime.web.present import deadline_of, package_of, paid


def confirmation_page(view: DossierView, back: str) -> str:
    """The printable confirmation of an application; the receipt is a letter of its own, made by the officer."""
    link = url_for("portal.short", code=view.code, _external=True)
    return render_template(
        "follow/confirmation.html",
        told=_told(view),
        qr=qr_svg(link, view.code),
        barcode=barcode_svg(view.code),
        back=back,
    )


def _told(view: DossierView) -> dict[str, Any]:
    package = package_of(view.package_hash)
    own = view.branches[0]
    committed = deadline_of(own)
    fee = total(view.fees)
    labels = {"phone": gettext("Telephone"), "email": gettext("E-mail"), "address": gettext("Address")}
    return {
        "code": view.code,
        "agency": pick(view.received_by_names),
        "agency_parent": _above(view),
        "applicant": view.applicant.get("name"),
        "contact": [
            (text, view.applicant[key])
            for key, text in labels.items()
            if isinstance(view.applicant.get(key), str) and view.applicant[key]
        ],
        "procedure": pick(package.procedure.names),
        "procedure_code": view.procedure_code,
        "term": package.procedure.promised(view.channel, view.local).committed,
        "submitted_at": own.submitted_at,
        "received_at": own.received_at,
        "due": committed.due if committed and committed.kind != "intake" else None,
        "collect": pick(view.received_by_names),
        "fee": fee,
        "paid": fee is not None and paid(view) >= fee,
        "components": [
            {
                "name": pick(one.names),
                "original": one.original,
                "copies": one.copies,
                "files": max(one.electronic, len(one.files)),
            }
            for one in view.components
        ],
        "branches": [
            {"name": pick(one.names), "code": one.code, "due": found.due if (found := deadline_of(one)) else None}
            for one in view.branches[1:]
        ],
    }


def _above(view: DossierView) -> str:
    """First line of the head: the agency's own words, else the deciding agency where another one received."""
    own = view.local.get("header")
    if own:
        return pick(own)
    return pick(view.competent_names) if view.competent != view.received_by else ""
