# SPDX-License-Identifier: GPL-3.0-or-later
"""States that somebody changed: every byte of small ones flipped is noticed by the checksum, and what is changed with a checksum
made anew is refused or merged, but never ends kom-merge otherwise."""
import hashlib
import json
import os
import random
import re
import sys

import calls

ROUNDS = int(os.environ.get("KOM_ROUNDS", "300")) // calls.SLOW
OTHERS = [b"", b"-1", b"0", b"1", b"99", b"18446744073709551615", b"9223372036854775808", b"-9223372036854775808", b"~1e300",
          b"~x", b"1/99", b"1/-2", b"\\x00", b"\\x", b"\\", b"kom", b"group", b"2019-01-01", b"9" * 200, b"f" * 40, b"\\xff\\xfe"]

CALLS = [["kom-sum", "--value", "amount", "--by", "kom,service", "--stats", "n,mean,median,gini,autocorr1"],
         ["kom-sum", "--value", "amount", "--weight", "quantity", "--stats", "n,mean,median"],
         ["kom-uptake", "--by", "kom,service", "--period", "month", "--dominance"],
         ["kom-uptake", "--offerings", "offerings.csv", "--recipients", "recipients.csv", "--cumulative", "--by", "kom"],
         ["kom-uptake", "--offerings", "offerings.csv", "--recipients", "recipients.csv", "--flows", "service", "--by", "kom", "--period", "quarter"],
         ["kom-panel", "--value", "amount,quantity", "--municipalities", "types.csv", "--unmatched", "warn"],
         ["kom-check", "--duplicates", "--offerings", "offerings.csv", "--unmatched", "warn"],
         ["kom-check", "--schema", "schema.json", "--municipalities", "types.csv"]]


def sealed(lines):
    """The lines of a state with a last line that fits."""
    body = b"".join(lines)
    return body + b"end\t%d\t%s\n" % (len(lines), hashlib.blake2b(body, digest_size=16).hexdigest().encode())


def make(folder):
    rng = random.Random(7)
    rows = ["kom,service,date,person,quantity,amount,status"]
    rows += ["%d,%s,2019-0%d-1%d,person number %d of the register,%d,%d.%02d,%s" %
             (rng.choice([101, 147, 999]), rng.choice(["a", "b"]), rng.randrange(1, 9), rng.randrange(9), rng.randrange(5),
              rng.randrange(1, 4), rng.randrange(900), rng.randrange(100), rng.choice(["", "credited", "cancelled"])) for _ in range(40)]
    rows += ["101,a,2019-01-01,p,1,1e300,", "101,a,2019-01-01,p,1,123456789012345678,"]
    sides = {"offerings.csv": "kom,service,start,end\n101,a,2019-01-01,\n147,b,2019-01-01,\n",
             "recipients.csv": "person,kom,start,end\n" + "".join("person number %d of the register,101,2019-01-01,\n" % p for p in range(5)),
             "types.csv": "kom,type\n101,x\n147,y\n",
             "schema.json": json.dumps({"fields": [{"name": name, "type": "string"} for name in ("person", "service", "quantity", "amount")],
                                        "primaryKey": ["person", "service"],
                                        "foreignKeys": [{"fields": "amount", "reference": {"resource": "", "fields": "quantity"}}]}),
             "rows.csv": "\n".join(rows) + "\n"}
    for name, text in sides.items():
        with open(os.path.join(folder, name), "w", encoding="utf-8") as out:
            out.write(text)


def state_of(call):
    got = calls.run(call + ["--part", "1/1", "--state", "a.state", "--set-aside", "x", "rows.csv"])
    assert got.code == 0, got.line() + got.err
    with open("a.state", "rb") as source:
        return source.read()


def merge(data):
    with open("b.state", "wb") as out:
        out.write(data)
    return calls.run(["kom-merge", "--set-aside", "b.aside", "b.state"])


def change(rng, lines):
    """Lines with one thing other than it was."""
    lines = list(lines)
    i = rng.randrange(1, len(lines))
    way = rng.randrange(6)
    if way == 0:
        del lines[i]
    elif way == 1:
        lines.insert(i, rng.choice(lines[1:]))
    elif way == 2:
        j = rng.randrange(1, len(lines))
        lines[i], lines[j] = lines[j], lines[i]
    else:
        fields = lines[i][:-1].split(b"\t")
        k = rng.randrange(len(fields))
        if way == 3:
            del fields[k]
        elif way == 4:
            fields.insert(k, rng.choice(OTHERS))
        else:
            fields[k] = rng.choice(OTHERS) if rng.random() < .7 else re.sub(rb"\d", lambda m: str(rng.randrange(10)).encode(), fields[k])
        lines[i] = b"\t".join(fields) + b"\n"
    return lines


def buyers(lines):
    """States whose buyers none would have: periods and seats without a cell, persons who do not rise, blocks far away."""
    at = [i for i, line in enumerate(lines) if line.startswith(b"buyer\t")]
    first = lines[at[0]][:-1].split(b"\t")
    for k, other in ((2, b"99"), (2, b"-1"), (3, b"0"), (3, b"4294967305"), (4, b"0"), (4, b"ffffffffffffffff"), (1, b"zz")):
        if first[k] != other:
            yield lines[:at[0]] + [b"\t".join(first[:k] + [other] + first[k + 1:]) + b"\n"] + lines[at[0] + 1:]
    yield lines[:at[0]] + [b"\t".join(first[:-1]) + b"\n"] + lines[at[0] + 1:]
    yield lines[:at[1]] + [lines[at[0]]] + lines[at[1]:]
    yield lines[:at[-1] + 1] + [line for line in lines if line.startswith(b"days")]


def main():
    rng = random.Random(int(os.environ.get("KOM_SEED", "11")))
    folder = calls.Folder()
    os.chdir(folder.base)
    make(folder.base)
    seen = {}
    for call in CALLS:
        data = state_of(call)
        whole = calls.run(call + ["rows.csv"])
        assert merge(data).out == whole.out, whole.line()
        lines = data.splitlines(keepends=True)[:-1]
        assert sealed(lines) == data
        for at in rng.sample(range(len(data)), min(len(data), ROUNDS // 4)):
            got = merge(data[:at] + bytes([data[at] ^ 1 << rng.randrange(8)]) + data[at + 1:])
            assert got.code == 3 and got.out == b"", "byte %d: %s%s" % (at, got.line(), got.err)
        for changed in buyers(lines) if "kom-uptake" in call else ():
            got = merge(sealed(changed))
            assert (got.code, got.out) == (3, b"") and "what none would say" in got.err, "%s\n%s" % (got.line(), got.err)
        for _ in range(ROUNDS):
            changed = change(rng, lines)
            got = merge(sealed(changed))
            seen[got.code] = seen.get(got.code, 0) + 1
            if got.code not in (0, 1, 2, 3, 4):
                with open(folder.path("found.state"), "wb") as out:
                    out.write(sealed(changed))
            assert got.code in (0, 1, 2, 3, 4), "%d: %s in %s\n%s" % (got.code, " ".join(call), folder.base, got.err)
            assert got.code in (0, 1) or got.out == b"", got.line()
    os.chdir("/")
    folder.remove()
    assert seen[3] > ROUNDS, seen
    print("%d changed states: %s" % (ROUNDS * len(CALLS), seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
