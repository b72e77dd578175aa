"""One measurement in a process of its own: `python -m tests.bench.alone MODULE:FUNCTION …`.

Whatever is printed meanwhile goes to standard error; the last line of standard output is the
reading with the peak memory of this process, or of the largest it started.
"""

import json
import resource
import sys
from contextlib import redirect_stdout
from importlib import import_module
from pathlib import Path


def peak_mb() -> float:
    """Most memory held at once, in MB."""
    # VmHWM and not ru_maxrss: the latter remembers the process this one was forked from.
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    own = next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))
    return max(own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss) / 1024


def main(function: str, folder: str, facts: str) -> None:
    """Call the function and print what it measured."""
    module, name = function.split(":")
    with redirect_stdout(sys.stderr):
        reading = getattr(import_module(f"tests.bench.{module}"), name)(
            Path(folder), **json.loads(facts)
        )
    print(json.dumps({**reading, "peak_mb": peak_mb()}))


if __name__ == "__main__":
    main(*sys.argv[1:])
