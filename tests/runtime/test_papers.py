"""Letters and register books in the database: frozen, numbered without gaps, printed once as original."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from runtime.clock import VirtualClock
from runtime.models import Letter, LetterPrint, LogRow, RegisterEntry
from runtime.services import actions, dossiers, made_papers, offers, posting, prints, registers, tasks, views
from runtime.services.actors import applicant, system
from runtime.services.applications import Application
from runtime.services.errors import ForbiddenError, InvalidError, NotFoundError, RefusedError
from runtime.services.made_papers import Wanted
from runtime.services.prints import Place
from runtime.services.registers import Which
from runtime.services.tasks import Completion
from tests.letters.test_papers import squeezed, text_of
from tests.runtime.copies import ANSWERS, COMPONENTS, FOLDER, OFFICER, WARD, do, do_until, open_task

pytestmark = pytest.mark.usefixtures("healthy")
BOOK = Which("SCT", WARD, "2026")


def letters(session, dossier):
    with session.begin():
        return list(session.scalars(select(Letter).where(Letter.dossier_id == dossier).order_by(Letter.issued_at)))


def test_a_letter_is_frozen_rendered_once_counted_on_paper_and_marked_when_void(session, clock, submit, who, files):
    dossier = submit().dossier_id
    do(session, clock, who, dossier, "Task_Receive")
    officer, place = who("an.reception"), Place(files, "https://dvc.example")
    made_papers.make(session, clock, dossier, Wanted(key="receipt"), officer)
    receipt = letters(session, dossier)[0]
    session.expunge_all()
    assert receipt.snapshot["applicant"]["name"] == "Nguyễn Thị Thu Hà"
    assert receipt.snapshot["components"][0]["original"] == 1

    original = prints.open_letter(session, clock, place, officer, receipt.id)
    assert original.content[:5] == b"%PDF-"
    with session.begin():  # what changes later does not reach the letter
        session.execute(text("UPDATE dossier SET facts = jsonb_set(facts, '{applicant,name}', '\"Somebody else\"')"))
    shown = text_of(prints.open_letter(session, clock, place, officer, receipt.id).content)
    assert "Nguyễn Thị Thu Hà" in shown
    assert prints.open_letter(session, clock, place, applicant(dossier), receipt.id) == original

    papers = [prints.print_letter(session, clock, place, officer, receipt.id).content for _ in range(3)]
    assert papers[0] == original.content
    assert [f"BẢN SAO – in lại lần {n}" in text_of(papers[n]) for n in (1, 2)] == [True, True]
    view = views.dossier(session, clock, officer, dossier)
    assert [one.prints for one in view.letters if one.id == receipt.id] == [3]
    with session.begin():
        assert session.scalars(select(LetterPrint.copy).order_by(LetterPrint.copy)).all() == [0, 1, 2]
        assert Counter(session.scalars(select(LogRow.kind)))["letter_printed"] == 3
        session.execute(text("UPDATE letter SET superseded_at = now()"))
    assert "KHÔNG CÒN GIÁ TRỊ" in text_of(prints.open_letter(session, clock, place, officer, receipt.id).content)

    for change in ("snapshot = '{}'", "number = number + 1", "pdf_hash = 'x'"):
        with pytest.raises(DBAPIError, match="cannot be changed"), session.begin():
            session.execute(text(f"UPDATE letter SET {change}"))
    with session.begin():
        session.execute(text("UPDATE letter SET snapshot = NULL"))  # an erasure
    with pytest.raises(RefusedError, match=r"letter\.unfrozen"):
        prints.open_letter(session, clock, place, officer, receipt.id)
    kept = files.path(original.sha256)
    kept.write_bytes(b"changed")
    with pytest.raises(RefusedError, match=r"letter\.damaged"):
        prints.stored(files, original.sha256)
    kept.write_bytes(original.content)


def test_papers_on_request_follow_the_state_and_go_to_whom_they_are_for(session, clock, submit, who, files):
    dossier = submit().dossier_id
    officer, place = who("an.reception"), Place(files)
    for wanted, code in (
        (Wanted(key="control_slip"), "not-received"),
        (Wanted(key="return_sheet"), "paper.not-settled"),
        (Wanted(key="opinion", to="Sở Tư pháp"), "paper.missing"),
        (Wanted(key="decree"), "paper.unknown"),
    ):
        with pytest.raises((RefusedError, InvalidError)) as refused:
            made_papers.make(session, clock, dossier, wanted, officer)
        assert refused.value.code == code
    do_until(session, clock, who, dossier, "Task_CollectFee")
    for stranger in (who("vinh.other"), applicant(submit().dossier_id)):
        with pytest.raises(NotFoundError):
            made_papers.make(session, clock, dossier, Wanted(key="control_slip"), stranger)
    with pytest.raises(ForbiddenError):
        made_papers.make(session, clock, dossier, Wanted(key="control_slip"), applicant(dossier))
    slip = made_papers.make(session, clock, dossier, Wanted(key="control_slip"), officer)
    sheet = made_papers.make(session, clock, dossier, Wanted(key="return_sheet"), officer)
    asked = Wanted(key="opinion", to="Sở Tư pháp", reason="Giấy tờ có hợp lệ không?", until=clock.now().date())
    question = made_papers.make(session, clock, dossier, asked, who("chi.case"))
    told = squeezed(prints.open_letter(session, clock, place, officer, slip).content)
    assert [one in told for one in ("Kiểmtra,ghilờichứng", "Thuphí", "UBNDphườngBắcGiaNghĩa")] == [True] * 3
    assert "1/2026-SCT/BS" in squeezed(prints.open_letter(session, clock, place, officer, sheet).content)
    assert "Sở Tư pháp" in text_of(prints.open_letter(session, clock, place, officer, question).content)
    mine = applicant(dossier)
    assert {one.key for one in views.dossier(session, clock, mine, dossier).letters} == {"return_sheet"}
    with pytest.raises(NotFoundError):
        prints.open_letter(session, clock, place, mine, slip)
    for stranger in (who("vinh.other"), applicant(submit().dossier_id)):
        with pytest.raises(NotFoundError):
            prints.open_letter(session, clock, place, stranger, sheet)


def test_a_refusal_names_what_is_wrong_by_its_name(session, clock, submit, who, files):
    dossier = submit().dossier_id
    items = [{"component": "original", "problem": "bị mờ", "action": "nộp bản khác"}]
    actions.refuse_at_intake(session, clock, dossier, "Giấy tờ không đọc được", who("an.reception"), items=items)
    refusal = letters(session, dossier)[-1]
    told = text_of(prints.open_letter(session, clock, Place(files), applicant(dossier), refusal.id).content)
    assert "Giấy tờ không đọc được" in told
    assert "bị mờ" in told
    assert "original" not in told


def test_a_notice_of_refusal_to_settle_gives_the_reason_that_was_written_in_its_step(
    session, clock, submit, who, files
):
    dossier = submit().dossier_id
    steps = json.loads((FOLDER / "scenarios" / "leader_disagrees.json").read_text("utf-8"))["steps"]
    people = {**OFFICER, "Task_Reply": "chi.case"}
    for step in steps[:4]:
        completion = Completion(answers=step["answers"], outcome=step.get("outcome"))
        task = open_task(session, dossier, step["task"])
        tasks.complete_task(session, clock, task, completion, who(people[step["task"]]))
    reply = steps[3]["answers"]
    notice = next(one for one in letters(session, dossier) if one.key == "refusal_to_settle")
    told = squeezed(prints.open_letter(session, clock, Place(files), applicant(dossier), notice.id).content)
    assert reply["refusal_reason"].replace(" ", "")[:40] in told


def test_register_entries_are_found_corrected_by_notes_only_and_printed(session, clock, submit, who):
    first, second = submit().dossier_id, submit().dossier_id
    for dossier in (first, second):
        do_until(session, clock, who, dossier, "Task_Seal")
    clerk = who("khanh.records")
    line = next(one for one in registers.books(session, clerk) if one.register == "SCT" and one.agency == WARD)
    assert (line.period, line.entries, line.last) == ("2026", 2, 2)
    page = registers.book(session, clerk, BOOK, limit=1)
    assert [one.text for one in page.entries] == ["1/2026-SCT/BS"]
    rest = registers.book(session, clerk, BOOK, after=page.after or 0)
    assert [one.number for one in rest.entries] == [2]
    assert len(registers.book(session, clerk, BOOK, "nguyen thi thu ha").entries) == 2
    assert [one.number for one in registers.book(session, clerk, BOOK, "2/2026").entries] == [2]
    entry = page.entries[0]
    registers.annotate(session, clock, clerk, entry.id, "Ghi nhầm họ: Nguyễn, không phải Nguyên")
    with pytest.raises(InvalidError):
        registers.annotate(session, clock, clerk, entry.id, "  ")
    noted = registers.book(session, clerk, BOOK).entries[0]
    assert (noted.text, [one.text for one in noted.notes]) == (entry.text, ["Ghi nhầm họ: Nguyễn, không phải Nguyên"])
    printed = squeezed(registers.printed(session, clock, clerk, BOOK).content)
    assert [word in printed for word in ("1/2026-SCT/BS", "2/2026-SCT/BS", "Ghinhầmhọ")] == [True] * 3
    rest = squeezed(registers.printed(session, clock, clerk, BOOK, after=1).content)
    assert ["1/2026-SCT/BS" in rest, "2/2026-SCT/BS" in rest] == [False, True]
    for statement in ("UPDATE register_entry SET text = 'x'", "DELETE FROM register_note"):
        with pytest.raises(DBAPIError, match="only added to"), session.begin():
            session.execute(text(statement))
    stranger = who("vinh.other")
    assert all(one.agency != WARD for one in registers.books(session, stranger))
    for call in (
        lambda: registers.book(session, stranger, BOOK),
        lambda: registers.printed(session, clock, stranger, BOOK),
        lambda: registers.annotate(session, clock, stranger, entry.id, "not mine"),
    ):
        with pytest.raises(NotFoundError):
            call()


def test_eight_counters_take_numbers_without_gap_or_duplicate_over_new_year(sessions, clock, submit, who):
    ids = [submit().dossier_id for _ in range(16)]
    with sessions() as session:
        for dossier in ids:
            do(session, clock, who, dossier, "Task_Receive")
    officer, barrier = who(OFFICER["Task_Certify"]), Barrier(8)

    def certify(dossier, at):
        barrier.wait()
        with sessions() as session:
            do(session, VirtualClock(at), lambda _login: officer, dossier, "Task_Certify")

    for half, at in ((ids[:8], "2026-12-31T16:59:00+07:00"), (ids[8:], "2027-01-01T08:00:00+07:00")):
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda one, at=at: certify(one, datetime.fromisoformat(at)), half))
    with sessions() as session, session.begin():
        taken = session.execute(select(RegisterEntry.period, RegisterEntry.number).order_by("period", "number")).all()
    assert [tuple(one) for one in taken] == [(year, n) for year in ("2026", "2027") for n in range(1, 9)]


def test_results_go_to_the_post_by_the_sheet_and_only_once(session, clock, submit, who):
    dossier, open_one = submit().dossier_id, submit().dossier_id
    do_until(session, clock, who, dossier, "Task_CollectFee")
    officer = who("an.reception")
    assert [one.id for one in posting.ready(session, officer)] == [dossier]
    for chosen, taker, code in (
        ([], "Bưu điện", "post.none"),
        ([dossier], " ", "post.taker"),
        ([dossier, open_one], "Bưu điện", "post.dossier"),
    ):
        with pytest.raises(InvalidError) as refused:
            posting.make_sheet(session, clock, officer, chosen, taker)
        assert refused.value.code == code
    sheet = posting.make_sheet(session, clock, officer, [dossier], "Bưu điện Gia Nghĩa")
    told = text_of(posting.print_sheet(session, officer, sheet).content)
    assert "Bưu điện Gia Nghĩa" in told
    assert "Nguyễn Thị Thu Hà" in told
    assert posting.ready(session, officer) == []
    assert [one.number for one in posting.sheets(session, officer)] == [1]
    with pytest.raises(InvalidError, match=r"post\.dossier"):
        posting.make_sheet(session, clock, officer, [dossier], "Bưu điện")
    with pytest.raises(NotFoundError):
        posting.print_sheet(session, who("vinh.other"), sheet)


def test_trial_dossiers_are_numbered_apart(session, clock, submit, who, files):
    offers.set_stage(session, clock, "2.000815", WARD, "trial", "Tập huấn", system("test"))
    told = Application(
        procedure="2.000815",
        receiving=WARD,
        applicant={"name": "Nguyễn Thị Thu Hà"},
        answers=ANSWERS,
        components=COMPONENTS,
        channel="counter",
    )
    trial = dossiers.submit(session, clock, told, who("an.reception")).dossier_id
    offers.set_stage(session, clock, "2.000815", WARD, "live", "Chính thức", system("test"))
    real = submit().dossier_id
    for dossier in (trial, real):
        do_until(session, clock, who, dossier, "Task_Seal")
        made_papers.make(session, clock, dossier, Wanted(key="receipt"), who("an.reception"))
    receipts = {one.dossier_id: one for dossier in (trial, real) for one in letters(session, dossier)}
    assert [receipts[one].snapshot["letter"]["text"] for one in (trial, real)] == ["TN-1/2026", "1/2026"]
    shown = prints.open_letter(session, clock, Place(files), who("an.reception"), receipts[trial].id)
    assert "THỬ NGHIỆM" in text_of(shown.content)
    with session.begin():
        taken = session.execute(select(RegisterEntry.period, RegisterEntry.text).order_by(RegisterEntry.period)).all()
    assert [tuple(one) for one in taken] == [("2026", "1/2026-SCT/BS"), ("TN-2026", "TN-1/2026-SCT/BS")]
