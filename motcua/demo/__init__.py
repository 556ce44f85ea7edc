"""The demonstration: a province at work on a virtual calendar, counted twice."""
