"""The pure kernel: ``start`` and ``advance`` turn a state and an event into a new state and effects."""
