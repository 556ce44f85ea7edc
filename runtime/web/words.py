"""Words for the codes of the domain: statuses, roles, channels, units … by code, translated when shown."""

from typing import Any

from engine.dossier import Status
from process_models.vocabulary import OTHER_ROLES, STEP_ROLES
from runtime.web.i18n import lazy_gettext as _l
from runtime.web.i18n import pick

STATUS: dict[int, tuple[Any, str]] = {
    Status.SUBMITTED: (_l("Submitted"), "info"),
    Status.RECEIVED: (_l("Received"), "info"),
    Status.REFUSED_AT_INTAKE: (_l("Not accepted"), "bad"),
    Status.IN_PROGRESS: (_l("In progress"), "brand"),
    Status.SUPPLEMENT_REQUESTED: (_l("Papers to be added"), "warn"),
    Status.FINANCIAL_OBLIGATION: (_l("Financial obligation"), "warn"),
    Status.WITHDRAWN: (_l("Withdrawn"), "quiet"),
    Status.STOPPED: (_l("Stopped"), "bad"),
    Status.SETTLED: (_l("Settled"), "good"),
    Status.RETURNED: (_l("Result returned"), "good"),
}
"""Status -> name and tone (domain.md §5)."""

CHANNELS: dict[str, Any] = {
    "counter": _l("At the counter"),
    "online": _l("Online"),
    "post": _l("By public post"),
}

SERVICE_LEVELS: dict[str, Any] = {
    "full": _l("Fully online"),
    "partial": _l("Partly online"),
    "information": _l("Information only"),
}

KINDS: dict[str, Any] = {
    "province": _l("province"),
    "district": _l("district"),
    "ward": _l("ward"),
    "commune": _l("commune"),
    "department": _l("department"),
    "provincial_centre": _l("provincial service centre"),
    "one_stop": _l("one-stop centre"),
    "council_office": _l("council office"),
    "economy_division": _l("economy division"),
    "culture_division": _l("culture division"),
    "division": _l("division"),
    "land_office": _l("land office"),
    "land_branch": _l("land office branch"),
    "tax_office": _l("tax office"),
    "police": _l("police"),
    "insurance": _l("social insurance"),
    "urban_division": _l("urban management division"),
    "environment_division": _l("environment division"),
    "provincial_police": _l("provincial police"),
    "provincial_tax": _l("provincial tax department"),
    "provincial_insurance": _l("provincial social insurance"),
}
"""Kind of an agency -> word; a kind of an installation's own is shown as it is."""

CLASSES: dict[str, tuple[Any, str]] = {
    "early": (_l("Early"), "good"),
    "on_time": (_l("On time"), "good"),
    "late": (_l("Late"), "bad"),
}

ENTRIES: dict[str, Any] = {
    "submitted": _l("The dossier was submitted"),
    "received": _l("The dossier was received; the time to settle began"),
    "processing_started": _l("Processing began"),
    "refused_at_intake": _l("The dossier was not accepted"),
    "reception_cancelled": _l("The reception was taken back as a mistake"),
    "supplement_requested": _l("Papers to be added were asked for"),
    "supplement_proposed": _l("A further request to the applicant was proposed"),
    "supplement_declined": _l("The further request was declined; the applicant is not asked"),
    "supplement_taken_back": _l("The proposed further request was taken back"),
    "supplement_answered": _l("The papers asked for were added"),
    "supplement_changes": _l("What the answer changed"),
    "supplement_expired": _l("The time to answer the request is over"),
    "overdue_told": _l("The applicant was told that the dossier is late"),
    "codes_mailed": _l("The applicant asked for lost codes; they were mailed"),
    "secret_renewed": _l("The applicant got a new secret"),
    "entered_late": _l("The reception was entered later than it happened"),
    "consented": _l("The applicant agreed to the use of personal data"),
    "assisted": _l("A support point helped with the application"),
    "clock_paused": _l("The time to settle was paused"),
    "clock_resumed": _l("The time to settle runs again"),
    "clock_ignored": _l("A change of the time to settle had no effect"),
    "deadline_extended": _l("The due time was extended"),
    "deadline_recomputed": _l("The due time was computed anew"),
    "settled": _l("The dossier was settled"),
    "returned": _l("The result was returned"),
    "withdrawn": _l("The applicant withdrew the dossier"),
    "stopped": _l("The processing was stopped"),
    "branch_opened": _l("A part was opened at another agency"),
    "part_opened": _l("A strand of the process was opened"),
    "part_ended": _l("A strand of the process ended"),
    "fact": _l("A fact was recorded"),
    "message_buffered": _l("A message is waiting for its taker"),
    "message_expired": _l("A message found no taker in time"),
    "trouble_raised": _l("A hand-over failed and needs an operator"),
    "trouble_resolved": _l("A failed hand-over was mended"),
    "task_opened": _l("A task was opened"),
    "task_claimed": _l("An officer took the task"),
    "task_released": _l("An officer gave the task back to the queue"),
    "task_completed": _l("A task was completed"),
    "task_cancelled": _l("A task was cancelled"),
    "incident_raised": _l("An incident occurred"),
    "incident_resolved": _l("An incident was resolved"),
    "letter_issued": _l("A letter was issued"),
    "letter_printed": _l("A letter was printed"),
    "register_noted": _l("An entry of a register was corrected by a note"),
    "posted": _l("The result went on a sheet for the post"),
    "payment_recorded": _l("A payment was recorded"),
    "registered": _l("An entry was made in the register"),
    "attachment_added": _l("A file was added"),
    "moved": _l("The process was set back to an earlier step"),
    "task_assigned": _l("The task was given to an officer"),
    "task_moved": _l("The task was moved to another agency"),
    "agency_succeeded": _l("Another agency took the dossier over"),
    "four_eyes_overridden": _l("One person did both steps, with a reason"),
    "sub_dossier_opened": _l("A part was opened at another agency"),
    "data_repaired": _l("An operator repaired data"),
    "data_written": _l("Answers were recorded"),
    "effect_answered": _l("A call to another system was answered by hand"),
    "effect_dead": _l("A call to another system failed"),
    "effect_delivered": _l("A call to another system was delivered"),
    "effect_retried": _l("A call to another system is tried again"),
    "effect_dismissed": _l("A call to another system was given up"),
    "effect_unknown": _l("It is not known whether a call to another system arrived"),
    "effect_unbound": _l("No system is connected for a call"),
    "effect_unwanted": _l("An answer of another system was not needed any more"),
    "incident_retried": _l("A failed step is tried again"),
    "incident_skipped": _l("A failed step was passed over"),
    "token_cancelled": _l("A strand was ended by an operator"),
    "message_received": _l("A message from another system arrived"),
    "timer_stale": _l("A timer came too late to matter"),
    "erased": _l("Personal data were erased"),
    "migrated": _l("The dossier went over to another version of the procedure"),
    "migration_undone": _l("The dossier went back to the former version of the procedure"),
}
"""Kind of a log entry -> sentence. An unknown kind is shown as it is."""

PUBLIC_ENTRIES = frozenset(
    {
        "submitted",
        "received",
        "processing_started",
        "refused_at_intake",
        "reception_cancelled",
        "supplement_requested",
        "supplement_answered",
        "deadline_extended",
        "settled",
        "returned",
        "withdrawn",
        "stopped",
        "payment_recorded",
    }
)
"""What the applicant sees of the history."""


QUIET = frozenset({"data_written", "part_opened", "part_ended", "fact", "timer_stale", "clock_ignored"})
"""Entries that say nothing to most readers; the history leaves them out unless asked."""


def status_name(status: int) -> str:
    """The name of a status in the reader's language."""
    return str(STATUS[Status(status)][0])


def status_tone(status: int) -> str:
    """The colour family of a status."""
    return STATUS[Status(status)][1]


def word_of(table: dict[str, Any], key: str | None) -> str:
    """The word for a code, or the code itself when there is none."""
    return str(table.get(key or "", key or ""))


def role_name(role: str | None) -> str:
    """The name of a step's or person's role."""
    return pick(STEP_ROLES.get(role or "") or OTHER_ROLES.get(role or "") or role)
