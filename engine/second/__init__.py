"""A second opinion: the same happenings on SpiffWorkflow, an engine with other authors and another design.

Theory of operation: a dossier runs on our kernel as always, and :class:`Recording` keeps each step of each part with
the surroundings it had. :func:`compare_record` then gives the same happenings, part by part, to SpiffWorkflow: a start,
a completed task, a fired timer, a message. After each it asks both engines what was completed and what waits now. The
first difference is told with its element. What is outside SpiffWorkflow's sound subset is told too, with the reason
(:mod:`engine.second.subset`), and never counted as agreement.

What is shared, and so not put to the test: FEEL (our compiled expressions are SpiffWorkflow's script engine), the data
document between happenings, which part receives a message, and working-time and calendar-month timers (their instants
are the kernel's). Everything else is SpiffWorkflow's own: parsing, splits, joins, loops, instances, boundary events,
event-based gateways, sub-processes, errors, termination, ISO 8601 arithmetic of timers.

What has to be kept away from SpiffWorkflow 3.2 for a sound answer (:mod:`engine.second.translate`):

* its own specs are named ``Start``, ``End``, ``Root``: elements with such ids vanish, so every id gets a prefix;
* conditions, scripts and timers are Python to it: the texts become keys that our script engine looks up;
* a service task runs at once; here it waits for its answer like a person's task;
* timers and ``R3/PT1H`` read the wall clock, and one due exactly now is not due: virtual definitions replace them;
* a message or signal reaches every catcher of its name: each catching element gets a name of its own;
* a start event with a message or timer waits again for what has already happened: it becomes a plain one;
* branches follow the drawing's y coordinates: there is no drawing in what it reads;
* an error end event that is caught completes its sub-process too, and an uncaught one ends in silence; an error of a
  task reaches every boundary event of its scope that fits;
* multi-instance over collections wants lists of plain data in its own task data: it gets a count instead.
"""

from engine.second.compare import compare, compare_record
from engine.second.record import Happening, Record, Recording
from engine.second.subset import outside
from engine.second.verdict import Agrees, Differs, Outside, Verdict, verdict_text

__all__ = [
    "Agrees",
    "Differs",
    "Happening",
    "Outside",
    "Record",
    "Recording",
    "Verdict",
    "compare",
    "compare_record",
    "outside",
    "verdict_text",
]
