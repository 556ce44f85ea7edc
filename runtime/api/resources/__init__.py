"""Routes by kind of thing."""

from runtime.api.operations import Resource
from runtime.api.resources import (
    actions,
    applications,
    dossiers,
    effects,
    feed,
    files,
    health,
    incidents,
    installation,
    messages,
    migrations,
    packages,
    papers,
    procedures,
    receptions,
    reports,
    sessions,
    structure,
    tasks,
    tokens,
)

RESOURCES: tuple[Resource, ...] = tuple(
    module.resource
    for module in (
        procedures,
        applications,
        sessions,
        tasks,
        dossiers,
        actions,
        receptions,
        files,
        messages,
        packages,
        papers,
        migrations,
        incidents,
        effects,
        feed,
        reports,
        tokens,
        installation,
        structure,
        health,
    )
)
