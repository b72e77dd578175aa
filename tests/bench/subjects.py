"""The register of what is measured, in the order of the table."""

from collections.abc import Mapping

from tests.bench import importing, mentoring, outcomes, pages, papers, process, proof, sheet
from tests.bench.harness import Subject

SUBJECTS: Mapping[str, Subject] = {
    "import": importing.measure,
    "sheet": sheet.measure,
    "pages": pages.measure,
    "papers": papers.measure,
    "proof": proof.measure,
    "mentoring": mentoring.measure,
    "outcomes": outcomes.measure,
    "process": process.measure,
}
