# SPDX-License-Identifier: GPL-3.0-or-later
"""A workbook with each byte changed, and cut at each byte: damage.py KOM_READ [EVERY]. kom-read must refuse what is left with
the file's name, or give the same table; EVERY 3 tries every third byte."""
import os
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import book

KOM_READ = sys.argv[1]
EVERY = int(sys.argv[2]) if len(sys.argv) > 2 else 1


def run(path):
    done = subprocess.run([KOM_READ, "-j", "1", path], capture_output=True, check=False, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode("utf-8", "replace")


def main():
    lines = [["kom", "day", "n"]]
    lines += [[book.Cell(f"<v>{i % 3}</v>", "s"), book.number(43831 + i, 1), i / 8] for i in range(20)]
    problems, counts = [], {"refused": 0, "the same": 0}
    with tempfile.TemporaryDirectory() as scratch:
        whole = os.path.join(scratch, "whole.xlsx")
        book.write(whole, {"A": lines}, formats=["yyyy-mm-dd"], strings=["<t>0101</t>", "<t>0147</t>", "<t>0151</t>"])
        code, table, said = run(whole)
        assert code == 0, said
        with open(whole, "rb") as file:
            bytes_ = file.read()
        cases = [(f"byte {i} of {len(bytes_)} ^ {mask:#x}", bytes_[:i] + bytes([bytes_[i] ^ mask]) + bytes_[i + 1:])
                 for i in range(0, len(bytes_), EVERY) for mask in (1 << i % 8, 0xFF)]
        cases += [(f"cut at {i}", bytes_[:i]) for i in range(4, len(bytes_), EVERY)]  # fewer are text

        def check(numbered):
            number, (what, changed) = numbered
            path = os.path.join(scratch, f"{number}.xlsx")
            with open(path, "wb") as file:
                file.write(changed)
            code, out, said = run(path)
            os.remove(path)
            if code == 0 and out == table:
                return "the same", None
            if code in (3, 4) and not out and f"{number}.xlsx" in said and "runtime error" not in said:
                return "refused", None
            return "", f"{what}: exit {code}, {len(out)} bytes, {said[:600]}"

        with ThreadPoolExecutor(2) as pool:
            for kind, problem in pool.map(check, enumerate(cases)):
                if problem:
                    problems.append(problem)
                else:
                    counts[kind] += 1
    print(", ".join(f"{key} {n}" for key, n in counts.items()), f"problems {len(problems)}")
    print("\n".join(problems[:20]))
    sys.exit(bool(problems))


main()
