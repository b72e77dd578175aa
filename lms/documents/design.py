"""What a caller names when it asks for a paper: a design, records, and facts for all of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Design:
    """A paper's design: `template` is looked up in the `templates` folder of `package`.

    `chunk` is how many records are laid out together: memory stays that of one chunk.
    """

    package: str
    template: str
    chunk: int = 100


@dataclass(frozen=True, slots=True)
class Document:
    """A paper to be made: its design, one frozen record for each page or form, common facts."""

    design: Design
    records: tuple[object, ...]
    facts: Mapping[str, object] = field(default_factory=dict)
