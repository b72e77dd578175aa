"""The plugins that come with the product, as dotted paths of their `plugin` modules."""

BUILTIN: tuple[str, ...] = (
    "lms.frame",
    "courses.rosters.plugin",
    "courses.catalogue.plugin",
    "courses.lecturers.plugin",
    "courses.cohorts.plugin",
    "courses.attendance.plugin",
    "courses.leaders.plugin",
    "courses.mentoring.plugin",
    "courses.outcomes.plugin",
    "courses.subsidies.plugin",
    "certificates.plugin",
)
