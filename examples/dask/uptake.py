# SPDX-License-Identifier: GPL-3.0-or-later
"""A run in parts as tasks of Dask, and the merge that waits for them: python3 uptake.py [scheduler's address].

Without an address the tasks run here, by threads. Those of a cluster (dask.distributed) need the tools on PATH, and the extract and
the folder of the states under one name on every worker."""
import os
import subprocess
import sys

import dask

# What is yours: where the extract lies, what is asked of it, and into how many parts it is cut.
SALES = os.environ.get("SALES", "sales.csv")
ASK = os.environ.get("ASK", "--by kom --period month").split()
PARTS = int(os.environ.get("PARTS", "16"))
RESULT = os.environ.get("RESULT", "uptake.csv")
STATES = os.path.abspath("states")


@dask.delayed
def part(i):
    """Reads part i; what it knows goes to a file."""
    os.makedirs(STATES, exist_ok=True)
    state = os.path.join(STATES, "%d.state" % i)
    subprocess.run(["kom-uptake", "-q", *ASK, "--part", "%d/%d" % (i, PARTS), "--state", state, SALES], check=True)
    return state


@dask.delayed
def merge(states):
    """The result, once all parts are there."""
    subprocess.run(["kom-merge", "-q", "-o", RESULT, *states], check=True)
    return RESULT


if __name__ == "__main__":
    if len(sys.argv) > 1:
        from dask.distributed import Client
        Client(sys.argv[1])
    print(merge([part(i) for i in range(1, PARTS + 1)]).compute())
