"""A unit's work: who holds what, handing over, standing in, leaving; what is due soon and what was not answered yet."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from runtime.models import Account, LogBody, LogRow, TaskRow
from runtime.services import accounts, leaving, listing, people, substitutions, task_lists, tasks, unit_work, views
from runtime.services.actors import Actor, system
from runtime.services.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError
from runtime.services.listing import DossierFilter
from runtime.services.task_lists import TaskFilter
from tests.runtime.copies import WARD, do, done, open_task

pytestmark = pytest.mark.usefixtures("healthy")
REASON = "đi công tác"
CERTIFY = (WARD, "case")


@pytest.fixture
def ids(session) -> dict[str, UUID]:
    with session.begin():
        return dict(session.execute(select(Account.login, Account.id)).all())


@pytest.fixture
def waiting(session, clock, submit, who) -> Callable[[int], list[UUID]]:
    """So many received copies; gives the tasks of the civil-status officer."""

    def make(count: int) -> list[UUID]:
        found = [submit().dossier_id for _ in range(count)]
        for dossier in found:
            do(session, clock, who, dossier, "Task_Receive")
        return [open_task(session, dossier) for dossier in found]

    return make


def colleague(session, clock, login: str = "phu.case", role: str = "case") -> UUID:
    new = people.add(session, clock, login, login.title(), "mat-khau-dai", system("test"))
    people.add_position(session, new, WARD, role, system("test"))
    return new


def log_of(session, task: UUID) -> list[tuple[str, dict]]:
    with session.begin():
        rows = session.execute(
            select(LogRow.kind, LogBody.body)
            .join(LogBody, (LogBody.dossier_id == LogRow.dossier_id) & (LogBody.n == LogRow.n))
            .where(LogBody.body["task"].astext == str(task))
            .order_by(LogRow.n)
        )
        return [(kind, body) for kind, body in rows]


def test_a_head_sees_who_holds_what_gives_it_to_somebody_else_and_takes_it_back(session, clock, who, ids, waiting):
    first, second, third = waiting(3)
    head, chi = who("hai.chair"), who("chi.case")
    tasks.claim(session, clock, first, chi)
    new = colleague(session, clock)
    held = {one.login: (one.open, one.overdue) for one in unit_work.loads(session, clock, head)}
    assert held == {None: (2, 0), "chi.case": (1, 0)}
    able = unit_work.candidates(session, clock, [CERTIFY], head)[CERTIFY]
    assert [(one.login, one.open) for one in able] == [("phu.case", 0), ("chi.case", 1)]

    moved = unit_work.hand_over(session, clock, [(first, 2), (second, 1), (third, 9)], new, REASON, head)
    assert [one.refused and one.refused.code for one in moved] == [None, None, "conflict.version"]
    assert [line.assignee_name for line in task_lists.unit(session, clock, head, TaskFilter(holder=new)).lines] == [
        "Phu.Case"
    ] * 2
    kind, told = log_of(session, first)[-1]
    assert kind == "task_assigned"
    assert (told["holder"], told["to"], told["reason"]) == (str(ids["chi.case"]), str(new), REASON)

    assert all(one.refused is None for one in unit_work.hand_over(session, clock, [(first, None)], None, REASON, head))
    assert first in {line.id for line in tasks.queue(session, clock, chi).lines}
    clock.pass_time(timedelta(days=2))
    late = {one.login: (one.open, one.overdue) for one in unit_work.loads(session, clock, head)}
    assert late == {None: (2, 2), "phu.case": (1, 1)}


def test_handing_over_needs_a_reason_a_choice_and_somebody_who_may_do_the_step(session, clock, who, ids, waiting):
    (task,) = waiting(1)
    head = who("hai.chair")
    for chosen, reason, code in (
        ([(task, None)], " ", "reason.missing"),
        ([], REASON, "tasks.none"),
        ([(task, None)] * 201, REASON, "tasks.many"),
    ):
        with pytest.raises(InvalidError, match=code):
            unit_work.hand_over(session, clock, chosen, ids["chi.case"], reason, head)
    told = unit_work.hand_over(session, clock, [(task, None), (uuid4(), None)], ids["binh.cashier"], REASON, head)
    assert [one.refused and one.refused.code for one in told] == ["person.unable", "not-found"]


@pytest.mark.parametrize(
    ("login", "refused"),
    [("chi.case", ForbiddenError), ("vinh.other", NotFoundError), ("police52", NotFoundError)],
)
def test_who_does_not_head_the_unit_neither_sees_nor_moves_its_tasks(session, clock, who, ids, waiting, login, refused):
    (task,) = waiting(1)
    other = who(login)
    with pytest.raises(refused):
        tasks.assign(session, clock, task, ids["chi.case"], other, reason=REASON)
    with pytest.raises(refused):
        tasks.take_back(session, clock, task, other, reason=REASON)
    if other.roles & {"sign", "review", "assign", "oversight"}:
        assert task_lists.unit(session, clock, other).lines == ()
    else:
        with pytest.raises(ForbiddenError):
            task_lists.unit(session, clock, other)
    with pytest.raises(NotFoundError):
        task_lists.one(session, other, task)
    assert unit_work.candidates(session, clock, [CERTIFY], other) == {}


def test_a_substitute_goes_on_with_what_the_absent_person_had_taken(session, clock, who, ids, waiting):
    (task,) = waiting(1)
    tasks.claim(session, clock, task, who("chi.case"))
    days = (date(2026, 3, 2), date(2026, 3, 4))
    with pytest.raises(ConflictError, match=r"task\.taken"):
        tasks.complete_task(session, clock, task, done("Task_Certify"), stand_in(session, clock, ids))
    substitutions.order(session, clock, ids["chi.case"], ids["khanh.records"], days, who("hai.chair"), REASON)
    khanh = who("khanh.records")
    assert khanh.in_place_of(*CERTIFY) == "Lê Thị Kim Chi"
    assert khanh.in_place_of(WARD, "records") is None
    assert [line.id for line in tasks.queue(session, clock, khanh).lines] == [task]
    assert views.task(session, clock, khanh, task).line.may_work
    able = unit_work.candidates(session, clock, [CERTIFY], who("hai.chair"))[CERTIFY]
    assert [(one.login, one.absent, one.instead_of) for one in able] == [
        ("khanh.records", False, ("Lê Thị Kim Chi",)),
        ("phu.case", False, ()),
        ("chi.case", True, ()),
    ]
    tasks.complete_task(session, clock, task, done("Task_Certify"), khanh)


def stand_in(session, clock, ids) -> Actor:
    """A second civil-status officer, who stands in for nobody."""
    colleague(session, clock)
    return accounts.actor_by_login(session, clock, "phu.case")


def test_substitutions_are_ordered_by_those_who_may_and_end_when_the_person_is_back(session, clock, who, ids):
    days = (date(2026, 3, 2), date(2026, 3, 6))
    chi, dung = ids["chi.case"], ids["khanh.records"]
    head = who("hai.chair")
    for change, code in (
        ((chi, chi, days), "substitution.self"),
        ((chi, dung, days[::-1]), r"day\.order"),
        ((chi, dung, (date(2026, 1, 1), date(2026, 1, 2))), "substitution.past"),
        ((chi, dung, (date(2026, 3, 2), date(2028, 3, 2))), "substitution.long"),
    ):
        with pytest.raises(InvalidError, match=code):
            substitutions.order(session, clock, *change, head)
    for login in ("chi.case", "vinh.other"):
        with pytest.raises(ForbiddenError):
            substitutions.order(session, clock, chi, dung, days, who(login))
    made = substitutions.order(session, clock, chi, dung, days, head)
    with pytest.raises(ConflictError, match="overlap"):
        substitutions.order(session, clock, chi, dung, (days[1], days[1]), who("yen.admin"))
    for login, seen in (
        ("chi.case", 1),
        ("khanh.records", 1),
        ("yen.admin", 1),
        ("vinh.other", 0),
        ("lan.business", 0),
    ):
        assert len(substitutions.listed(session, clock, who(login))) == seen, login
    with pytest.raises(ForbiddenError):
        substitutions.end(session, clock, made, who("vinh.other"))
    clock.pass_time(timedelta(days=1))
    assert substitutions.listed(session, clock, head)[0].state == "now"
    substitutions.end(session, clock, made, who("chi.case"))
    (over,) = substitutions.listed(session, clock, head)
    assert (over.state, over.last) == ("over", date(2026, 3, 2))
    assert CERTIFY not in who("khanh.records").queues


def test_nobody_leaves_with_tasks_that_belong_to_no_one(session, clock, who, ids, waiting):
    first, second = waiting(2)
    chi, admin = who("chi.case"), who("yen.admin")
    for task in (first, second):
        tasks.claim(session, clock, task, chi)
    new = colleague(session, clock)
    token = accounts.login(session, clock, "chi.case", "motcua-demo")
    with pytest.raises(ConflictError, match=r"account\.has-tasks"):
        people.deactivate(session, clock, ids["chi.case"], admin)
    person, lines = leaving.open_tasks(session, clock, ids["chi.case"], admin)
    assert (person.login, {line.id for line in lines}) == ("chi.case", {first, second})
    for choices, error in (
        ({first: new}, ConflictError),
        ({first: new, second: ids["binh.cashier"]}, InvalidError),
    ):
        with pytest.raises(error):
            leaving.leave(session, clock, ids["chi.case"], choices, REASON, admin)
        session.expire_all()
        assert accounts.actor_of(session, clock, token) is not None
    with pytest.raises(ForbiddenError):
        leaving.leave(session, clock, ids["chi.case"], {first: new, second: None}, REASON, who("hai.chair"))
    assert leaving.leave(session, clock, ids["chi.case"], {first: new, second: None}, REASON, admin) == (1, 1)
    assert accounts.actor_of(session, clock, token) is None
    with session.begin():
        held = dict(session.execute(select(TaskRow.id, TaskRow.assignee)).all())
    assert held == {first: new, second: None}
    assert log_of(session, second)[-1][0] == "task_released"


def test_steps_held_by_somebody_without_the_position_are_found(session, clock, who, waiting):
    (task,) = waiting(1)
    new = colleague(session, clock)
    head = who("hai.chair")
    tasks.assign(session, clock, task, new, head)
    assert task_lists.unit(session, clock, head, TaskFilter(stranded=True)).lines == ()
    (position,) = next(one for one in people.listed(session, system("t")) if one.id == new).positions
    people.end_position(session, position.id, date(2026, 3, 1), system("test"))
    assert [line.id for line in task_lists.unit(session, clock, head, TaskFilter(stranded=True)).lines] == [task]
    assert unit_work.loads(session, clock, head)[0].stranded == 1


def test_an_unanswered_online_application_stands_in_the_queue_by_its_intake_deadline(session, clock, submit, who):
    one = submit().dossier_id
    (line,) = tasks.queue(session, clock, who("an.reception")).lines
    # Monday 08:10, eight working hours (07:00-11:30, 13:30-17:00): 3:20 until noon, 3:30 until 17:00, 1:10 on Tuesday
    assert line.intake_due == datetime.fromisoformat("2026-03-03T08:10:00+07:00")
    answer = replace(line, due_at=None)
    assert [answer.state(clock.now() + timedelta(hours=passed)) for passed in (0, 23, 25)] == [
        "within",
        "near",
        "overdue",
    ]
    unanswered = DossierFilter(unanswered=True)
    assert [found.id for found in listing.search(session, who("an.reception"), None, unanswered).lines] == [one]
    assert unit_work.unanswered(session, clock, who("hai.chair")) == (1, 0)
    assert [found.id for found in tasks.queue(session, clock, who("an.reception"), TaskFilter(state="near")).lines] == [
        line.id
    ]
    clock.pass_time(timedelta(hours=25))
    assert tasks.queue(session, clock, who("an.reception"), TaskFilter(state="near")).lines == ()
    late = tasks.queue(session, clock, who("an.reception"), TaskFilter(state="overdue")).lines
    assert [found.state(clock.now()) for found in late] == ["overdue"]
    assert unit_work.unanswered(session, clock, who("hai.chair")) == (1, 1)
    do(session, clock, who, one, "Task_Receive")
    assert unit_work.unanswered(session, clock, who("hai.chair")) == (0, 0)
    assert listing.search(session, who("an.reception"), None, unanswered).lines == ()


def test_pages_of_a_unit_follow_each_other_without_gap_or_repetition(session, clock, who, waiting):
    made = set(waiting(7))
    head = who("hai.chair")
    seen, cursor = [], None
    while True:
        page = task_lists.unit(session, clock, head, cursor=cursor, limit=3)
        seen += [line.id for line in page.lines]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(seen) == 7
    assert set(seen) == made
    with pytest.raises(InvalidError):
        task_lists.unit(session, clock, head, cursor="yesterday")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nguyen thi thu ha", True),
        ("THU", True),
        ("Nguyễn Hà", True),
        ("0905 123 456", True),
        ("+84 905.123.456", True),
        ("0905999", False),
        ("chung thuc", True),
        ("2.000815", True),
        ("H36.50-2603", True),
        ("h36.50-260302-", True),
        ("H36.51-2603", False),
        ("hoang", False),
    ],
)
def test_officers_find_dossiers_by_words_telephone_and_code(session, submit, who, text, found):
    submit()
    assert bool(listing.search(session, who("an.reception"), text).lines) is found


def test_identity_numbers_find_only_for_those_who_meet_or_decide_about_people(session, submit, who):
    one = submit(applicant={"name": "Nguyễn Thị Thu Hà", "identity": "068 190 004 777"})
    declared = submit()  # the number of the form's first identity paper
    for login, seen in (("an.reception", True), ("chi.case", True), ("khanh.records", False), ("xuan.office", False)):
        actor = who(login)
        found = listing.search(session, actor, "068190004777").lines
        assert [line.id for line in found] == ([one.dossier_id] if seen else []), login
        assert bool(listing.search(session, actor, "068190004512").lines) is seen
    assert {line.id for line in listing.search(session, who("chi.case"), "068190").lines} == {
        one.dossier_id,
        declared.dossier_id,
    }
    assert listing.search(session, who("chi.case"), "06819").lines == ()  # too few to say who it is
    assert listing.by_code(session, who("chi.case"), f" {one.code} ") == one.dossier_id
    assert listing.by_code(session, who("vinh.other"), one.code) is None
