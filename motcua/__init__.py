"""Composition root of Motcua: configuration, the web application and the command line."""
