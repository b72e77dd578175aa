"""Writing many rows at once: ids drawn beforehand, values handed straight to the driver.

SQLAlchemy's own executemany makes a dictionary per row and passes every value through a processor;
for a roster of 10,000 people that costs more than the database itself.
"""

import os
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session

from lms.orm import Base

UID_BYTES = 16


def lock_archive(session: Session, county: str) -> None:
    """Let one writer at a time match numbers in a county's archive (SQLite has one anyway)."""
    if _is_postgresql(session):
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(county)})


def next_ids(session: Session, model: type[Base], count: int) -> Sequence[int]:
    """Ids for rows about to be inserted, so that nothing has to be read back."""
    table = table_of(model)
    if _is_postgresql(session):
        sequence = func.pg_get_serial_sequence(table.name, "id")
        drawn = select(func.nextval(sequence)).select_from(func.generate_series(1, count))
        return session.scalars(drawn).all()
    last = session.scalar(select(func.max(table.c.id))) or 0
    return range(last + 1, last + 1 + count)


def new_uids(count: int) -> Iterator[str]:
    """Random opaque ids as `lms.orm.new_uid` makes them, many at once."""
    digits = os.urandom(UID_BYTES * count).hex()
    size = 2 * UID_BYTES
    return (digits[at : at + size] for at in range(0, size * count, size))


def insert_rows(
    session: Session, model: type[Base], columns: Sequence[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    """Insert rows of values in the order of `columns`, each as the driver takes it."""
    parameters = list(rows)
    if not parameters:
        return
    connection, table = session.connection(), table_of(model)
    names = ", ".join(table.c[name].name for name in columns)
    # Names come from our own models, values never stand in the statement.
    if _is_postgresql(session):
        driver: Any = connection.connection.driver_connection
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {table.name} ({names}) FROM STDIN") as copy,
        ):
            for row in parameters:
                copy.write_row(row)
        return
    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO {table.name} ({names}) VALUES ({marks})"  # noqa: S608 # nosec B608
    connection.exec_driver_sql(statement, parameters)


def rows_by(
    session: Session,
    model: type[Base],
    columns: Sequence[str],
    county: str,
    key: str,
    values: Sequence[Any],
) -> Sequence[Sequence[Any]]:
    """These columns of a county's rows whose `key` is one of the values, as the driver has them."""
    connection, table = session.connection(), table_of(model)
    names = ", ".join(table.c[name].name for name in columns)
    match = f"{table.name} ON {table.c[key].name} = wanted.value"
    # Names come from our own models, values are always bound. Joined from the side of the values,
    # and not asked with IN: a table that grows fast has no statistics yet, and would be read whole.
    if _is_postgresql(session):  # the array goes as bytes (%b), not as text
        asked = f"SELECT {names} FROM unnest(%b) AS wanted (value) JOIN {match} WHERE county = %s"  # noqa: S608 # nosec B608
        return connection.exec_driver_sql(asked, (list(values), county)).all()
    if not values:
        return ()
    marks = ",".join(["(?)"] * len(values))
    asked = (
        f"WITH wanted (value) AS (VALUES {marks}) "  # noqa: S608 # nosec B608
        f"SELECT {names} FROM wanted CROSS JOIN {match} WHERE county = ?"
    )
    return connection.exec_driver_sql(asked, (*values, county)).all()


def for_driver(session: Session, model: type[Base], column: str, value: Any) -> Any:
    """A value as `insert_rows` must be given it for this column."""
    processor = (
        table_of(model)
        .c[column]
        .type.dialect_impl(session.connection().dialect)
        .bind_processor(session.connection().dialect)
    )
    return processor(value) if processor else value


def table_of(model: type[Base]) -> Table:
    """The table of a model."""
    table = model.__table__
    if not isinstance(table, Table):
        raise TypeError(model)
    return table


def _is_postgresql(session: Session) -> bool:
    return session.get_bind().dialect.name == "postgresql"
