"""The package format: one version of one procedure as data; read, check, identify, run its scenarios."""
