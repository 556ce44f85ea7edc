"""What analysts do with a draft beside saving it: read its problems, see a form, run its scenarios, walk it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

import forms
from designer_api import drafts
from designer_api.walking import Walked, walk
from engine.bpmn.drawing import diagram_svg
from engine.feel import FeelEnv
from process_models.calendars import shipped_calendars
from process_models.check import check_package
from process_models.diff import Changes, compare
from process_models.files import Files
from process_models.package import Package, read_package
from process_models.problems import PackageError, Problem, has_errors
from process_models.scenario import ScenarioResult, run_scenario
from runtime.clock import Clock
from runtime.services import packages
from runtime.services.actors import Actor
from runtime.services.errors import NotFoundError
from runtime.services.lists import reference_lists
from runtime.services.packages import PackageInvalidError
from runtime.services.zone import day_of, zone


@dataclass(frozen=True, slots=True)
class Checked:
    """The problems of a draft at a revision; ``publishable`` means no errors."""

    revision: int
    problems: tuple[Problem, ...]

    @property
    def publishable(self) -> bool:
        """Whether it could be published as it is."""
        return not has_errors(self.problems)


def check(session: Session, draft: UUID, actor: Actor) -> Checked:
    """Every problem of the newest revision: structure, proof, forms, texts and scenarios. Raises NotFoundError."""
    content = drafts.content(session, draft, actor)
    try:
        found = check_package(read_package(content.files))
    except PackageError as error:
        found = error.problems
    return Checked(content.revision, found)


def package_of(session: Session, draft: UUID, actor: Actor) -> Package:
    """The newest revision read as a package. Raises PackageInvalidError when it has errors, NotFoundError."""
    return read_strictly(drafts.content(session, draft, actor).files)


def read_strictly(files: Files) -> Package:
    """Files as a package that can run. Raises PackageInvalidError."""
    try:
        package = read_package(files)
    except PackageError as error:
        raise PackageInvalidError(error.problems) from error
    if has_errors(package.problems):
        raise PackageInvalidError(package.problems)
    return package


def walked(session: Session, draft: UUID, transcript: Mapping[str, Any], actor: Actor, lang: str = "vi") -> Walked:
    """The draft after the submission and steps of a walk. Raises WalkError, PackageInvalidError, NotFoundError."""
    return walk(package_of(session, draft, actor), transcript, lang)


def preview(
    session: Session,
    clock: Clock,
    draft: UUID,
    form: str,
    data: Mapping[str, Any],
    actor: Actor,
    lang: str = "vi",
) -> forms.FormView:
    """One form as it would be shown with these answers: fields, visibility, computed values, problems.

    Raises NotFoundError ``draft.no-form``, PackageInvalidError.
    """
    try:
        package = read_package(drafts.content(session, draft, actor).files)
    except PackageError as error:
        raise PackageInvalidError(error.problems) from error
    found = package.forms.get(form)
    if found is None:
        raise NotFoundError("draft.no-form", form=form)
    env = FeelEnv(now=clock.now(), zone=zone())
    facts: Mapping[str, Any] = {"dossier": {}}
    lists = reference_lists(session, day_of(clock.now()), lang)
    answers = {**forms.defaults(found, facts, env), **data}
    cleaned = forms.clean(found, answers, facts, env)
    problems = forms.validate(found, cleaned, facts, env, lists) if data else ()
    return forms.view(found, cleaned, problems, lang, "edit", facts=facts, env=env, lists=lists)


def scenarios(session: Session, draft: UUID, actor: Actor) -> list[ScenarioResult]:
    """Run every scenario of the newest revision. Raises PackageInvalidError, NotFoundError."""
    package = package_of(session, draft, actor)
    calendars = shipped_calendars()
    return [run_scenario(package, name, calendars) for name in sorted(package.scenarios)]


def diagram(
    session: Session,
    draft: UUID,
    actor: Actor,
    active: frozenset[str] = frozenset(),
    done: frozenset[str] = frozenset(),
) -> str:
    """The process as SVG, with active and visited elements marked. Raises PackageInvalidError, NotFoundError."""
    try:
        package = read_package(drafts.content(session, draft, actor).files)
    except PackageError as error:
        raise PackageInvalidError(error.problems) from error
    return diagram_svg(package.document, active=active, done=done)


@dataclass(frozen=True, slots=True)
class Compared:
    """A draft beside what it is compared with."""

    old: Package
    new: Package
    changes: Changes


def compared(
    session: Session, draft: UUID, actor: Actor, *, revision: int | None = None, package: str | None = None
) -> Compared:
    """The newest revision against an earlier one, or a published package (its hash). None of both: revision 1.

    Raises PackageInvalidError for a side that cannot be read, NotFoundError, ForbiddenError.
    """
    new = readable(drafts.content(session, draft, actor).files)
    if package is not None:
        old = readable(drafts.unzipped(packages.content_of(session, package, actor)))
    else:
        old = readable(drafts.content(session, draft, actor, revision or 1).files)
    return Compared(old, new, compare(old, new))


def readable(files: Files) -> Package:
    """Files as a package that may have errors. Raises PackageInvalidError for what is none."""
    try:
        return read_package(files)
    except PackageError as error:
        raise PackageInvalidError(error.problems) from error
