"""The pure heart of Motcua: models, kernel, expressions, decisions and the legal clock.

Nothing below this package reads a clock, a file, the environment, the network or a source of randomness: what
is impure arrives as plain values. See ``docs/engine.md``.
"""
