"""What held at submission holds for the dossier: its version, and what its agency did otherwise."""

import json
from decimal import Decimal

from sqlalchemy import select

from process_models.fees import total
from process_models.files import read_zip
from runtime.connectors import Registry
from runtime.models import DeadlineRow, Dossier
from runtime.services import bindings, local, packages, publishing, versions, views
from runtime.services.actors import applicant, system
from runtime.services.local import Override
from tests.runtime.copies import do
from tests.runtime.publishing.conftest import CODE

BOSS = system("test")


def package_hash(session, dossier):
    with session.begin():
        return session.scalar(select(Dossier.package_hash).where(Dossier.id == dossier))


def fees(session, clock, submitted):
    shown = views.dossier(session, clock, applicant(submitted.dossier_id), submitted.dossier_id)
    return total(shown.fees)


def ours(session, package, made):
    with session.begin():
        competent = session.scalar(select(Dossier.competent).where(Dossier.id == made.dossier_id))
    return competent, package.procedure.fees[0].key


def test_a_fee_of_the_agency_is_pinned_and_a_later_change_touches_no_running_dossier(
    session, clock, package, submit, healthy
):
    before = submit()
    agency, fee = ours(session, package, before)
    usual = fees(session, clock, before)
    made = local.override(session, clock, Override(agency=agency, values={"fees": {fee: 1500}}, procedure=CODE), BOSS)
    during = submit()
    assert fees(session, clock, before) == usual
    assert fees(session, clock, during) == Decimal(1500)
    local.end(session, made, clock.now().date(), BOSS)
    assert fees(session, clock, during) == Decimal(1500)


def test_a_shorter_promise_of_the_agency_is_what_the_deadline_counts(session, clock, package, submit, who, healthy):
    usual = submit()
    agency, _fee = ours(session, package, usual)
    values = {"committed": {"value": 1, "unit": "hour"}}
    local.override(session, clock, Override(agency=agency, values=values, procedure=CODE), BOSS)
    quick = submit()
    for one in (usual, quick):
        do(session, clock, who, one.dossier_id, "Task_Receive")
    with session.begin():
        units = {
            one.dossier_id: one.unit
            for one in session.scalars(select(DeadlineRow).where(DeadlineRow.kind == "committed"))
        }
    assert units[quick.dossier_id] == "hour"
    assert units[usual.dossier_id] != "hour"


def test_a_dossier_keeps_its_version_when_another_comes_and_goes(session, clock, make, submit, healthy):
    first = submit()
    old = package_hash(session, first.dossier_id)
    new = packages.deploy(session, clock, make("9.0.0"), BOSS).hash
    second = submit()
    versions.restore(session, clock, old, "lỗi", BOSS)
    third = submit()
    assert [package_hash(session, one.dossier_id) for one in (first, second, third)] == [old, new, old]


def test_what_a_package_uses_is_locked_and_a_later_version_changes_nothing_in_it(session, clock, make):
    first = packages.deploy(session, clock, make("9.0.0"), BOSS).hash
    user = make("1.0.0", code="9.999901", uses=[{"code": CODE, "version": "^9.0.0"}])
    done = packages.deploy(session, clock, user, BOSS)
    packages.deploy(session, clock, make("9.5.0"), BOSS)
    assert packages.shown(session, done.hash, BOSS, clock).uses == {CODE: first}
    read = packages.package(session, done.hash)
    with session.begin():
        libraries = packages.used_libraries(session, read)
        used = packages.compiled(session, first).library
    assert libraries[CODE] is used
    lock = json.loads(read_zip(packages.content_of(session, done.hash, BOSS))["lock.json"])
    assert lock["uses"] == {CODE: first}


def test_many_are_published_at_once_and_what_is_wrong_stops_nothing_else(session, clock, make):
    good = [publishing.propose(make("1.0.0", code=f"9.99990{n}")) for n in range(3)]
    bad = publishing.propose(make("1.0.0", code="9.999909", uses=[{"code": "9.123456", "version": "*"}]))
    outcomes = publishing.publish(session, clock, [good[0], bad, *good[1:]], BOSS)
    assert [getattr(one, "state", None) for one in outcomes] == ["published", None, "published", "published"]
    assert outcomes[1].problems[0].code == "uses.none"
    again = publishing.publish(session, clock, good, BOSS)
    assert {one.state for one in again} == {"unchanged"}


def test_a_bound_service_is_found_with_its_secret_and_no_secret_is_kept(sessions, session, clock, tmp_path):
    value = {
        "kind": "http",
        "url": "https://x.vn/",
        "headers": {"Authorization": {"secret": "POP", "prefix": "Bearer "}},
    }
    bindings.bind(session, clock, "capability", "population.*", value, BOSS)
    (tmp_path / "POP").write_text("s3cret\n", "utf-8")
    registry = bindings.LiveRegistry(sessions, Registry(), bindings.secrets(tmp_path, {}))
    found = registry.find("population.verify")
    assert found.headers == {"Authorization": "Bearer s3cret"}
    assert registry.find("insurance.ask") is None
    assert "s3cret" not in str(bindings.bindings(session, BOSS))
