"""DMN 1.1 to 1.5: models are read and compiled once and evaluated any number of times, with FEEL's null semantics."""

from engine.dmn.errors import DmnError, DmnProblem
from engine.dmn.model import DmnModel
from engine.dmn.nodes import Metadata
from engine.dmn.read import read_dmn

__all__ = ["DmnError", "DmnModel", "DmnProblem", "Metadata", "read_dmn"]
