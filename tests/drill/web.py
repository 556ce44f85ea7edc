"""The web application under the drill's clock, for a server process."""

import os

from motcua.app import create_app
from motcua.settings import read_settings
from tests.drill.times import RunningClock

app = create_app(read_settings(os.environ), RunningClock.of_environment())
