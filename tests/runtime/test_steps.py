"""The way of a dossier through the services: what is allowed, what is refused, and what stays as it was."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from engine.dossier import Status
from runtime.models import DeadlineRow, Dossier, EventRow, Letter, LogRow, TaskHistory, TaskRow
from runtime.services import actions, dossiers, incidents, listing, tasks, views
from runtime.services.access import Action
from runtime.services.actors import applicant
from runtime.services.applications import Application
from runtime.services.dossiers import Reception
from runtime.services.errors import (
    CompetenceError,
    ConflictError,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    RefusedError,
)
from runtime.services.tasks import TaskFilter
from tests.runtime.copies import ANSWERS, COMPONENTS, OFFICER, STEPS, WARD, do, do_until, done, open_task

pytestmark = pytest.mark.usefixtures("healthy")


def status(session, dossier):
    with session.begin():
        return Status(session.scalar(select(Dossier.status).where(Dossier.id == dossier)))


def test_a_certified_copy_goes_from_the_application_to_the_applicants_hand(session, clock, submit, who):
    one = submit()
    assert one.code == "H36.50-260302-0001"
    assert status(session, one.dossier_id) is Status.SUBMITTED
    assert do(session, clock, who, one.dossier_id, "Task_Receive").status == Status.RECEIVED
    assert do(session, clock, who, one.dossier_id, "Task_Certify").status == Status.IN_PROGRESS
    do(session, clock, who, one.dossier_id, "Task_Sign")
    assert do(session, clock, who, one.dossier_id, "Task_Seal").status == Status.SETTLED
    do(session, clock, who, one.dossier_id, "Task_CollectFee")
    assert do(session, clock, who, one.dossier_id, "Task_Return").status == Status.RETURNED
    view = views.dossier(session, clock, who("an.reception"), one.dossier_id)
    assert [step.node for step in view.history] == list(STEPS)
    assert view.registers[0][1] == "1/2026-SCT/BS"
    assert view.fees[0].amount == 8000
    assert view.tasks == ()


def test_the_next_dossier_of_the_day_gets_the_next_code_and_the_next_day_begins_anew(session, clock, submit):
    assert submit().code.endswith("-260302-0001")
    assert submit().code.endswith("-260302-0002")
    clock.pass_time(timedelta(days=1))
    assert submit().code.endswith("-260303-0001")


def test_an_online_submission_has_eight_working_hours_to_be_answered(session, clock, submit, who):
    one = submit()
    with session.begin():
        intake = session.get(DeadlineRow, (one.dossier_id, "intake"))
        assert intake.due_at.isoformat() == "2026-03-03T01:10:00+00:00"
        assert not intake.closed
    do(session, clock, who, one.dossier_id, "Task_Receive")
    with session.begin():
        session.expire_all()
        assert session.get(DeadlineRow, (one.dossier_id, "intake")).closed


def test_the_counter_receives_in_one_transaction_also_after_the_fact(session, clock, who):
    at = clock.now() - timedelta(minutes=40)
    told = Application(
        procedure="2.000815", receiving=WARD, channel="counter", applicant={"name": "K'Brông Y-Thuật"}, answers=ANSWERS
    )
    outcome, answers = STEPS["Task_Receive"]
    reception = Reception(answers, outcome, at, "the network was down")
    one = dossiers.receive_at_counter(session, clock, told, who("an.reception"), reception)
    with session.begin():
        row = session.get(Dossier, one.dossier_id)
        assert (row.status, row.received_at) == (Status.RECEIVED, at)
        assert session.scalar(select(func.count()).select_from(EventRow)) == 2


@pytest.mark.parametrize(("hours", "code"), [(-1, "received-at.future"), (100, "received-at.too-early")])
def test_a_reception_in_the_future_or_long_ago_is_refused(session, clock, who, hours, code):
    told = Application(
        procedure="2.000815", receiving=WARD, channel="counter", applicant={"name": "A"}, answers=ANSWERS
    )
    with pytest.raises(InvalidError, match=code):
        dossiers.receive_at_counter(
            session, clock, told, who("an.reception"), Reception({}, None, clock.now() - timedelta(hours=hours))
        )


def test_answers_that_do_not_validate_are_refused_with_their_fields_and_nothing_is_written(session, clock, submit):
    papers = [{**ANSWERS["papers"][0], "pages": 0}]
    with pytest.raises(InvalidError) as refusal:
        submit(answers={**ANSWERS, "papers": papers})
    assert [error.pointer for error in refusal.value.fields] == ["/papers/0/pages"]
    assert "thông tin" in refusal.value.text("vi")
    with session.begin():
        assert session.scalar(select(func.count()).select_from(Dossier)) == 0


@pytest.mark.parametrize("text", ["null\0byte", "half \ud800 character"])
def test_text_that_no_database_holds_is_refused_with_its_place(submit, text):
    with pytest.raises(InvalidError, match=r"text\.invalid"):
        submit(applicant={"name": text})


def test_an_unknown_procedure_channel_component_or_agency_is_a_sentence(submit):
    with pytest.raises(NotFoundError, match=r"procedure\.unknown"):
        submit(procedure="9.999999")
    with pytest.raises(InvalidError, match=r"component\.unknown"):
        submit(components={"moon": {"original": 1}})
    with pytest.raises(NotFoundError, match=r"agency\.unknown"):
        submit(receiving="H99")
    with pytest.raises(RefusedError, match=r"agency\.ended"):
        submit(receiving="001.21.20.H16")


def test_a_territory_nobody_serves_is_an_error_of_data_not_a_guess(submit):
    with pytest.raises(CompetenceError, match=r"competence\.none"):
        submit(receiving="H36", territory="99999")


def test_an_application_at_another_ward_is_received_there_and_decided_where_the_matter_lies(
    session, clock, submit, who
):
    one = submit(receiving="H36.52", territory="24611")
    assert one.code.startswith("H36.52-")
    assert [line.node for line in tasks.queue(session, clock, who("vinh.other")).lines] == ["Task_Receive"]
    tasks.complete_task(session, clock, open_task(session, one.dossier_id), done("Task_Receive"), who("vinh.other"))
    assert [line.agency for line in tasks.queue(session, clock, who("chi.case")).lines] == [WARD]


def test_a_repeated_submission_with_the_same_key_is_one_dossier(session, submit):
    first = submit(key="k1", holder="browser")
    assert submit(key="k1", holder="browser") == first
    with pytest.raises(ConflictError, match=r"idempotency\.mismatch"):
        submit(key="k1", holder="browser", applicant={"name": "Another"})
    with session.begin():
        assert session.scalar(select(func.count()).select_from(Dossier)) == 1


def test_a_task_completed_twice_says_who_did_it(session, clock, submit, who):
    one = submit()
    task = open_task(session, one.dossier_id)
    tasks.complete_task(session, clock, task, done("Task_Receive"), who("an.reception"))
    with pytest.raises(RefusedError) as refusal:
        tasks.complete_task(session, clock, task, done("Task_Receive"), who("binh.cashier"))
    assert refusal.value.code == "task.closed"
    assert "Nguyễn Thị Hoài An" in refusal.value.text("vi")


def test_completing_again_with_the_same_key_changes_nothing(session, clock, submit, who):
    one = submit()
    task = open_task(session, one.dossier_id)
    once = done("Task_Receive", idempotency_key="c1")
    tasks.complete_task(session, clock, task, once, who("an.reception"))
    again = tasks.complete_task(session, clock, task, once, who("an.reception"))
    assert again.code == one.code
    with session.begin():
        assert session.scalar(select(func.count()).select_from(TaskHistory)) == 1


def test_somebody_elses_task_cannot_be_completed_or_taken(session, clock, submit, who):
    one = submit()
    task = open_task(session, one.dossier_id)
    tasks.claim(session, clock, task, who("an.reception"))
    for attempt in (
        lambda: tasks.claim(session, clock, task, who("binh.cashier")),
        lambda: tasks.complete_task(session, clock, task, done("Task_Receive"), who("binh.cashier")),
    ):
        with pytest.raises(ConflictError, match=r"task\.taken"):
            attempt()
    with pytest.raises(ForbiddenError):
        tasks.release(session, clock, task, who("binh.cashier"))
    tasks.release(session, clock, task, who("an.reception"))
    tasks.claim(session, clock, task, who("binh.cashier"))
    assert len(tasks.mine(session, clock, who("binh.cashier")).lines) == 1
    assert tasks.queue(session, clock, who("an.reception")).lines == ()


def test_a_task_of_another_role_is_visible_and_forbidden_of_another_ward_not_found(session, clock, submit, who):
    one = submit()
    task = open_task(session, one.dossier_id)
    with pytest.raises(ForbiddenError):
        tasks.complete_task(session, clock, task, done("Task_Receive"), who("chi.case"))
    stranger = who("vinh.other")
    for attempt in (
        lambda: tasks.complete_task(session, clock, task, done("Task_Receive"), stranger),
        lambda: tasks.claim(session, clock, task, stranger),
        lambda: views.task(session, clock, stranger, task),
        lambda: views.dossier(session, clock, stranger, one.dossier_id),
        lambda: actions.stop(session, clock, one.dossier_id, "x", stranger),
    ):
        with pytest.raises(NotFoundError):
            attempt()
    assert listing.search(session, stranger, one.code).lines == ()
    assert listing.search(session, who("chi.case"), one.code).lines[0].code == one.code


def test_an_undeclared_outcome_is_refused_with_the_choices(session, clock, submit, who):
    one = submit()
    task = open_task(session, one.dossier_id)
    with pytest.raises(InvalidError) as refusal:
        tasks.complete_task(session, clock, task, done("Task_Receive", outcome="sell"), who("an.reception"))
    assert refusal.value.params["outcomes"] == "accept"


def test_a_value_changed_by_somebody_meanwhile_is_shown_with_both_values(session, clock, submit, who):
    one = submit()
    do(session, clock, who, one.dossier_id, "Task_Receive")
    task = open_task(session, one.dossier_id)
    seen = views.task(session, clock, who("chi.case"), task)
    theirs = [{"title": "Bằng tốt nghiệp", "pages": 4, "copies": 1}]
    repaired = {"certifications": theirs}
    incidents.repair_data(session, clock, one.dossier_id, 1, repaired, "gõ nhầm", who("yen.admin"))
    mine = done("Task_Certify", form_seq=seen.form_seq)
    with pytest.raises(ConflictError) as conflict:
        tasks.complete_task(session, clock, task, mine, who("chi.case"))
    assert conflict.value.values == {"certifications": (theirs, mine.answers["certifications"])}
    fresh = views.task(session, clock, who("chi.case"), task).form_seq
    tasks.complete_task(session, clock, task, done("Task_Certify", form_seq=fresh), who("chi.case"))


def test_a_task_changed_since_it_was_opened_is_a_conflict_of_versions(session, clock, submit, who):
    one = submit()
    task = open_task(session, one.dossier_id)
    tasks.claim(session, clock, task, who("an.reception"))
    with pytest.raises(ConflictError, match=r"conflict\.version"):
        tasks.complete_task(session, clock, task, done("Task_Receive", version=1), who("an.reception"))


def test_four_eyes_need_a_reason_that_the_log_keeps(session, clock, submit, who):
    from tests.runtime.walk import officer

    one = submit()
    do(session, clock, who, one.dossier_id, "Task_Receive")
    alone = officer("mot.nguoi", (WARD, "case"), (WARD, "sign"))
    tasks.complete_task(session, clock, open_task(session, one.dossier_id), done("Task_Certify"), alone)
    sign = open_task(session, one.dossier_id)
    with pytest.raises(InvalidError, match=r"four-eyes"):
        tasks.complete_task(session, clock, sign, done("Task_Sign"), alone)
    tasks.complete_task(session, clock, sign, done("Task_Sign", override="xã chỉ có một người"), alone)
    with session.begin():
        assert session.scalar(select(func.count()).where(LogRow.kind == "four_eyes_overridden")) == 1


def test_a_refusal_at_intake_issues_its_letter_and_is_not_possible_after_reception(session, clock, submit, who):
    one, other = submit(), submit()
    actions.refuse_at_intake(session, clock, one.dossier_id, "Bản chính bị tẩy xóa", who("an.reception"))
    assert status(session, one.dossier_id) is Status.REFUSED_AT_INTAKE
    with session.begin():
        letter = session.scalars(select(Letter).where(Letter.dossier_id == one.dossier_id)).one()
        assert (letter.key, letter.number, letter.body["reason"]) == ("refusal", 1, "Bản chính bị tẩy xóa")
        assert session.scalar(select(func.count()).where(TaskRow.dossier_id == one.dossier_id)) == 0
    do(session, clock, who, other.dossier_id, "Task_Receive")
    from tests.runtime.walk import officer

    counter = officer("quay", (WARD, "reception"), (WARD, "case"))
    with pytest.raises(RefusedError, match="already-received"):
        actions.refuse_at_intake(session, clock, other.dossier_id, "muộn", counter)


def test_a_supplement_stops_the_officers_until_the_applicant_answers(session, clock, submit, who):
    one = submit()
    do(session, clock, who, one.dossier_id, "Task_Receive")
    items = [
        {"component": "original", "problem": "Thiếu trang 2", "action": "Xuất trình"},
        {"field": "papers", "problem": "Thiếu một bản", "action": "Ghi lại số bản"},
    ]
    with pytest.raises(RefusedError, match="no-items"):
        actions.request_supplement(session, clock, one.dossier_id, [], "Thiếu", who("chi.case"))
    actions.request_supplement(session, clock, one.dossier_id, items, "Thiếu trang", who("chi.case"))
    task = open_task(session, one.dossier_id)
    with pytest.raises(RefusedError, match="suspended"):
        tasks.complete_task(session, clock, task, done("Task_Certify"), who("chi.case"))
    citizen = applicant(one.dossier_id)
    seen = views.dossier(session, clock, citizen, one.dossier_id)
    assert seen.branches[0].suspension["items"][0]["problem"] == "Thiếu trang 2"
    assert Action.ANSWER_SUPPLEMENT in seen.allowed
    clock.pass_time(timedelta(days=1))
    papers = [{**ANSWERS["papers"][0], "copies": 3}]
    given = actions.Supplement(answers={"papers": papers}, components={"original": {"original": 2}})
    assert actions.answer_supplement(session, clock, one.dossier_id, given, citizen).status == Status.IN_PROGRESS
    after = views.dossier(session, clock, citizen, one.dossier_id)
    assert after.parts[0].data["papers"][0]["copies"] == 3
    assert next(one.original for one in after.components if one.key == "original") == 2
    do(session, clock, who, one.dossier_id, "Task_Certify")


def test_a_return_to_an_earlier_step_shows_first_what_it_undoes(session, clock, submit, who):
    one = submit()
    do_until(session, clock, who, one.dossier_id, "Task_Certify")
    sign = open_task(session, one.dossier_id)
    choices = actions.returnable(session, sign, who("giang.sign"))
    assert "Task_Certify" in [choice.node for choice in choices]
    actions.return_to(session, clock, sign, "Task_Certify", "Ghi sai số bản", who("giang.sign"))
    certify = open_task(session, one.dossier_id, "Task_Certify")
    with pytest.raises(RefusedError, match=r"return\.not-possible"):
        actions.return_to(session, clock, certify, "Task_Seal", "tới", who("chi.case"))


def test_withdrawing_closes_everything_and_a_closed_dossier_takes_no_action(session, clock, submit, who):
    one = submit()
    do(session, clock, who, one.dossier_id, "Task_Receive")
    citizen = applicant(one.dossier_id)
    assert actions.withdraw(session, clock, one.dossier_id, "Không cần nữa", citizen).status == Status.WITHDRAWN
    with pytest.raises(RefusedError, match="closed"):
        actions.withdraw(session, clock, one.dossier_id, "Lần nữa", citizen)
    assert views.dossier(session, clock, citizen, one.dossier_id).allowed <= {Action.SEE, Action.ATTACH}


def test_code_and_secret_open_one_dossier_and_only_that_one(session, clock, submit):
    one, other = submit(), submit()
    citizen = dossiers.track(session, one.code, f" {one.secret[:5].lower()} {one.secret[5:]}")
    assert views.dossier(session, clock, citizen, one.dossier_id).code == one.code
    for code, secret in ((one.code, other.secret), (other.code, one.secret), ("H36.50-000000-9999", one.secret)):
        with pytest.raises(NotFoundError, match=r"dossier\.unknown"):
            dossiers.track(session, code, secret)
    with pytest.raises(NotFoundError):
        views.dossier(session, clock, citizen, other.dossier_id)


def test_search_finds_without_diacritics_and_by_pieces_of_the_code(session, submit, who):
    one = submit()
    officer = who("chi.case")
    for text in ("nguyen thi thu ha", "HA NGUY", "260302", one.code, "0905123456", "chứng thực bản sao"):
        assert [line.id for line in listing.search(session, officer, text).lines] == [one.dossier_id], text
    assert listing.search(session, officer, "nguyen hung").lines == ()
    assert listing.search(session, officer, "' & | ! :* \\").lines != ()


def test_queues_page_by_cursor_without_gaps_or_repeats(session, clock, submit, who):
    made = {submit().dossier_id for _ in range(7)}
    seen, cursor = [], None
    while True:
        page = tasks.queue(session, clock, who("an.reception"), TaskFilter(role="reception"), cursor, limit=3)
        seen += [line.dossier_id for line in page.lines]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(seen) == 7
    assert set(seen) == made
    with pytest.raises(InvalidError):
        tasks.queue(session, clock, who("an.reception"), cursor="nonsense")


def test_every_officer_of_the_good_way_is_somebody_else():
    assert OFFICER["Task_Certify"] != OFFICER["Task_Sign"]
    assert COMPONENTS
