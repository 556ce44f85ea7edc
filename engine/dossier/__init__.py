"""A dossier as a pure value: its parts talking to each other, its status and its legal clock."""
