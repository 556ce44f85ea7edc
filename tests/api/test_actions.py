"""What is done outside the diagram, by API."""

from datetime import timedelta

from tests.api.office import Office, scenario

ITEM = {"component": "original", "problem": "the second page is missing", "action": "bring the whole paper"}


def dossier(office: Office, submitted: dict, login: str = "an.reception") -> dict:
    return office.officer(login)(f"GET /dossiers/{submitted['dossier_id']}")


def test_a_supplement_is_asked_for_answered_and_the_work_goes_on(office: Office):
    submitted = office.advanced(1)
    place = f"/dossiers/{submitted['dossier_id']}"
    body = {"reason": "incomplete", "items": [ITEM]}
    asked = office.officer("chi.case")(f"POST {place}/supplement-request", body)
    assert asked["status"] == 5
    applicant = office.applicant(submitted)
    seen = applicant(f"GET /applications/{submitted['code']}")
    assert seen["branches"][0]["suspension"]["items"] == [ITEM]
    assert "answer_supplement" in seen["allowed"]
    task = office.open_task(submitted["dossier_id"], "Task_Certify")
    certify = scenario()["steps"][1]
    refused = office.officer("chi.case")(
        f"POST /tasks/{task['id']}/completion",
        {"answers": certify["answers"], "outcome": certify["outcome"]},
        409,
        If_Match="*",
    )
    assert refused["code"] == "suspended"
    office.clock.pass_time(timedelta(hours=1))
    file = applicant.upload(f"/applications/{submitted['code']}/uploads").get_json()
    path = f"POST /applications/{submitted['code']}/supplement"
    assert applicant(path, {"attachments": {"copies": [file["id"]]}}, 422)["code"] == "supplement.not-asked"
    given = {"attachments": {"original": [file["id"]]}, "components": {"original": {"original": 1}}}
    answered = applicant(path, given, idempotency_key="once")
    assert applicant(path, given, idempotency_key="once") == answered
    assert answered["status"] == 4
    assert [one["id"] for one in dossier(office, submitted)["files"]] == [file["id"]]
    for step in scenario()["steps"][1:]:
        done = office.do(submitted["dossier_id"], step)
    assert done["status"] == 10


def test_a_further_request_goes_out_only_when_another_leader_approves_it(office: Office):
    submitted = office.advanced(1)
    place, path = f"POST /dossiers/{submitted['dossier_id']}", f"/applications/{submitted['code']}"
    chi, giang, hai = (office.officer(login) for login in ("chi.case", "giang.sign", "hai.chair"))
    applicant = office.applicant(submitted)
    body = {"reason": "incomplete", "items": [ITEM]}
    assert chi(f"{place}/supplement-request", body)["proposal"] is None
    applicant(f"POST {path}/supplement", {"components": {"original": {"original": 1}}})
    named = body | {"approver": "giang.sign"}
    assert "approver" in str(chi(f"{place}/supplement-request", named, 422))

    asked = chi(f"{place}/supplement-request", body)
    one = f"/supplement-proposals/{asked['proposal']}"
    seen = applicant(f"GET {path}")
    assert (asked["status"], seen["status"], seen["branches"][0]["suspension"]) == (4, 4, None)
    assert "proposed" not in str(seen["timeline"])
    assert [letter["key"] for letter in seen["letters"]].count("supplement") == 1
    assert chi(f"{place}/supplement-request", body, 409)["code"] == "proposal.open"
    for caller, waits in ((giang, 1), (hai, 1), (chi, 0), (office.officer("vinh.other"), 0)):
        assert len(caller("GET /supplement-proposals")["items"]) == waits
    assert chi(f"POST {one}/approval", status=403)["code"] == "proposal.own"
    assert office.officer("an.reception")(f"POST {one}/approval", status=403)["code"] == "forbidden"
    assert office.officer("vinh.other")(f"POST {one}/approval", status=404)["code"] == "not-found"
    assert giang(f"POST {one}/taking-back", status=403)["code"] == "forbidden"
    assert giang(f"POST {one}/refusal", {"reason": " "}, 422)["code"] == "reason.missing"
    assert giang(f"POST {one}/refusal", {"reason": "ask nobody twice"})["status"] == 4
    assert giang(f"POST {one}/approval", status=409)["code"] == "proposal.decided"
    mine = chi("GET /supplement-proposals?mine=true")["items"]
    assert [(row["state"], row["decided_by"], row["decision"]) for row in mine] == [
        ("declined", "giang.sign", "ask nobody twice")
    ]

    again = f"/supplement-proposals/{chi(f'{place}/supplement-request', body)['proposal']}"
    assert chi(f"POST {again}/taking-back")["status"] == 4
    last = f"/supplement-proposals/{chi(f'{place}/supplement-request', body)['proposal']}"
    assert giang(f"POST {last}/approval")["status"] == 5
    seen = applicant(f"GET {path}")
    assert seen["branches"][0]["suspension"]["items"] == [ITEM]
    assert [letter["key"] for letter in seen["letters"]].count("supplement") == 2
    assert not {"giang.sign", "chi.case"} & set(str(seen).replace("'", " ").split())
    told = chi(f"GET /dossiers/{submitted['dossier_id']}/history")
    kinds = [one["kind"] for one in told["log"] if one["kind"].startswith("supplement_")]
    assert kinds[3:] == [
        "supplement_proposed", "supplement_declined", "supplement_proposed", "supplement_taken_back",
        "supplement_proposed", "supplement_requested",
    ]  # fmt: skip
    entry = next(one for one in reversed(told["log"]) if one["kind"] == "supplement_requested")
    assert (entry["data"]["actor"], entry["data"]["approver"], entry["actor"]) == (
        "chi.case",
        "giang.sign",
        "giang.sign",
    )


def test_the_counter_takes_a_supplement_and_a_withdrawal(office: Office):
    submitted = office.submitted()
    place = f"POST /dossiers/{submitted['dossier_id']}"
    counter = office.officer("an.reception")
    counter(f"{place}/supplement-request", {"reason": "incomplete", "items": [ITEM]})
    assert counter(f"{place}/supplement", {"components": {"original": {"original": 1}}})["status"] == 1
    assert counter(f"{place}/withdrawal", {"reason": "the applicant has no more need of it"})["status"] == 7
    assert counter(f"{place}/withdrawal", {"reason": "again"}, 409)["code"] == "closed"


def test_an_applicant_withdraws(office: Office):
    submitted = office.advanced(1)
    done = office.applicant(submitted)(f"POST /applications/{submitted['code']}/withdrawal", {"reason": "not needed"})
    assert done["status"] == 7
    assert dossier(office, submitted)["tasks"] == []


def test_papers_are_refused_before_reception_with_a_letter(office: Office):
    submitted = office.submitted()
    place = f"POST /dossiers/{submitted['dossier_id']}/intake-refusal"
    assert office.officer("an.reception")(place, {"reason": "  "}, 422)["code"] == "reason.missing"
    assert office.officer("an.reception")(place, {"reason": "not a paper that can be certified"})["status"] == 3
    letters = office.applicant(submitted)(f"GET /applications/{submitted['code']}")["letters"]
    assert [one["key"] for one in letters] == ["refusal"]


def test_a_task_is_returned_to_an_earlier_step(office: Office):
    submitted = office.advanced(2)
    task = office.open_task(submitted["dossier_id"], "Task_Sign")
    signer = office.officer("giang.sign")
    choices = signer(f"GET /tasks/{task['id']}/returnable")["items"]
    assert "Task_Certify" in [one["node"] for one in choices]
    body = {"node": "Task_Certify", "reason": "one page is missing"}
    signer(f"POST /tasks/{task['id']}/return", body)
    assert [one["node"] for one in dossier(office, submitted)["tasks"]] == ["Task_Certify"]
    refused = signer(f"POST /tasks/{task['id']}/return", body, 404)
    assert refused["code"] == "not-found"


def test_the_due_instant_is_extended_once(office: Office):
    submitted = office.advanced(1)
    before = dossier(office, submitted)["branches"][0]["deadlines"][0]["due"]
    place = f"POST /dossiers/{submitted['dossier_id']}/extension"
    chair = office.officer("hai.chair")
    assert chair(place, {"term": "soon", "reason": "many pages"}, 422)["code"] == "term.syntax"
    chair(place, {"term": "2wd", "reason": "many pages"})
    after = dossier(office, submitted)["branches"][0]["deadlines"][0]["due"]
    assert after > before
    assert chair(place, {"term": "2wd", "reason": "again"}, 409)["code"].startswith("extension")


def test_the_processing_is_stopped_by_who_decides(office: Office):
    submitted = office.advanced(1)
    place = f"POST /dossiers/{submitted['dossier_id']}/stop"
    assert office.officer("an.reception")(place, {"reason": "a dispute"}, 403)["code"] == "forbidden"
    assert office.officer("giang.sign")(place, {"reason": "a dispute"})["status"] == 8


def test_a_payment_is_recorded_with_its_fee(office: Office):
    submitted = office.advanced(1)
    place = f"POST /dossiers/{submitted['dossier_id']}/payments"
    cashier = office.officer("binh.cashier")
    paid = {"fee": "certification", "amount": 4000, "method": "cash", "reference": "0001"}
    cashier(place, paid, 201)
    assert cashier(place, paid | {"fee": "tip"}, 422)["code"] == "payment.fee"
    assert cashier(place, paid | {"method": "shells"}, 422)["code"] == "payment.method"
    found = dossier(office, submitted)["payments"]
    assert [(one["fee"], one["amount"], one["reference"]) for one in found] == [("certification", 4000, "0001")]


def test_a_leader_gives_a_task_to_an_officer(office: Office):
    submitted = office.advanced(1)
    task = office.open_task(submitted["dossier_id"], "Task_Certify")
    case = office.officer("chi.case")
    case(f"POST /tasks/{task['id']}/claim", status=204)
    case(f"POST /tasks/{task['id']}/claim", status=204)
    (mine,) = case("GET /tasks/mine")["items"]
    assert mine["id"] == task["id"]
    account = office.open_task(submitted["dossier_id"], "Task_Certify")["assignee"]
    case(f"POST /tasks/{task['id']}/release", status=204)
    office.officer("hai.chair")(f"POST /tasks/{task['id']}/assignment", {"account": account}, 204)
    assert [one["id"] for one in case("GET /tasks/mine")["items"]] == [task["id"]]
    case(f"POST /tasks/{task['id']}/assignment", {"account": account}, 403)
