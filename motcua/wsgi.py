"""What the web server imports: the application of this process's environment."""

import os

from motcua import memory
from motcua.app import create_app
from motcua.settings import read_settings

app = create_app(read_settings(os.environ))
memory.settle()
