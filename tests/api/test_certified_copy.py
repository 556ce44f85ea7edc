"""A certified copy from the citizen's application to the result, by API alone."""

from tests.api.office import COPY, WARD, Office, scenario


def test_a_certified_copy_goes_from_application_to_result(office: Office):
    found = office.citizen("GET /procedures?text=chung thuc ban sao")
    assert COPY in [one["code"] for one in found["items"]]
    offers = office.citizen(f"GET /procedures/{COPY}/offers")["items"]
    assert WARD in [one["agency"] for one in offers]
    procedure = office.citizen(f"GET /procedures/{COPY}")
    form = office.citizen(f"GET /procedures/{COPY}/forms/{procedure['application']}")
    assert form["schema"]["type"] == "object"
    submitted = office.submitted()
    applicant = office.applicant(submitted)
    place = f"/applications/{submitted['code']}"
    assert applicant(f"GET {place}")["status"] == 1
    for step in scenario()["steps"]:
        done = office.do(submitted["dossier_id"], step)
    assert done["status"] == 10
    seen = applicant(f"GET {place}")
    assert seen["status"] == 10
    assert [entry["kind"] for entry in seen["timeline"]][:2] == ["submitted", "received"]
    history = office.officer("an.reception")(f"GET /dossiers/{submitted['dossier_id']}/history")
    assert [one["node"] for one in history["steps"]] == [step["task"] for step in scenario()["steps"]]


def test_the_due_instant_is_explained_line_by_line(office: Office):
    submitted = office.advanced(1)
    found = office.officer("chi.case")(f"GET /dossiers/{submitted['dossier_id']}/deadlines")["items"]
    committed = next(one for one in found if one["kind"] == "committed")
    kinds = [line["kind"] for line in committed["explanation"]]
    assert kinds[0] == "received"
    assert kinds[-1] == "due"
    assert committed["explanation"][-1]["start"][:10] == committed["due"][:10]


def test_submitting_again_with_the_same_key_makes_no_second_dossier(office: Office):
    body = office.application()
    first = office.citizen("POST /applications", body, 201, Idempotency_Key="once")
    again = office.citizen("POST /applications", body, 201, Idempotency_Key="once")
    assert first == again
    other = body | {"applicant": {"name": "Somebody else"}}
    assert office.citizen("POST /applications", other, 409, Idempotency_Key="once")["code"] == "idempotency.mismatch"


def test_the_database_keeps_neither_the_secret_nor_the_key_that_opens_it(office: Office, sessions):
    from sqlalchemy import text

    done = office.citizen("POST /applications", office.application(), 201, Idempotency_Key="a-key-of-the-caller")
    with sessions() as session:
        tables = session.scalars(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")).all()
        for table in tables:
            rows = str(session.execute(text(f'SELECT t::text FROM "{table}" t')).all())
            assert done["secret"] not in rows, table
            assert "a-key-of-the-caller" not in rows, table


def test_completing_again_with_the_same_key_is_answered_and_without_it_refused(office: Office):
    submitted = office.submitted()
    step = scenario()["steps"][0]
    task = office.open_task(submitted["dossier_id"], step["task"])
    officer = office.officer("an.reception")
    body = {"answers": step["answers"], "outcome": step["outcome"]}
    place = f"POST /tasks/{task['id']}/completion"
    first = officer(
        place,
        body,
        If_Match=officer.ask("GET", f"/tasks/{task['id']}").headers["ETag"],
        Idempotency_Key="k",
    )
    again = officer(place, body, If_Match='"0"', Idempotency_Key="k")
    assert again["dossier_id"] == first["dossier_id"]
    assert officer(place, body, 409, If_Match='"0"', Idempotency_Key="other")["code"] == "task.closed"


def test_a_reception_at_the_counter_submits_and_receives_at_once(office: Office):
    received = scenario()["steps"][0]
    body = office.application() | {"reception": received["answers"], "outcome": received["outcome"]}
    done = office.officer("an.reception")("POST /receptions", body, 201)
    dossier = office.officer("an.reception")(f"GET /dossiers/{done['dossier_id']}")
    assert dossier["channel"] == "counter"
    assert [task["node"] for task in dossier["tasks"]] == ["Task_Certify"]


def test_queues_come_in_pages_that_do_not_overlap(office: Office):
    made = {office.submitted()["code"] for _ in range(5)}
    officer = office.officer("an.reception")
    seen: list[str] = []
    after = ""
    while True:
        page = officer(f"GET /tasks/queue?limit=2{after}")
        seen += [line["dossier_code"] for line in page["items"]]
        if page["next"] is None:
            break
        after = f"&after={page['next'].replace('+', '%2B')}"
    assert sorted(seen) == sorted(made)
    assert officer("GET /tasks/mine")["items"] == []


def test_search_finds_without_diacritics_and_pages(office: Office):
    made = [office.submitted()["code"] for _ in range(3)]
    officer = office.officer("an.reception")
    first = officer("GET /dossiers?text=nguyen hoa&limit=2")
    rest = officer(f"GET /dossiers?text=nguyen hoa&limit=2&after={first['next']}")
    assert [one["code"] for one in first["items"] + rest["items"]] == made[::-1]
    assert rest["next"] is None
    assert officer("GET /dossiers?status=9")["items"] == []
