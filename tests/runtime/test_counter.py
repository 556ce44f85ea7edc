"""The counter, requests to the applicant, help, lost codes and notices, on one dossier after another of the ward."""

import json
import socket
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.dossier.case import Status
from runtime.clock import VirtualClock
from runtime.connectors import ConnectorError, Refusal, Registry, Request, registry_from_json
from runtime.connectors.mail import MailConnector
from runtime.models import DeadlineRow, Dossier, EffectRow, FactDelta, Letter, LogBody, LogRow, SupplementRequest
from runtime.reports import fold
from runtime.services import (
    actions,
    applicants,
    assisted,
    bindings,
    dossiers,
    listing,
    notices,
    payments,
    proposals,
    recovery,
    supplements,
    tasks,
    views,
    waking,
)
from runtime.services.actors import Actor, PositionHeld, applicant
from runtime.services.applications import Application
from runtime.services.dossiers import Reception, Submitted
from runtime.services.errors import ConflictError, ForbiddenError, InvalidError, NotFoundError, RefusedError
from runtime.services.supplements import Reply
from runtime.worker.sending import Wording, send_waiting
from tests.runtime.copies import ANSWERS, STEPS, WARD, do, do_until, done, open_task

POINT = "H36.50.01"
HOA = {
    "name": "Nguyễn Thị Hoa",
    "phone": "0905 123 456",
    "email": "Hoa@Example.vn",
    "identity": "067090001234",
    "language": "vi",
}


def applied(person: dict[str, str] | None = None, **changed: Any) -> Application:
    told = {"procedure": "2.000815", "receiving": WARD, "applicant": person or HOA, "answers": ANSWERS, **changed}
    return Application(**told)


def online(session: Session, clock: VirtualClock, **changed: Any) -> Submitted:
    return dossiers.submit(session, clock, applied(components={"original": {"original": 1}}, **changed))


def at_counter(session: Session, clock: VirtualClock, who: Any, **changed: Any) -> Submitted:
    outcome, answers = STEPS["Task_Receive"]
    reception = Reception(answers, outcome, **changed)
    return dossiers.receive_at_counter(session, clock, applied(channel="counter"), who("an.reception"), reception)


def told(session: Session, dossier: UUID) -> list[str]:
    query = select(EffectRow.name).where(EffectRow.dossier_id == dossier, EffectRow.kind == "notice")
    with session.begin():
        return list(session.scalars(query.order_by(EffectRow.seq, EffectRow.i)))


def logged(session: Session, dossier: UUID, kind: str) -> list[Any]:
    query = (
        select(LogBody.body)
        .join(LogRow, (LogRow.dossier_id == LogBody.dossier_id) & (LogRow.n == LogBody.n))
        .where(LogRow.dossier_id == dossier, LogRow.kind == kind)
        .order_by(LogRow.n)
    )
    with session.begin():
        return list(session.scalars(query))


@pytest.fixture
def helper(who) -> Actor:
    """Somebody who helps at the support point of the ward and does nothing else."""
    return who("cuong.helper")


# -- receiving ---------------------------------------------------------------------------------------------------


def test_a_late_entry_needs_its_reason_and_keeps_within_the_limit(session, clock, who):
    late = clock.now() - timedelta(minutes=50)
    for told_, code in (
        ({"received_at": late}, "received-at.reason"),
        ({"received_at": late, "late_reason": "mất điện", "within": timedelta(minutes=30)}, "received-at.too-early"),
        ({"received_at": clock.now() + timedelta(minutes=1)}, "received-at.future"),
    ):
        with pytest.raises(InvalidError) as refused:
            at_counter(session, clock, who, **told_)
        assert refused.value.code == code
    one = at_counter(session, clock, who, received_at=late, late_reason="mất điện")
    assert logged(session, one.dossier_id, "entered_late") == [{"reason": "mất điện", "received_at": late.isoformat()}]


def test_a_reception_by_mistake_is_taken_back_and_counted_nowhere(session, clock, who):
    one = at_counter(session, clock, who)
    with pytest.raises(NotFoundError):
        actions.cancel_reception(session, clock, one.dossier_id, "nhầm", who("vinh.other"))
    with pytest.raises(ForbiddenError):
        actions.cancel_reception(session, clock, one.dossier_id, "nhầm", who("chi.case"))
    acted = actions.cancel_reception(session, clock, one.dossier_id, "nhập trùng", who("an.reception"))
    assert acted.status == Status.REFUSED_AT_INTAKE
    with session.begin():
        row = session.get(Dossier, one.dossier_id)
        assert (row.outcome, row.received_at, row.settled_at) == ("cancelled", None, None)
        assert session.scalars(select(DeadlineRow).where(DeadlineRow.dossier_id == one.dossier_id)).all() == []
        letters = session.scalars(select(Letter).where(Letter.dossier_id == one.dossier_id)).all()
        assert all(letter.superseded_at for letter in letters)
        counts = session.scalars(select(FactDelta.count).where(FactDelta.metric == "received")).all()
        assert sum(counts) == 0
    with pytest.raises(RefusedError, match="closed"):
        actions.cancel_reception(session, clock, one.dossier_id, "nhầm", who("an.reception"))
    again = at_counter(session, clock, who)
    assert again.code != one.code
    fold(session)


def test_what_others_did_or_money_taken_keeps_a_reception(session, clock, who):
    an = who("an.reception")
    paid, worked = at_counter(session, clock, who), at_counter(session, clock, who)
    fee = payments.Paid(fee="certification", amount=views_fee(session, clock, an, paid.dossier_id), method="cash")
    payments.record(session, clock, paid.dossier_id, fee, an)
    do(session, clock, who, worked.dossier_id, "Task_Certify")
    came = online(session, clock)
    for one, code in ((paid, "cancel.paid"), (worked, "cancel.task-done"), (came, "cancel.online")):
        with pytest.raises(RefusedError, match=code):
            actions.cancel_reception(session, clock, one.dossier_id, "nhầm", an)


def views_fee(session: Session, clock: VirtualClock, actor: Any, dossier: UUID) -> Any:
    return views.dossier(session, clock, actor, dossier).fees[0].amount


def test_an_earlier_applicant_is_found_by_whole_numbers_where_one_may_see_them(session, clock, who, package):
    an = who("an.reception")
    one = at_counter(session, clock, who)
    for typed in ("067090001234", "0905123456", "+84 905 123 456", "hoa@example.vn"):
        found = applicants.find(session, clock, an, WARD, typed)
        assert [(known.dossier_id, known.name) for known in found] == [(one.dossier_id, "Nguyễn Thị Hoa")], typed
    assert applicants.find(session, clock, an, WARD, "06709000123") == []
    assert applicants.find(session, clock, an, WARD, "0905") == []
    elsewhere = who("vinh.other")
    with pytest.raises(ForbiddenError):
        applicants.find(session, clock, elsewhere, WARD, "067090001234")
    assert applicants.find(session, clock, elsewhere, elsewhere.positions[0].agency, "067090001234") == []
    again = applicants.declared(package.forms["application"], found[0])
    assert again["requester"]["person"]["full_name"] == ANSWERS["requester"]["person"]["full_name"]
    assert again["requester"]["identity"] == ANSWERS["requester"]["identity"]
    assert applicants.recent_procedures(session, an) == ["2.000815"]


def test_a_new_secret_closes_the_old_one(session, clock, who):
    one = online(session, clock)
    secret = dossiers.renew_secret(session, clock, one.dossier_id, "mất giấy hẹn", who("an.reception"))
    assert dossiers.track(session, one.code, secret).dossier == one.dossier_id
    with pytest.raises(NotFoundError):
        dossiers.track(session, one.code, one.secret)
    with pytest.raises(ForbiddenError):
        dossiers.renew_secret(session, clock, one.dossier_id, "mất giấy hẹn", who("chi.case"))


# -- asking the applicant ----------------------------------------------------------------------------------------

PHONE = {"field": "/requester/contact/phone", "problem": "Sai số", "action": "Ghi lại"}
ORIGINAL = {"component": "original", "problem": "Mờ", "action": "Mang lại"}


def asked(session, clock, who, one, items=(PHONE,), **more):
    return actions.request_supplement(
        session, clock, one.dossier_id, list(items), "chưa rõ", who("an.reception"), **more
    )


def test_only_the_part_that_was_asked_for_reopens_and_the_officer_sees_the_change(session, clock, who):
    one = online(session, clock, applicant={**HOA, "phone": ANSWERS["requester"]["contact"]["phone"]})
    with pytest.raises(InvalidError, match=r"supplement\.item"):
        asked(session, clock, who, one, [{"field": "/nothing", "problem": "x", "action": ""}])
    asked(session, clock, who, one, reply=Reply("Bà An, 0261 111", date(2026, 3, 12)))
    with session.begin():
        letter = session.scalars(select(Letter).where(Letter.key == "supplement")).one()
        assert letter.body["items"] == [{"about": {"field": PHONE["field"]}, "wrong": "Sai số", "todo": "Ghi lại"}]
        assert letter.body["contact"] == "Bà An, 0261 111"
        assert letter.body["expires_at"].startswith("2026-03-12T23:59")
    citizen = applicant(one.dossier_id)
    other = {"requester": {"person": {"full_name": "Người Khác"}}}
    for given in (
        actions.Supplement(answers=other),
        actions.Supplement(components={"original": {"original": 1}}),
        actions.Supplement(answers={"papers": []}),
    ):
        with pytest.raises(InvalidError, match=r"supplement\.not-asked"):
            actions.answer_supplement(session, clock, one.dossier_id, given, citizen)
    answer = actions.Supplement(answers={"requester": {"contact": {"phone": "0912000111"}}})
    first = actions.answer_supplement(session, clock, one.dossier_id, answer, citizen, idempotency_key="once")
    again = actions.answer_supplement(session, clock, one.dossier_id, answer, citizen, idempotency_key="once")
    assert again == first
    before = ANSWERS["requester"]["contact"]["phone"]
    change = {"field": PHONE["field"], "before": before, "after": "0912000111"}
    assert logged(session, one.dossier_id, "supplement_changes") == [{"changes": [change]}]
    seen = views.dossier(session, clock, who("an.reception"), one.dossier_id)
    assert seen.parts[0].data["requester"]["contact"]["phone"] == "0912000111"
    assert seen.parts[0].data["requester"]["person"] == ANSWERS["requester"]["person"]
    assert seen.applicant["phone"] == "0912000111"
    found = applicants.find(session, clock, who("an.reception"), WARD, "0912000111")
    assert [known.dossier_id for known in found] == [one.dossier_id]
    proposed = asked(session, clock, who, one).proposal
    assert proposals.approve(session, clock, proposed, who("giang.sign")).status == Status.SUPPLEMENT_REQUESTED
    with pytest.raises(InvalidError, match=r"supplement\.day"):
        supplements_day(session, clock, who)


def test_a_corrected_name_stands_in_every_list_and_the_former_one_still_finds_it(session, clock, who):
    was = ANSWERS["requester"]["person"]["full_name"]
    one = online(session, clock, applicant={**HOA, "name": was})
    asked(
        session, clock, who, one, [{"field": "/requester/person/full_name", "problem": "Sai tên", "action": "Ghi lại"}]
    )
    answer = actions.Supplement(answers={"requester": {"person": {"full_name": "Đặng Thuỳ Trâm"}}})
    actions.answer_supplement(session, clock, one.dossier_id, answer, applicant(one.dossier_id))
    for text in ("dang thuy tram", was, one.code):
        (line,) = listing.search(session, who("an.reception"), text).lines
        assert (line.id, line.applicant) == (one.dossier_id, "Đặng Thuỳ Trâm")


def supplements_day(session, clock, who):
    asked(session, clock, who, online(session, clock), reply=Reply("", date(2026, 3, 1)))


@pytest.mark.parametrize(
    ("then", "received", "status"),
    [
        ("stop", False, Status.REFUSED_AT_INTAKE),
        ("stop", True, Status.STOPPED),
        ("continue", True, Status.IN_PROGRESS),
        ("remind", True, Status.SUPPLEMENT_REQUESTED),
    ],
)
def test_a_request_nobody_answers_ends_as_the_procedure_says(session, clock, who, then, received, status):
    one = online(session, clock)
    if received:
        do(session, clock, who, one.dossier_id, "Task_Receive")
    officer = who("chi.case" if received else "an.reception")
    actions.request_supplement(
        session, clock, one.dossier_id, [ORIGINAL], "mờ", officer, reply=Reply("", date(2026, 3, 10))
    )
    with session.begin():
        row = session.get(SupplementRequest, (one.dossier_id, 1))
        row.unanswered = then
    assert supplements.expire_due(session, clock) == 0
    clock.move_to(clock.now() + timedelta(days=9))
    assert supplements.expire_due(session, clock) == 1
    assert supplements.expire_due(session, clock) == 0
    with session.begin():
        session.expire_all()
        assert session.get(Dossier, one.dossier_id).status == status
        assert session.get(SupplementRequest, (one.dossier_id, 1)).state == "expired"
    assert len(logged(session, one.dossier_id, "supplement_expired")) == 1
    assert ("reminder" in told(session, one.dossier_id)) == (then == "remind")


def test_a_refusal_names_what_is_wrong(session, clock, who):
    one = online(session, clock)
    actions.refuse_at_intake(
        session, clock, one.dossier_id, "tẩy xóa", who("an.reception"), items=[ORIGINAL], contact="Bà An"
    )
    with session.begin():
        body = session.scalars(select(Letter.body).where(Letter.key == "refusal")).one()
    assert body["items"] == [{"about": {"component": "original"}, "wrong": "Mờ", "todo": "Mang lại"}]
    assert body["contact"] == "Bà An"


def test_a_withdrawal_sent_twice_is_done_once(session, clock):
    one = online(session, clock)
    citizen = applicant(one.dossier_id)
    first = actions.withdraw(session, clock, one.dossier_id, "thôi", citizen, idempotency_key="k")
    assert actions.withdraw(session, clock, one.dossier_id, "thôi", citizen, idempotency_key="k") == first
    with pytest.raises(ConflictError):
        actions.withdraw(session, clock, one.dossier_id, "lý do khác", citizen, idempotency_key="k")


# -- helping -----------------------------------------------------------------------------------------------------


def test_what_a_helper_filled_in_is_sent_by_the_applicant_alone(session, clock, who, helper):
    prepared = assisted.prepare(session, clock, applied(helper=POINT, components={}), helper, "holder")
    waiting = assisted.found(session, clock, prepared.code.lower())
    assert waiting.application.answers == ANSWERS
    one = assisted.confirm(session, clock, prepared.code, "2026-01")
    assert assisted.confirm(session, clock, prepared.code, "2026-01") == one
    assert logged(session, one.dossier_id, "assisted") == [{"agency": POINT}]
    assert logged(session, one.dossier_id, "consented") == [{"version": "2026-01"}]
    with pytest.raises(NotFoundError):
        views.dossier(session, clock, helper, one.dossier_id)
    with pytest.raises(NotFoundError):
        assisted.found(session, clock, prepared.code)


def test_what_is_not_confirmed_is_forgotten(session, clock, who, helper):
    refused, late = (assisted.prepare(session, clock, applied(helper=POINT), helper, "holder") for _ in range(2))
    assisted.refuse(session, clock, refused.code)
    clock.move_to(late.expires_at)
    assisted.sweep(session, clock)
    for one in (refused, late):
        with pytest.raises(NotFoundError):
            assisted.confirm(session, clock, one.code)
    with pytest.raises(ForbiddenError):
        assisted.prepare(session, clock, applied(helper=POINT), who("chi.case"), "holder")


# -- telling the applicant ---------------------------------------------------------------------------------------


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@pytest.fixture
def mailbox() -> Iterator[tuple[Controller, list[Any]]]:
    """A real SMTP server on this machine; it refuses whoever is called gone."""
    arrived: list[Any] = []

    class Box:
        async def handle_RCPT(self, _server, _session, envelope, address, _options):  # noqa: N802 - aiosmtpd's name
            if address.startswith("gone"):
                return "550 no such mailbox"
            envelope.rcpt_tos.append(address)
            return "250 OK"

        async def handle_DATA(self, _server, _session, envelope):  # noqa: N802 - aiosmtpd's name
            from email import message_from_bytes
            from email.policy import default

            arrived.append(message_from_bytes(envelope.content, policy=default))
            return "250 OK"

    server = Controller(Box(), hostname="127.0.0.1", port=_free_port())
    server.start()
    yield server, arrived
    server.stop()


def post(server: Controller) -> Registry:
    told = {"kind": "mail", "host": "127.0.0.1", "port": server.port}
    return registry_from_json({"notice.*": {**told, "sender": "motcua@example.vn", "encryption": "none"}})


def test_the_applicant_is_told_by_mail_at_each_turn_of_the_dossier(sessions, session, clock, who, mailbox):
    server, arrived = mailbox
    one = online(session, clock)
    asked(session, clock, who, one, [ORIGINAL])
    given = actions.Supplement(components={"original": {"original": 1}})
    actions.answer_supplement(session, clock, one.dossier_id, given, applicant(one.dossier_id))
    do_until(session, clock, who, one.dossier_id, "Task_Return")
    assert told(session, one.dossier_id) == ["supplement", "reception", "settlement", "result"]
    wording = Wording("https://motcua.example.vn")
    send_waiting(sessions, clock, post(server), wording=wording)
    send_waiting(sessions, clock, post(server), wording=wording)
    assert len(arrived) == 4
    assert {str(message["To"]) for message in arrived} == {"Hoa@Example.vn"}
    request = next(message for message in arrived if "cần bổ sung" in message["Subject"])
    text = request.get_content()
    assert "Bản chính giấy tờ, văn bản: Mờ Cần làm: Mang lại" in text
    assert f"https://motcua.example.vn/d/{one.code}" in text
    assert one.secret not in "".join(message.as_string() for message in arrived)
    assert len({message["Message-ID"] for message in arrived}) == 4


def test_without_a_mail_server_notices_are_files_and_a_refused_address_is_an_effect_for_the_operator(
    sessions, session, clock, who, mailbox, tmp_path: Path
):
    server, _arrived = mailbox
    one = at_counter(session, clock, who)
    send_waiting(sessions, clock, Registry(), wording=Wording(sink=tmp_path))
    assert "đã được tiếp nhận" in next(tmp_path.iterdir()).read_text("utf-8")
    gone = online(session, clock, applicant={**HOA, "email": "gone@example.vn", "language": "en"})
    do(session, clock, who, gone.dossier_id, "Task_Receive")
    send_waiting(sessions, clock, post(server))
    with session.begin():
        rows = session.scalars(select(EffectRow).where(EffectRow.kind == "notice").order_by(EffectRow.created_at))
        states = {row.dossier_id: (row.state, row.error) for row in rows}
    assert states[one.dossier_id] == ("done", None)
    assert states[gone.dossier_id][0] == "dead"
    assert "550" in states[gone.dossier_id][1]


def test_each_notice_can_be_worded_in_both_languages(session, clock, who):
    one = at_counter(session, clock, who)
    with session.begin():
        payload = session.scalars(select(EffectRow.payload).where(EffectRow.kind == "notice")).one()
    more = {"dossiers": [], "token": "t"}
    for key in notices.KEYS:
        for language in notices.LANGUAGES:
            filled = {"to": {**payload["to"], "language": language}, "about": {**payload["about"], **more}}
            subject, text = notices.worded(key, filled, "https://example.vn")
            assert subject, key
            assert "{{" not in text
            if key != notices.RECOVERY:
                assert one.code in subject


def test_a_mail_connector_that_cannot_work_is_refused_when_it_is_bound():
    for wrong in ({"sender": "nobody"}, {"sender": "a@b.vn", "encryption": "x"}, {"sender": "a@b.vn", "user": "u"}):
        with pytest.raises(ValueError, match=r"expected|one of|never"):
            MailConnector(**{"host": "h", "port": 25, "encryption": "none", **wrong})
    nobody = Request(capability="notice.result", payload={"to": {}}, idempotency_key="a:1:2", dossier_code="c")
    assert MailConnector(host="h", port=1, sender="a@b.vn").send(nobody).receipt == {"skipped": "no e-mail address"}
    broken = Request(capability="n", payload={"to": {"email": "a b@c\nd"}}, idempotency_key="a", dossier_code="c")
    assert isinstance(MailConnector(host="h", port=1, sender="a@b.vn").send(broken), Refusal)


def test_the_password_of_the_mail_server_is_a_secret_that_the_database_only_names(sessions, session, clock):
    boss = Actor(key="boss", positions=(PositionHeld(WARD, {}, "integrator"),))
    told_ = {"kind": "mail", "host": "smtp.example.vn", "sender": "a@b.vn", "user": "u"}
    with pytest.raises(InvalidError, match=r"binding\.secret"):
        bindings.bind(session, clock, "capability", "notice.*", {**told_, "password": "hunter2"}, boss)
    named = {**told_, "password": {"secret": "SMTP"}}
    bindings.bind(session, clock, "capability", "notice.*", named, boss)
    found = bindings.LiveRegistry(sessions, Registry(), {"SMTP": "hunter2"}.get).find("notice.result")
    assert isinstance(found, MailConnector)
    assert found.password == "hunter2"
    assert "hunter2" not in repr(found)
    with pytest.raises(ConnectorError, match="SMTP"):
        bindings.LiveRegistry(sessions, Registry(), {}.get).find("notice.result")
    with pytest.raises(ConnectorError, match="text"):
        registry_from_json({"notice.*": named})


def test_a_late_dossier_is_told_once(session, clock, who):
    one = at_counter(session, clock, who)
    assert waking.tell_overdue(session, clock) == 0
    clock.move_to(clock.now() + timedelta(days=2))
    assert waking.tell_overdue(session, clock) == 1
    assert waking.tell_overdue(session, clock) == 0
    assert told(session, one.dossier_id) == ["reception", "overdue"]


def test_lost_codes_go_to_the_known_address_and_to_nobody_else(sessions, session, clock, who, mailbox):
    server, arrived = mailbox
    one, two = online(session, clock), at_counter(session, clock, who)
    send_waiting(sessions, clock, post(server))
    arrived.clear()
    recovery.ask(session, clock, "nobody@example.vn")
    recovery.ask(session, clock, "067090001234")
    send_waiting(sessions, clock, post(server), wording=Wording("https://example.vn"))
    assert [str(message["To"]) for message in arrived] == ["hoa@example.vn"]
    text = arrived[0].get_content()
    assert one.code in text
    assert two.code in text
    token = text.partition("/follow/recovered/")[2].split()[0]
    with session.begin():
        kept = session.scalars(select(EffectRow.payload).where(EffectRow.name == "recovery")).all()
        assert token not in str(kept)
    assert set(recovery.open_link(session, clock, token)) == {one.dossier_id, two.dossier_id}
    for wrong in (token, "guess"):
        with pytest.raises(NotFoundError):
            recovery.open_link(session, clock, wrong)
    for _ in range(4):
        recovery.ask(session, clock, "hoa@example.vn")
    send_waiting(sessions, clock, post(server))
    assert len(arrived) == 4


def test_the_counter_carries_a_certified_copy_to_the_applicants_hand(session, clock, who):
    """Every step is the same service the one-screen page calls, by whoever holds the role."""
    one = at_counter(session, clock, who)
    task = open_task(session, one.dossier_id, "Task_Certify")
    tasks.complete_task(session, clock, task, done("Task_Certify"), who("chi.case"))
    for node in ("Task_Sign", "Task_Seal", "Task_CollectFee", "Task_Return"):
        last = do(session, clock, who, one.dossier_id, node)
    assert last.status == Status.RETURNED
    assert told(session, one.dossier_id) == ["reception", "settlement", "result"]


def test_a_notice_on_personal_data_of_ones_own_counts_from_its_day_and_a_broken_one_stops_the_start(tmp_path: Path):
    from motcua.settings import SettingError, read_settings
    from runtime.services.privacy import in_force

    texts = {"title": {"vi": "a", "en": "b"}, "text": {"vi": ["c"], "en": ["d"]}}
    file = tmp_path / "privacy.json"
    versions = [{"version": f"v{day}", "valid_from": f"2026-0{day}-01", **texts} for day in (5, 3)]
    file.write_text(json.dumps({"notices": versions}), encoding="utf-8")
    assert read_settings({"MOTCUA_PRIVACY": str(file)}).privacy == str(file)
    days = (date(2026, 1, 1), date(2026, 4, 30), date(2026, 5, 1))
    assert [in_force(day, file).version for day in days] == ["v3", "v3", "v5"]
    (tmp_path / "broken.json").write_text('{"notices": [{}]}', encoding="utf-8")
    for name in ("broken.json", "missing.json"):
        with pytest.raises(SettingError, match="MOTCUA_PRIVACY"):
            read_settings({"MOTCUA_PRIVACY": str(tmp_path / name)})
