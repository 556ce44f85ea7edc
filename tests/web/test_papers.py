"""Papers, register books and the post on pages, without scripts."""

import re

import pytest

from runtime.models import Letter, db


@pytest.fixture
def received(app, visitor, officer, apply):
    """A certified copy that the counter received, as its officer and its applicant see it."""
    code, secret = apply(visitor)
    clerk = officer("an.reception")
    page = clerk.get(f"/dossiers?q={code}")
    dossier = re.search(r"/dossiers/([0-9a-f-]{36})", page + clerk.path).group(1)
    return clerk, visitor, dossier, code, secret


def test_a_paper_is_made_opened_and_printed_as_original_and_as_copy(app, received, fill, certified_copy):
    clerk, citizen, dossier, code, secret = received
    task = re.search(r"/tasks/([0-9a-f-]{36})", clerk.get(f"/dossiers/{dossier}")).group(1)
    assert "Make a paper" in clerk.get(f"/dossiers/{dossier}/papers")
    clerk.post(f"/dossiers/{dossier}/papers", {"key": "receipt"})
    assert (clerk.status, "There is a problem" in clerk.text) == (409, True)
    clerk.get(f"/tasks/{task}")
    clerk.post(f"/tasks/{task}/claim")
    seq = re.search(r'name="seq" value="(\d+)"', clerk.get(f"/tasks/{task}")).group(1)
    answers = fill("reception", certified_copy[1]["steps"][0]["answers"])
    done = clerk.post(f"/tasks/{task}/complete", {"outcome": "accept", "seq": seq, **answers})
    assert clerk.status == 200, done
    clerk.get(f"/dossiers/{dossier}/papers")
    wrong = clerk.post(f"/dossiers/{dossier}/papers", {"key": "opinion", "to": "", "reason": "?"})
    assert (clerk.status, "Say whom the paper goes to" in wrong) == (422, True)
    page = clerk.post(f"/dossiers/{dossier}/papers", {"key": "receipt"})
    assert "The paper is issued" in page
    letter = re.search(r"/papers/([0-9a-f-]{36})", page).group(1)
    sizes = []
    for _ in range(2):
        clerk.get(f"/dossiers/{dossier}/papers")
        token = re.search(r'name="csrf_token" value="([^"]+)"', clerk.text).group(1)
        answer = clerk.client.post(f"/papers/{letter}/print", data={"csrf_token": token})
        assert (answer.status_code, answer.mimetype, answer.data[:5]) == (200, "application/pdf", b"%PDF-")
        sizes.append(len(answer.data))
    opened = clerk.client.get(f"/papers/{letter}").data
    assert len(opened) == sizes[0] != sizes[1]
    assert "Print a copy" in clerk.get(f"/dossiers/{dossier}/papers")
    with app.app_context(), db.session.begin():
        assert code in db.session.query(Letter).one().snapshot["dossier"]["code"]

    citizen.get("/follow?lang=en")
    shown = citizen.post("/follow", {"code": code, "secret": secret})
    assert f"/follow/{dossier}/papers/{letter}" in shown
    assert citizen.client.get(f"/follow/{dossier}/papers/{letter}").data == opened
    assert "Confirmation to print" not in shown
    assert citizen.client.get(f"/follow/{dossier}/receipt", follow_redirects=True).data == opened


def test_officers_find_books_and_sheets_in_the_menu(officer):
    clerk = officer("an.reception")
    assert "Registers" in clerk.text
    assert "Nothing has been registered yet." in clerk.get("/registers")
    clerk.get("/registers?register=SCT&agency=H36.50&period=2026")
    assert clerk.status == 404
    assert "No result waits." in clerk.get("/counter/post")
