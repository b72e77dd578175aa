"""How ratings read on a page."""

from fractions import Fraction

from courses.mentoring.blueprint import blueprint


@blueprint.app_template_filter("mentoring_mean")
def mentoring_mean(mean: Fraction) -> str:
    """A mean with one decimal, rounded down: 4.2."""
    tenths = mean.numerator * 10 // mean.denominator
    return f"{tenths // 10}.{tenths % 10}"
