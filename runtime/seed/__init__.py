"""Data to begin with: calendars, the demo province, and the code that puts them into an installation."""
