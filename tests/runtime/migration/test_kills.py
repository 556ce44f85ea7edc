"""Workers die in the middle of an order, officers work meanwhile, and every dossier is moved whole or not at all."""

import signal
from multiprocessing import get_context

import pytest
from sqlalchemy import text

from runtime.services.errors import ServiceError
from runtime.services.migration import orders, working
from tests.runtime.migration.conftest import BOSS
from tests.runtime.migration.dying import work

POINTS = (
    "before-commit:migration-check:3",
    "after-commit:migration-check:9",
    "before-commit:migrate:1",
    "migrate-middle:4",
    "after-commit:migrate:7",
    "before-commit:migration-finish:1",
    "undo-middle:2",
    "before-commit:undo-migration:3",
    "after-commit:undo-migration:5",
)


def run(land, order, plan):
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.runtime.migration.dying"])
    process = context.Process(target=work, args=(land.stage.url, land.clock.now().isoformat(), str(order), plan))
    process.start()
    process.join(60)
    return process.exitcode


def versions(land):
    with land.session.begin():
        return dict(land.session.execute(text("SELECT package_hash, count(*) FROM dossier GROUP BY 1")).all())


def test_an_order_that_is_killed_everywhere_ends_as_if_it_had_not_been(land):
    with land.session.begin():
        land.session.execute(text("SELECT 1"))
    for _ in range(40):
        land.apply("Task_Receive")
    for _ in range(20):
        land.apply("Task_Handle")
    order = orders.create(land.session, land.clock, land.plan(), "phiên bản mới", BOSS)
    for point in POINTS[:2]:
        assert run(land, order, f"kill:{point}") == -signal.SIGKILL, point
    assert run(land, order, "") == 0
    assert orders.found(land.session, order, BOSS).counts == {"fits": 60}
    orders.start(land.session, land.clock, order, BOSS)
    for point in POINTS[2:5]:
        assert run(land, order, f"kill:{point}") == -signal.SIGKILL, point
        found = versions(land)
        items = orders.found(land.session, order, BOSS).counts
        assert found.get(land.hashes["second"], 0) == items.get("moved", 0), f"{point}: a dossier without its mark"
    assert run(land, order, f"kill:{POINTS[5]}") == -signal.SIGKILL
    assert orders.found(land.session, order, BOSS).state == "running"
    assert run(land, order, "") == 0
    view = orders.found(land.session, order, BOSS)
    assert (view.state, view.counts) == ("done", {"moved": 60})
    assert versions(land) == {land.hashes["second"]: 60}
    orders.undo(land.session, land.clock, order, BOSS)
    for point in POINTS[6:]:
        assert run(land, order, f"kill:{point}") == -signal.SIGKILL, point
    assert run(land, order, "") == 0
    assert orders.found(land.session, order, BOSS).counts == {"undone": 60}
    assert versions(land) == {land.hashes["first"]: 60}


def test_officers_go_on_completing_while_their_dossiers_move(land):
    dossiers = [land.apply("Task_Receive") for _ in range(30)]
    order = land.order()
    orders.start(land.session, land.clock, order, BOSS)
    context = get_context("forkserver")
    process = context.Process(target=work, args=(land.stage.url, land.clock.now().isoformat(), str(order), ""))
    process.start()
    done = 0
    for dossier in reversed(dossiers):
        try:
            land.complete(dossier, "Task_Receive")
            done += 1
        except ServiceError as error:
            pytest.fail(f"an officer is refused: {error}")
    process.join(60)
    assert process.exitcode == 0
    assert done == 30
    working.work_until_done(land.session, land.clock, order)
    assert orders.found(land.session, order, BOSS).counts == {"moved": 30}
    assert {node for dossier in dossiers for node in land.nodes(dossier)} == {"Task_Process"}
