"""How fast and how large: `make bench` measures, prints a table and writes build/bench.json.

Every figure is measured in the same run as the floor or peer it is compared with, in turns, and is
the median. What runs stands in a process of its own, so that its peak memory is its own. Bounds
are stated beside the figures; a missed one does not fail the run.
"""
