"""Use cases: one function = one use case = one transaction.

Every function takes the ``Session`` first (with no transaction open), then the ``Clock`` where time matters, and who
acts. It raises a :class:`runtime.services.errors.ServiceError` and leaves nothing half-written. Who may do what is
decided in :mod:`runtime.services.access` and nowhere else.
"""
