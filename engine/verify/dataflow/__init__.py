"""The flow of data: each name is followed from where it is written to where it is read.

No run is needed: levels of certainty are computed for every place of a process (:mod:`.levels`), every reader is held
against them (:mod:`.reads`), types are compared with the forms' schemas (:mod:`.types`).
"""

from engine.verify.dataflow.check import check_data

__all__ = ["check_data"]
