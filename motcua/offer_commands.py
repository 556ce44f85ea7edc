"""Commands about offers: where a procedure is offered, and whether it is live, on trial or off there."""

from typing import Any
from uuid import UUID

import click

from motcua.options import JSON, REASON, SINCE, day_of_option, open_session, operator, print_rows, rows_of, system_clock


@click.group("offers")
def offer_group() -> None:
    """Which agencies offer a procedure."""


@offer_group.command("add")
@click.argument("code")
@click.argument("agency")
@click.option("--kind", help="Every agency of this kind from AGENCY down, instead of AGENCY itself.")
@click.option("--channel", "channels", multiple=True, help="online, counter, post; all of them when not given.")
@click.option(
    "--mode",
    type=click.Choice(["one_stop", "same_level", "all_levels", "any_place"]),
    default="one_stop",
    help="Mechanism.",
)
@click.option("--from", "first", help="First day, YYYY-MM-DD.")
@click.option("--to", "last", help="Last day, YYYY-MM-DD.")
@click.option("--decision", help="Number of the publishing decision.")
@click.option("--stage", type=click.Choice(["live", "trial", "off"]), default="live", help="How far it is.")
def add_offer(  # noqa: PLR0913, PLR0917 - one for each option
    code: str,
    agency: str,
    kind: str | None,
    channels: tuple[str, ...],
    mode: str,
    first: str | None,
    last: str | None,
    decision: str | None,
    stage: str,
) -> None:
    """Offer a procedure at an agency, or at all of a kind below it."""
    from runtime.services import catalogue
    from runtime.services.places import Stage

    days = (day_of_option(first, "--from"), day_of_option(last, "--to"))
    with open_session() as session:
        made = catalogue.offer(
            session,
            code,
            agency,
            channels or ("online", "counter", "post"),
            operator(),
            days=days,
            mode=mode,
            decision=decision,
            kind=kind,
            stage=Stage(stage),
        )
    click.echo(str(made))


@offer_group.command("list")
@click.argument("code")
@click.option("--all", "every", is_flag=True, help="Every offer as it was set, past and future too, with its id.")
@JSON
def list_offers(code: str, *, every: bool, as_json: bool) -> None:
    """Agencies that offer a procedure today, those that try it too."""
    from runtime.services import catalogue, offers

    with open_session() as session:
        if every:
            found = rows_of(list(offers.listed(session, operator(), code)))
        else:
            found = rows_of(list(catalogue.offers(session, code, system_clock().now(), trial=True)))
    print_rows(found, _row if every else _place, as_json=as_json)


@offer_group.command("stage")
@click.argument("code")
@click.argument("agency")
@click.argument("stage", type=click.Choice(["live", "trial", "off"]))
@click.option("--kind", help="Every agency of this kind from AGENCY down, instead of AGENCY itself.")
@SINCE
@REASON
def set_stage(code: str, agency: str, stage: str, kind: str | None, since: str | None, reason: str) -> None:
    """Say that an agency has a procedure live, only tries it, or takes no new dossiers."""
    from runtime.services import offers

    first = day_of_option(since, "--from")
    with open_session() as session:
        offers.set_stage(session, system_clock(), code, agency, stage, reason, operator(), kind=kind, first=first)


@offer_group.command("end")
@click.argument("offer", type=click.UUID)
@click.argument("last")
def end_offer(offer: UUID, last: str) -> None:
    """An offer (its id) holds up to a day, YYYY-MM-DD."""
    from runtime.services import offers

    day = day_of_option(last, "LAST")
    assert day is not None
    with open_session() as session:
        offers.end(session, offer, day, operator())


def _place(row: dict[str, Any]) -> str:
    trial = " (on trial)" if row["trial"] else ""
    return f"{row['agency']} {row['names']['vi']} {', '.join(row['channels'])}{trial}"


def _row(row: dict[str, Any]) -> str:
    where = f"every {row['kind']} below {row['agency']}" if row["kind"] else row["agency"]
    days = f"{row['valid_from'] or '–'} – {row['valid_to'] or '–'}"
    return f"{row['id']} {where} {row['stage']} {days} {', '.join(row['channels'])}"


COMMANDS: tuple[click.Command, ...] = (offer_group,)
