"""What all schemas share: nothing unknown comes in, languages, texts of limited length, pages of a list."""

from typing import Any

from marshmallow import RAISE, Schema, fields, validate

LONGEST_PAGE = 200
PAGE = 30


class Incoming(Schema):
    """A body or query: an unknown member is a mistake, not something to pass over."""

    class Meta:
        """Settings of marshmallow."""

        unknown = RAISE


class NoMembers(Incoming):
    """An object without members."""


class PageQuery(Incoming):
    """Which page of a list."""

    after = fields.String(validate=validate.Length(max=300), metadata={"description": "`next` of the page before."})
    limit = fields.Integer(load_default=PAGE, validate=validate.Range(min=1, max=LONGEST_PAGE))


def short(longest: int = 200, **options: Any) -> fields.String:
    """A text of at most ``longest`` letters."""
    return fields.String(validate=validate.Length(max=longest), **options)


def texts(**options: Any) -> fields.Dict:
    """A text by language: ``vi`` always, ``en`` in what is shipped."""
    return fields.Dict(keys=fields.String(), values=fields.String(), **options)


def anything(description: str, **options: Any) -> fields.Dict:
    """A JSON object whose members a procedure's own forms decide."""
    return fields.Dict(keys=fields.String(), metadata={"description": description}, **options)


def page_of(item: type[Schema]) -> type[Schema]:
    """The schema of one page: ``items`` and ``next``, the cursor of the page after it or null."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "next": fields.String(
                required=True, allow_none=True, metadata={"description": "Send it as `after`; null: the last page."}
            ),
        },
        name=item.__name__.removesuffix("Schema") + "PageSchema",
    )


def list_of(item: type[Schema]) -> type[Schema]:
    """The schema of a list that is never long."""
    return Schema.from_dict(
        {"items": fields.List(fields.Nested(item), required=True)},
        name=item.__name__.removesuffix("Schema") + "ListSchema",
    )
