# SPDX-License-Identifier: GPL-3.0-or-later
"""Small JSON-stat and PC-Axis files with each byte changed, and cut after each byte: refused (2: taken for plain text, which
--labels is not for), or read as a whole table; no
crash, no hang, and memory that does not follow what a file only claims.

banks_damage.py KOM_READ
"""
import os
import resource
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

tool = sys.argv[1]
JSON = b"""{"version":"2.0","class":"dataset","id":["a","t"],"size":[2,"3"],"role":{"time":["t"]},
"dimension":{"a":{"label":"A","category":{"index":["x","y"],"label":{"x":"X","y":"\\u00c6"}}},
"t":{"category":{"index":{"1":0,"2":1,"3":2}}}},"value":[1,2.5,null,-4,5e3,6],"status":{"2":"..","3":"p"}}
"""
BUNDLE = b"""{"d":{"dimension":{"id":["a"],"size":[2],"a":{"category":{"label":{"x":"X","y":"Y"},"index":{"y":1,"x":0}}}},"value":{"1":7}}}
"""
PX = b"""CHARSET="ANSI";
CODEPAGE="iso-8859-15";
LANGUAGE="da";
TITLE="A; " "B";
STUB="k","j";
HEADING="t";
VALUES("k")="K\xf8","L";VALUES("j")="1","2";CODES("k")="1","2";
VALUES("t")="2019","2020";TIMEVAL("t")=TLIST(A1,"2019"-"2020");
DATA=
1 -2 ".." 4.5
5 6 "-" 18;
"""
KEYS = b"""AXIS-VERSION="2013";
STUB="k";
HEADING="t";
VALUES("k")="K","L","M";
VALUES("t")="1","2";
KEYS("k")=VALUES;
DATA=
"K",1 2
"M",5 6;
"""


def limit():
    if "asan" not in tool:
        resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))


def run(data):
    try:
        return subprocess.run([tool, "-q", "-j", "1", "--labels", "both", "--status", "value"], input=data, timeout=60,
                              capture_output=True, preexec_fn=limit)
    except subprocess.TimeoutExpired:
        sys.exit(f"hangs on {data!r}")


def judge(data, why):
    done = run(data)
    if done.returncode not in (0, 2, 3) or b"Sanitizer" in done.stderr or b"runtime error" in done.stderr:
        sys.exit(f"{why}: exit {done.returncode}\n{data!r}\n{done.stderr.decode('utf-8', 'replace')[:2000]}")
    if done.returncode and not done.stderr:
        sys.exit(f"{why}: refused without a word\n{data!r}")
    return done


tasks = []
for name, whole in (("JSON-stat", JSON), ("a bundle", BUNDLE), ("PC-Axis", PX), ("KEYS", KEYS)):
    right = judge(whole, name)
    assert right.returncode == 0, (name, right.stderr)
    for i in range(len(whole)):
        for bits in (0x01, 0x10, 0x80, 0xff):
            tasks.append((whole[:i] + bytes([whole[i] ^ bits]) + whole[i + 1:], f"{name}, byte {i} ^ {bits:#x}", None))
        tasks.append((whole[:i], f"{name}, cut at {i}", (whole, right)))
    for i in range(0, len(whole), 3):
        tasks.append((whole[:i] + whole[i + 1:], f"{name}, without byte {i}", None))


def one(task):
    data, why, cut = task
    done = judge(data, why)
    if cut and done.returncode == 0 and done.stdout != cut[1].stdout:
        sys.exit(f"{why}: taken for whole\n{data!r}")
    return done.returncode


with ThreadPoolExecutor(2) as pool:
    codes = list(pool.map(one, tasks))

# What a file only claims takes no memory, and no time.
DEEP = 100000
HUGE = b'{"class":"dataset","id":["a","b","c","d","e","f","g"],"size":[%s],"dimension":{%s},"value":%s}'


def huge(sizes, value, categories):
    dims = ",".join(f'"{x}":{{"category":{{"index":{categories}}}}}' for x in "abcdefg")
    return HUGE % (",".join(sizes).encode(), dims.encode(), value)


thousand = "[" + ",".join(f'"{i}"' for i in range(1000)) + "]"
for data, why in (
    (b'{"class":"dataset","value":' + b"[" * DEEP, "deep"),
    (b'{"class":"dataset","x":' + b'{"a":' * DEEP + b"1" + b"}" * DEEP + b"}", "deep and closed"),
    (huge(["1000000000"] * 7, b"[]", "[]"), "sizes of 10^9 without categories"),
    (huge(["1000"] * 7, b"[]", thousand), "10^21 cells"),
    (huge(["1000"] * 6 + ["1"], b"[1]", thousand), "10^18 cells"),
    (huge(["-1"] * 7, b"[]", "[]"), "negative"), (huge(["1e9"] * 7, b"[]", "[]"), "no whole number"),
    (huge(['"99999999999999999999999"'] * 7, b"[]", "[]"), "a size beyond counting"),
    (b'{"class":"dataset","id":["a"],"size":[1],"dimension":{"a":{"category":{"label":{"x":"X"}}}},"value":[1e999]}', "beyond double"),
    (b'STUB="a";VALUES("a")=' + b'"x"' * 300000 + b";DATA=\n1;", None),
    (b'CHARSET="ANSI";STUB=' + b",".join(b'"a%d"' % i for i in range(3000)) + b";DATA=\n1;", "3000 variables without values"),
    (b'CHARSET="ANSI";STUB="a";TIMEVAL("a")=TLIST(M1,"000101"-"999912");VALUES("a")="1";DATA=\n1;', "an interval of 10^5 months"),
):
    done = judge(data, why or "many texts in one")
    if why and done.returncode != 3:
        sys.exit(f"{why}: not refused")
print(f"{len(tasks)} damaged files: {sum(1 for c in codes if c)} refused, {sum(1 for c in codes if not c)} read")
