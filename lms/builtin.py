"""The plugins that come with the product, as dotted paths of their `plugin` modules."""

from importlib.util import find_spec

BUILTIN: tuple[str, ...] = tuple(
    p
    for p in (
        "lms.frame",
        "courses.rosters.plugin",
        "courses.catalogue.plugin",
        "courses.lecturers.plugin",
        "courses.cohorts.plugin",
        "courses.attendance.plugin",
        "courses.subsidies.plugin",
        "certificates.plugin",
    )
    if find_spec(p)
)
