"""What an installation decides beside its packages, on the page and over the API."""

import re

from process_models.signing import new_key
from tests.api.office import COPY

HOME = "/administration/installation"


def test_a_ward_asks_less_for_a_time_and_both_page_and_api_tell_it(officer):
    admin = officer("yen.admin")
    page = admin.get(HOME)
    ward = re.search(r'<option value="([^"]+)"', page[page.index('id="agency"') :])[1]
    wrong = {"agency": ward, "procedure": COPY, "subject": "committed", "amount": "40", "unit": "working_day"}
    told = admin.post(f"{HOME}/override", wrong)
    assert admin.status == 422
    assert "40" in told, "the form comes back as it was filled"
    admin.post(f"{HOME}/override", {**wrong, "amount": "4", "unit": "hour", "decision": "12/QĐ-UBND"})
    assert admin.status == 200, re.findall(r"error-summary.*?</div>", admin.text, re.DOTALL)
    assert "12/QĐ-UBND" in admin.get(HOME)


def test_names_are_bound_keys_trusted_and_tokens_given_on_the_page(officer):
    admin = officer("yen.admin")
    admin.post(f"{HOME}/bind", {"kind": "capability", "name": "post.send", "value": "not json"})
    assert admin.status == 422
    admin.post(f"{HOME}/trust", {"owner": "Sở Nội vụ", "pem": new_key()[1].decode()})
    assert admin.status == 200
    page = admin.get(HOME)
    assert "Sở Nội vụ" in page
    key = re.search(r'name="key" value="([^"]+)"', page)[1]
    admin.post(f"{HOME}/revoke", {"key": key, "reason": "lost"})
    assert "lost" in admin.get(HOME)
    given = admin.post(f"{HOME}/token", {"token_name": "pipeline", "days": "30"})
    text = re.search(r"motcua-deploy-[\w-]+", given)[0]
    assert text not in admin.get(HOME), "its text is told once"
    admin.post(f"{HOME}/token", {"token_name": "no good", "days": "x"})
    assert admin.status == 422


def test_who_neither_publishes_nor_administers_does_not_get_there(officer):
    clerk = officer("an.reception")
    clerk.get(HOME)
    assert clerk.status == 403
    clerk.post(f"{HOME}/policy", {"policy": "required"}, page="/tasks")
    assert clerk.status == 403


def test_a_publisher_sees_the_page_and_may_not_decide_about_keys(officer):
    publisher = officer("bich.publisher")
    assert 'name="pem"' not in publisher.get(HOME)
    publisher.post(f"{HOME}/policy", {"policy": "required"}, page="/tasks")
    assert publisher.status == 422
