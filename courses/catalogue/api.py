"""What other plugins may use of the catalogue."""

from courses.catalogue.queries import course_for, course_named, courses, courses_for, published
from courses.catalogue.services import create_course, publish

__all__ = [
    "course_for",
    "course_named",
    "courses",
    "courses_for",
    "create_course",
    "publish",
    "published",
]
