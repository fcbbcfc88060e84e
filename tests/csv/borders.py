# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes files whose awkward bytes lie across the border of two blocks, and a few that are large or odd in themselves."""
import gzip
import os
import sys

FOLDER = sys.argv[1]
BLOCK = 512 * 1024
HEADER = b"id,text,more\n"
AWKWARD = b'7,"x""y\r\nz;,""","w"\r\n8,12" plain,\r\n"9","",""""\r\n'


def write(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)


def padded(border):
    """Whole records up to that many bytes after the header, where the first block ends."""
    row = b"1," + b"abcdefgh" * 60 + b",ijk\n"
    n, rest = divmod(border, len(row))
    return row * (n - 1) + b"1," + b"a" * (len(row) + rest - 4) + b",\n"


for shift in range(len(AWKWARD) + 2):
    # The block after the header is the first that is cut.
    write(f"border{shift:02d}.csv", HEADER + padded(BLOCK - shift) + AWKWARD + b"1,2,3\n" * 5)

huge = b'abc\r\ndef,""ghi' * 250000
write("huge_field.csv", b'a,b\n1,"' + huge + b'"\n2,x\n')
write("huge_first_field.csv", b'a,b\n"' + huge + b'",1\n2,x\n')
write("huge_heading.csv", b'a,"' + b"h\n" * 60000 + b'"\n2,x\n')
write("huge_doubled.csv", b'a,b\n1,"' + b'""q' * 700000 + b'"\n2,x\n')
write("huge_plain.csv", b"a,b\n1," + b"p" * 3000000 + b"\n2,x\n")
write("many_quotes.csv", b"a,b\n" + b'"1","2"\n' * 80000)
write("wide.csv", b",".join(b"c%d" % i for i in range(3000)) + b"\n" + b"1," * 2999 + b"2\n" + b"\n" * 60000)
write("blank_lines.csv", b"a,b\n1,2\n" + b"\r\n" * 100000 + b"3,4\n")
write("odd_rows.csv", b"a,b\n1,2\n" + b'"x"y,2\n3\n4,5\n' * 20000)
write("open_at_border.csv", HEADER + padded(BLOCK - len(HEADER) - 3) + b'4,"' + b"x" * BLOCK)
write("open_last_byte.csv", HEADER + padded(BLOCK - len(HEADER) - 2) + b'4,2,"')
write("members.csv.gz", gzip.compress(b"a,b\n1,2\n") + gzip.compress(b"") + gzip.compress(b"3,4\n" * 200000))
write("cut.csv.gz", gzip.compress(b"a,b\n" + b"3,4\n" * 200000)[:-9])
write("cut_late.csv.gz", gzip.compress(b"a,b\n1,2\n")[:-1])
write("utf16le.csv", ("\ufeffby;antal_børn\n" + "Tårnby;1\n" * 30000).encode("utf-16-le"))
write("utf16be.csv", ("\ufeffby;antal_børn\n" + "Tårnby;1\n" * 30000).encode("utf-16-be"))
write("latin1_late.csv", b"by;n1\n" + b"Herlev;1\n" * 70000 + b"T\xe5rnby;2\n")
