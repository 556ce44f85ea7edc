import json
from pathlib import Path

import pytest

from engine.clock import Calendar, calendars_from_json

SEED = Path(__file__).parents[3] / "process_models" / "calendars" / "vn.json"


@pytest.fixture(scope="session")
def vietnam() -> dict[str, Calendar]:
    return calendars_from_json(json.loads(SEED.read_text(encoding="utf-8"))["calendars"])


@pytest.fixture(scope="session")
def province(vietnam: dict[str, Calendar]) -> Calendar:
    return vietnam["province"]
