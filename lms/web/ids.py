"""Ids in addresses: a number no row can have is an address that does not exist."""

from typing import Any

from werkzeug.routing import IntegerConverter, Map

MOST = 2**63 - 1
"""The largest id of a row; both databases refuse to be asked for more."""


class IdConverter(IntegerConverter):
    """`<int:…>` of every route."""

    def __init__(self, routes: Map, *args: Any, **facts: Any) -> None:
        super().__init__(routes, *args, **{"max": MOST, **facts})
