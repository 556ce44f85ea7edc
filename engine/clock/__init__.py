"""The legal clock: working calendars, terms, due instants and holds."""
