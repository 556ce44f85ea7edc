"""What is done to a dossier outside its diagram."""

from marshmallow import Schema, fields, validate

from runtime.api.schemas.base import Incoming, list_of, short, texts


class ActedSchema(Schema):
    """The dossier, or the sub-dossier acted on, after an action."""

    dossier_id = fields.UUID(required=True)
    status = fields.Integer(required=True)


class AskedSchema(ActedSchema):
    """After asking the applicant: what was asked, or the proposal that waits for an approver."""

    proposal = fields.UUID(
        required=True, allow_none=True, metadata={"description": "Set: nothing went out yet, an approver decides."}
    )


class ReasonBody(Incoming):
    """An action with its reason."""

    reason = short(4000, required=True)


class SupplementItem(Incoming):
    """One thing to be added or corrected: ``component`` or ``field`` names it."""

    component = short(100)
    field = short(200, metadata={"description": "A question of the application form: its name, or a JSON pointer."})
    problem = short(2000, required=True)
    action = short(2000, required=True)


class RefusalBody(ReasonBody):
    """A refusal at intake: what is wrong, item by item, and whom to ask."""

    items = fields.List(fields.Nested(SupplementItem), load_default=list, validate=validate.Length(max=100))
    contact = short(500, load_default="")


class SupplementBody(ReasonBody):
    """A request to the applicant, item by item."""

    items = fields.List(fields.Nested(SupplementItem), required=True, validate=validate.Length(min=1, max=100))
    contact = short(500, load_default="", metadata={"description": "Whom the applicant can ask; default the officer."})
    answer_by = fields.Date(
        load_default=None, allow_none=True, metadata={"description": "Last day; default the procedure's term."}
    )


class ExtensionBody(ReasonBody):
    """A later due instant."""

    term = short(20, required=True, metadata={"description": "Such as 4h, 2wd, 3d or 1m."})


class ReturnChoiceSchema(Schema):
    """A step a task can go back to, and the steps that this would undo."""

    node = fields.String(required=True)
    cancels = fields.List(fields.String(), required=True)
    agency = fields.String(required=True, allow_none=True)


ReturnChoiceListSchema = list_of(ReturnChoiceSchema)


class ReturnBody(ReasonBody):
    """The step to return to."""

    node = short(200, required=True)
    consent = short(
        1000, load_default=None, allow_none=True, metadata={"description": "Who of the other agency agreed."}
    )


class ProposedItem(Schema):
    """One thing of a proposed request."""

    component = fields.String()
    field = fields.String(metadata={"description": "A JSON pointer."})
    problem = fields.String(required=True)
    action = fields.String(required=True)


class ProposalSchema(Schema):
    """A further request that waits for an approver, or what came of it."""

    id = fields.UUID(required=True)
    dossier_id = fields.UUID(required=True)
    code = fields.String(required=True)
    procedure_code = fields.String(required=True)
    applicant = fields.String(required=True)
    trial = fields.Boolean(required=True)
    agency = fields.String(required=True, metadata={"description": "Whose heads and leaders approve."})
    agency_names = texts(required=True)
    items = fields.List(fields.Nested(ProposedItem), required=True)
    reason = fields.String(required=True)
    contact = fields.String(required=True)
    last_day = fields.Date(required=True, allow_none=True)
    proposed_at = fields.AwareDateTime(required=True)
    proposed_by = fields.String(required=True)
    proposed_by_name = fields.String(required=True)
    state = fields.String(
        required=True,
        validate=validate.OneOf(["open", "approved", "declined", "taken_back", "over"]),
        metadata={"description": "`over`: the dossier ended before anybody decided."},
    )
    decided_at = fields.AwareDateTime(required=True, allow_none=True)
    decided_by = fields.String(required=True, allow_none=True)
    decided_by_name = fields.String(required=True, allow_none=True)
    decision = fields.String(required=True, allow_none=True, metadata={"description": "Why it was declined."})
    may_approve = fields.Boolean(required=True)
    own = fields.Boolean(required=True)


ProposalListSchema = list_of(ProposalSchema)


class ProposalQuery(Incoming):
    """Which proposals."""

    mine = fields.Boolean(
        load_default=False, metadata={"description": "What the caller proposed, instead of what waits for them."}
    )
