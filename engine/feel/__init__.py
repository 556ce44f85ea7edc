"""FEEL of DMN 1.5: text is compiled once to closures and evaluated any number of times, within a step budget."""

from engine.feel.expression import Expression, compile_expression, compile_unary_tests
from engine.feel.functions import Builtin, FeelFunction, host_function
from engine.feel.problems import DEFAULT, FeelEnv, FeelError, FeelSyntaxError, Problem, Result
from engine.feel.temporal import Far, YearsMonths
from engine.feel.text import feel_string
from engine.feel.values import Range

__all__ = [
    "DEFAULT",
    "Builtin",
    "Expression",
    "Far",
    "FeelEnv",
    "FeelError",
    "FeelFunction",
    "FeelSyntaxError",
    "Problem",
    "Range",
    "Result",
    "YearsMonths",
    "compile_expression",
    "compile_unary_tests",
    "feel_string",
    "host_function",
]
