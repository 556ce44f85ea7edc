"""What the web server imports: the application of this process's environment."""

import os

from motcua import logs, memory
from motcua.app import create_app
from motcua.settings import read_settings

settings = read_settings(os.environ)
logs.configure(settings.log_format)
app = create_app(settings)
memory.settle()
