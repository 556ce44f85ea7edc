"""Which version counts on a day, and what is decided about versions."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from process_models.files import read_zip
from runtime.services import packages, versions
from runtime.services.actors import system
from runtime.services.errors import ConflictError, InvalidError, NotFoundError
from runtime.services.publishing import Way
from tests.runtime.publishing.conftest import CODE

BOSS = system("test")


def force(session, day):
    with session.begin():
        return versions.in_force(session, CODE, day)


def test_a_later_version_takes_over_from_its_first_day_on(session, clock, make):
    old = force(session, date(2026, 3, 2))
    new = packages.deploy(session, clock, make("9.0.0", in_force={"from": "2026-04-01"}), BOSS).hash
    assert [force(session, day) for day in (date(2026, 3, 31), date(2026, 4, 1))] == [old, new]


def test_a_former_version_comes_back_from_a_day_on_and_the_next_one_replaces_it(session, clock, make):
    old = force(session, date(2026, 3, 2))
    new = packages.deploy(session, clock, make("9.0.0"), BOSS).hash
    clock.pass_time(timedelta(days=1))
    versions.restore(session, clock, old, "lỗi phí", BOSS, since=date(2026, 3, 10))
    assert [force(session, date(2026, 3, day)) for day in (4, 9, 10)] == [new, new, old]
    clock.pass_time(timedelta(days=1))
    third = packages.deploy(session, clock, make("9.0.1", in_force={"from": "2026-03-12"}), BOSS).hash
    assert [force(session, date(2026, 3, day)) for day in (11, 12)] == [old, third]
    told = [one.what for one in versions.history(session, CODE, BOSS)]
    assert told == ["published", "restored", "published", "published"]


def test_a_restored_version_needs_a_reason_and_a_day_to_come(session, clock):
    old = force(session, date(2026, 3, 2))
    with pytest.raises(InvalidError, match=r"reason.missing"):
        versions.restore(session, clock, old, " ", BOSS)
    with pytest.raises(InvalidError, match=r"version.past"):
        versions.restore(session, clock, old, "x", BOSS, since=date(2026, 3, 1))


def test_no_version_is_in_force_in_a_gap(session, clock, make):
    old = force(session, date(2026, 3, 2))
    versions.retire(session, clock, old, BOSS, since=date(2026, 3, 5))
    packages.deploy(session, clock, make("9.0.0", in_force={"from": "2026-03-08"}), BOSS)
    found = [force(session, date(2026, 3, day)) for day in (4, 5, 7, 8)]
    assert found[0] == old
    assert found[1:3] == [None, None]
    assert found[3] not in (None, old)


def test_other_content_under_a_published_number_is_refused(session, clock, make):
    packages.deploy(session, clock, make("9.0.0"), BOSS)
    with pytest.raises(ConflictError, match=r"version.taken"):
        packages.deploy(session, clock, make("9.0.0", source="another"), BOSS)


def test_a_lower_number_for_the_same_days_is_refused(session, clock, make):
    packages.deploy(session, clock, make("9.0.0", in_force={"from": "2026-01-01", "to": "2026-12-31"}), BOSS)
    with pytest.raises(ConflictError, match=r"version.overlap") as refused:
        packages.deploy(session, clock, make("8.0.0", in_force={"from": "2026-06-01"}), BOSS)
    assert "9.0.0" in refused.value.text("vi")
    later = packages.deploy(session, clock, make("8.0.0", in_force={"from": "2027-01-01"}), BOSS)
    assert later.state == "published"


def test_what_is_retired_is_not_published_again_by_chance(session, clock, make):
    files = make("9.0.0")
    done = packages.deploy(session, clock, files, BOSS)
    versions.withdraw(session, clock, done.hash, BOSS, "nhầm")
    assert packages.deploy(session, clock, files, BOSS).state == "retired"
    assert force(session, date(2026, 3, 2)) != done.hash


@pytest.mark.parametrize("change", ["content = 'x'", "version = '3.0.0'", 'uses = \'{"a": "b"}\'', "code = 'x'"])
def test_the_database_itself_refuses_to_change_what_is_published(session, change):
    with pytest.raises(DatabaseError, match="cannot be changed"), session.begin():
        session.execute(text(f"UPDATE package SET {change}"))


def test_decisions_are_never_taken_out(session):
    with pytest.raises(DatabaseError, match="only added to"), session.begin():
        session.execute(text("DELETE FROM package_event"))


def test_the_same_content_deployed_by_several_at_once_is_published_once(sessions, clock, make):
    files = make("9.0.0")

    def deploy(_n):
        with sessions() as session:
            return packages.deploy(session, clock, files, BOSS).state

    with ThreadPoolExecutor(4) as pool:
        states = sorted(pool.map(deploy, range(4)))
    assert states == ["published", "unchanged", "unchanged", "unchanged"]


def test_a_dry_run_says_what_would_happen_and_publishes_nothing(session, clock, make):
    outcome = packages.deploy(session, clock, make("9.0.0"), BOSS, Way(dry_run=True))
    assert outcome.state == "would-publish"
    assert len(outcome.agencies) > 1
    with pytest.raises(NotFoundError), session.begin():
        versions.found(session, outcome.hash)


def test_a_version_is_found_by_hash_its_beginning_or_its_number(session, clock, make):
    done = packages.deploy(session, clock, make("9.0.0"), BOSS)
    with session.begin():
        assert {versions.found(session, told).hash for told in (done.hash, done.hash[:8], f"{CODE}@9.0.0")} == {
            done.hash
        }


def test_what_is_exported_is_what_was_published(session, clock, make):
    files = make("9.0.0")
    done = packages.deploy(session, clock, files, BOSS)
    first, second = (packages.content_of(session, done.hash, BOSS) for _ in range(2))
    assert first == second
    assert packages.deploy(session, clock, first, BOSS).state == "unchanged"
    assert set(read_zip(first)) == set(files)
