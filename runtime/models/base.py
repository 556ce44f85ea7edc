"""The declarative base of all tables: names of constraints, and how Python types become columns."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import ARRAY, BigInteger, Date, DateTime, LargeBinary, MetaData, Numeric, Text, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, registry
from sqlalchemy.types import TypeEngine

Json = dict[str, Any]

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

TYPES: dict[Any, TypeEngine[Any]] = {
    str: Text(),
    int: BigInteger(),
    bytes: LargeBinary(),
    Decimal: Numeric(16, 2),
    date: Date(),
    datetime: DateTime(timezone=True),
    UUID: Uuid(),
    Json: JSONB(),
    list[Any]: JSONB(),
    list[str]: ARRAY(Text()),
}


class Base(DeclarativeBase):
    """Every table's class derives from this."""

    registry = registry(metadata=MetaData(naming_convention=NAMING), type_annotation_map=TYPES)


db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})
"""The Flask extension: engine and scoped session of the web application."""
