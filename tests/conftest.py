"""One real PostgreSQL for all tests: migrated once, cloned for each test that asks for a database."""

import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from uuid import uuid4

import pytest
from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.orm import Session, sessionmaker

from runtime.clock import VirtualClock
from runtime.database import EmbeddedServer, make_engine, make_sessions, migrate

EMPTY = "motcua_empty"
PROVINCE = "motcua_province"
MONDAY = datetime.fromisoformat("2026-03-02T08:10:00+07:00")


def pytest_configure(config: pytest.Config) -> None:
    """What was checked once is known to all workers of the run; grouped files run in one of them."""
    if "MOTCUA_CHECK_CACHE" not in os.environ:
        os.environ["MOTCUA_CHECK_CACHE"] = mkdtemp(prefix="motcua-verdicts-")
        config.add_cleanup(lambda: rmtree(os.environ.pop("MOTCUA_CHECK_CACHE"), ignore_errors=True))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files stay together, and so do all that share the browser's filled province."""
    for item in items:
        folder = item.path.parent.name
        item.add_marker(pytest.mark.xdist_group("browser" if folder == "browser" else f"{folder}-{item.path.stem}"))


def of_database(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """URL of the server; it ends with the test session.

    Its folder is not below pytest's: that is closed to others, again by each test run that begins meanwhile.
    """
    folder = Path(mkdtemp(prefix="motcua-tests-"))
    folder.chmod(0o755)  # the server runs as a user of its own
    running = EmbeddedServer(folder / "data")
    yield running.url
    running.stop()
    rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def admin(server: str) -> Iterator[Engine]:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text("ALTER SYSTEM SET fsync = off"))
        connection.execute(text("SELECT pg_reload_conf()"))
        connection.execute(text(f"CREATE DATABASE {EMPTY}"))
    migrate(of_database(server, EMPTY))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def province_template(server: str, admin: Engine) -> str:
    """A database with the demo province, its people and the shipped packages that can be published."""
    from process_models.package import read_package
    from process_models.verdicts import FolderVerdicts
    from runtime.seed.province import demo_people, demo_province, load_calendars, load_people, load_province
    from runtime.services import packages
    from runtime.services.actors import system
    from runtime.services.publishing import Way

    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {PROVINCE} TEMPLATE {EMPTY}"))
    engine = make_engine(of_database(server, PROVINCE))
    clock = VirtualClock(datetime.fromisoformat("2025-01-06T07:00:00+07:00"))
    way = Way(verdicts=FolderVerdicts(Path(os.environ["MOTCUA_CHECK_CACHE"])))
    with make_sessions(engine)() as session:
        load_calendars(session, clock)
        load_province(session, demo_province())
        load_people(session, clock, demo_people(), "motcua-demo")
        for folder in sorted((Path(__file__).parents[1] / "process_models" / "library").iterdir()):
            if (folder / "procedure.json").exists():
                package = read_package(folder)
                if package.sound:
                    packages.deploy(session, clock, package, system("test"), way)
    engine.dispose()
    return PROVINCE


@pytest.fixture
def database(server: str, admin: Engine) -> Iterator[Callable[[str], str]]:
    """Makes databases of a template's name; they are dropped after the test."""
    made: list[str] = []

    def make(template: str) -> str:
        name = f"t_{uuid4().hex[:16]}"
        with admin.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
        made.append(name)
        return of_database(server, name)

    yield make
    with admin.connect() as connection:
        for name in made:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))


@pytest.fixture
def empty_url(database: Callable[[str], str]) -> str:
    """A migrated database with nothing in it."""
    return database(EMPTY)


@pytest.fixture
def province_url(database: Callable[[str], str], province_template: str) -> str:
    """A database of its own with the demo province."""
    return database(province_template)


@pytest.fixture
def sessions(province_url: str) -> Iterator[sessionmaker[Session]]:
    """Sessions on a database with the demo province."""
    engine = make_engine(province_url, pool=20)
    yield make_sessions(engine)
    engine.dispose()


@pytest.fixture
def session(sessions: sessionmaker[Session]) -> Iterator[Session]:
    with sessions() as opened:
        yield opened


@pytest.fixture
def clock() -> VirtualClock:
    """Monday 2 March 2026, ten past eight."""
    return VirtualClock(MONDAY)
