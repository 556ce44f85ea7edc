"""The imperative shell: the only code that touches the database, the network, files and the clock."""
