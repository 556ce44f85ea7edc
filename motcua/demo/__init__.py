"""The demonstration: a province at work on a virtual calendar, counted twice."""

from motcua.demo.story import DemoResult, run_demo

__all__ = ["DemoResult", "run_demo"]
