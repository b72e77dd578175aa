"""`python -m lms`: the command line where its script is not on the path."""

from lms.cli import main

main()
