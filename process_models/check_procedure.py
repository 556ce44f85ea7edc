"""``procedure.json`` by itself and against what the package holds."""

from collections import Counter
from collections.abc import Iterator

from engine.clock import Term, Unit
from engine.clock.term import WORKING_UNITS
from engine.feel import FeelSyntaxError
from process_models.durations import ENDLESS, limit_of
from process_models.fees import feel
from process_models.json_text import pointer_line
from process_models.package import PROCEDURE_FILE, Package
from process_models.problems import Problem, problem
from process_models.procedure import Settlement

Found = Iterator[Problem]


def check_procedure(package: Package) -> Found:
    """Duplicate keys, dates, terms, expressions, and what it names: the lead, the application form, decisions."""
    yield from _keys(package)
    yield from _dates(package)
    yield from _terms(package)
    yield from _expressions(package)
    yield from _named(package)


def _keys(package: Package) -> Found:
    lists = {
        "fees": [fee.key for fee in package.procedure.fees],
        "components": [component.key for component in package.procedure.components],
    }
    for where, keys in lists.items():
        for key, count in Counter(keys).items():
            if count > 1:
                yield _at(package, f"/{where}", "procedure.duplicate", key=key, where=where)


def _dates(package: Package) -> Found:
    start, end = package.procedure.in_force_from, package.procedure.in_force_to
    if start is not None and end is not None and end < start:
        yield _at(package, "/in_force/to", "procedure.dates", start=start, end=end)


def _terms(package: Package) -> Found:
    procedure = package.procedure
    yield from _longer(package, "/settlement", procedure.settlement)
    for channel, settlement in procedure.channel_settlements.items():
        yield from _longer(package, f"/settlement/channels/{channel}", settlement)
    for key, branch in procedure.branches.items():
        yield from _longer(package, f"/branches/{key}/settlement", branch.settlement)


def _longer(package: Package, pointer: str, settlement: Settlement) -> Found:
    committed, statutory = settlement.committed, settlement.statutory
    if committed is None or statutory is None:
        return
    code = exceeds(committed, statutory)
    if code is not None:
        yield _at(package, pointer, code, committed=committed, statutory=statutory)


def exceeds(committed: Term, statutory: Term) -> str | None:
    """What is wrong when the promise is longer than the law, for certain or perhaps; None when it fits."""
    if committed.unit is statutory.unit:
        return "procedure.committed-longer" if committed.value > statutory.value else None
    promise, law = limit_of(committed), limit_of(statutory)
    if promise.low == ENDLESS:
        return None  # no promise: the law's time holds
    if {committed.unit, statutory.unit} <= WORKING_UNITS | {Unit.SAME_DAY}:
        return "procedure.committed-longer" if promise.low > law.high else None
    return "procedure.committed-maybe-longer" if promise.high > law.low else None


def _expressions(package: Package) -> Found:
    texts = {f"/fees/{index}/amount/feel": fee.feel for index, fee in enumerate(package.procedure.fees) if fee.feel}
    for index, component in enumerate(package.procedure.components):
        if isinstance(component.required, str):
            texts[f"/components/{index}/required"] = component.required
    for pointer, text in texts.items():
        try:
            feel(text)
        except FeelSyntaxError as error:
            yield _at(package, pointer, "procedure.feel", detail=error)


def _named(package: Package) -> Found:
    procedure = package.procedure
    known = ", ".join(package.library.processes)
    if procedure.lead not in package.library.processes:
        yield _at(package, "/lead", "procedure.lead", lead=procedure.lead, known=known or "–")
    if f"forms/{procedure.application}.schema.json" not in package.files:
        yield _at(package, "/application", "procedure.application-form", form=procedure.application)
    for index, fee in enumerate(procedure.fees):
        if fee.decision is None:
            continue
        pointer = f"/fees/{index}/amount"
        if fee.decision not in package.decisions:
            yield _at(package, pointer, "procedure.decision", fee=fee.key, decision=fee.decision)


def _at(package: Package, pointer: str, code: str, **params: object) -> Problem:
    line = pointer_line(package.files[PROCEDURE_FILE], pointer)
    return problem(code, path=PROCEDURE_FILE, line=line, element=pointer, **params)
