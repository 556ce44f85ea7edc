"""The worker: timers that are due, effects that leave, and housekeeping. Any number of workers may run at once.

Each keeps no state of its own: what it does is found in the database, taken under a lock or a lease, and done in one
transaction; so a worker may be killed at any moment.
"""

from runtime.worker.loop import Worker, run_worker
from runtime.worker.sending import Wording, perform_effect, send_waiting

__all__ = ["Wording", "Worker", "perform_effect", "run_worker", "send_waiting"]
