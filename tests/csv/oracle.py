# SPDX-License-Identifier: GPL-3.0-or-later
"""What reading a file must give, by docs/csv.md, written a second time and slowly; nothing here is taken from the C."""
import gzip
import re
import unicodedata

LF, CR, QUOTE = b"\n", b"\r", b'"'


class Refused(Exception):
    """The file as a whole cannot be read; str() is a pattern for the message."""


class Record:
    def __init__(self, line, raw, fields, problem):
        self.line, self.raw, self.fields, self.problem = line, raw, fields, problem


def field_at(data, at, delimiter):
    """(text, where it ends, problem): the field that starts at `at`. A quote that never closes ends at -1."""
    if data[at : at + 1] != QUOTE:
        end = re.compile(b"[" + re.escape(delimiter) + b"\r\n]").search(data, at)
        end = end.start() if end else len(data)
        return data[at:end], end, None
    pieces, end = [], at + 1
    while True:
        close = data.find(QUOTE, end)
        if close < 0:
            return None, -1, None
        pieces.append(data[end:close])
        end = close + 1
        if data[end : end + 1] != QUOTE:
            break
        pieces.append(QUOTE)
        end += 1
    text = b"".join(pieces)
    if end == len(data) or data[end : end + 1] in (delimiter, LF, CR):
        return text, end, None
    while end < len(data) and data[end : end + 1] not in (delimiter, LF):
        end += 1
    return text, end, "quote"


def skip_bare_cr(data, at, delimiter):
    """A CR that LF does not follow is a problem; the field goes on after it."""
    problem = None
    while data[at : at + 1] == CR and data[at + 1 : at + 2] != LF:
        problem = "carriage_return"
        at += 1
        while at < len(data) and data[at : at + 1] not in (delimiter, LF, CR):
            at += 1
    return at, problem


def record_at(data, at, delimiter):
    """(fields, end of the text, start of the next record, first problem); Refused when a quote stays open."""
    fields, problem = [], None
    while True:
        opened = at
        text, at, first = field_at(data, at, delimiter)
        if at < 0:
            raise Refused(opened)
        at, second = skip_bare_cr(data, at, delimiter)
        fields.append(text)
        problem = problem or first or second
        if at >= len(data) or data[at : at + 1] in (LF, CR):
            return fields, at, at + (2 if data[at : at + 1] == CR else 1), problem
        at += 1


def to_text(cell, encoding):
    if encoding != "windows-1252":
        try:
            return cell.decode("utf-8")
        except UnicodeDecodeError:
            if encoding == "utf-8":
                return None
    if any(b in (0x81, 0x8D, 0x8F, 0x90, 0x9D) for b in cell):
        return None  # no text in Windows-1252 either
    return cell.decode("cp1252")


def counts(data, delimiter):
    """Fields of header and of the first record that is not an empty line; None where there is none."""
    header, _, at, _ = record_at(data, 0, delimiter)
    while data[at : at + 1] in (LF, CR):
        at += 1
    if len(header) < 2 or at >= len(data):
        return len(header), None
    return len(header), len(record_at(data, at, delimiter)[0])


def some_records(data, delimiter, most):
    """Fields of the first records that are not empty lines."""
    records, at = [], 0
    while at < len(data) and len(records) < most:
        if data[at : at + 1] in (LF, CR):
            at += 1
            continue
        try:
            fields, _, at, _ = record_at(data, at, delimiter)
        except Refused:
            break
        records.append(fields)
    return records


def by_width(data):
    """The delimiter under which most of the first records below the header have one width, two fields or more."""
    found = []
    for candidate in (b";", b",", b"\t", b"|"):
        records = some_records(data, candidate, 101)
        widths = [len(r) for r in records[1:]]
        if len(records) < 2 or len(records[0]) < 2:
            continue
        n, width = max((widths.count(w), -i, w) for i, w in enumerate(widths))[::2]
        if width >= 2 and 2 * n > len(widths):
            found.append((n, width, candidate))
    found.sort(reverse=True)
    if not found or (len(found) > 1 and found[0][:2] == found[1][:2]):
        raise Refused("no delimiter splits header and first record")
    return found[0][2]


def find_delimiter(data):
    best, ties, misfit = 1, [], False
    for candidate in (b";", b",", b"\t", b"|"):
        try:
            header, record = counts(data, candidate)
        except Refused:
            raise Refused("quote in the first two records is never closed") from None
        if header < 2:
            continue
        if record is not None and record != header:
            misfit = True
        elif header > best:
            best, ties = header, [candidate]
        elif header == best:
            ties.append(candidate)
    if len(ties) > 1:
        raise Refused("both .* and .* split header and first record")
    if not ties and misfit:
        return by_width(data)
    return ties[0] if ties else LF


UNSEEN = "".join(map(chr, (0xA0, 0xAD, 0x180E, *range(0x2000, 0x2010), 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF)))


def trim(heading):
    """Without blanks at both ends, seen or not, and in normal form C."""
    return unicodedata.normalize("NFC", heading.strip(" \t" + UNSEEN))


def count_loose(headings, records):
    """Empty headings at the right end over cells that are empty."""
    loose = 0
    while loose + 1 < len(headings) and not headings[-1 - loose]:
        place = len(headings) - 1 - loose
        if any(len(r) > place and r[place].strip(b" \t") for r in records[1:]):
            break
        loose += 1
    return loose


def decode_bytes(data):
    """Gzip and UTF-16 undone, a byte order mark gone."""
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, gzip.zlib.error):
            raise Refused("gzip data") from None
    if data[:3] == b"\xef\xbb\xbf":
        return data[3:]
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        try:
            return data.decode("utf-16").encode("utf-8")
        except UnicodeDecodeError:
            raise Refused("UTF-16") from None
    return data


def read(data, delimiter=None, encoding=None):
    """(headings, records): every record with its line, its texts, and its problem or None."""
    data = decode_bytes(data)
    if not data:
        raise Refused("is empty")
    if re.match(rb"\s*(\{\s*[\"}]|\[\s*[\[{])", data):
        raise Refused("is no text but JSON")
    if data[257:262] == b"ustar":
        raise Refused("is no text but a tar archive")
    if re.match(rb"\r?\n", data):
        raise Refused("header cannot be read")
    if delimiter is None:
        delimiter = find_delimiter(data)
    try:
        header, _, at, problem = record_at(data, 0, delimiter)
    except Refused:
        raise Refused("never closed") from None
    headings = [to_text(h, encoding) for h in header] if not problem else None
    if headings is None or None in headings:
        raise Refused("header cannot be read")
    headings = [trim(h) for h in headings]
    sample = some_records(data, delimiter, 101)
    loose = count_loose(headings, sample)
    headings = headings[: len(headings) - loose]
    allowed = range(len(headings), len(headings) + loose + 1)
    widths = {len(r) for r in sample[1:]}
    if len(widths) == 1 and not widths & set(allowed):
        raise Refused(" of [0-9]+ fields; ")
    records, line = [], 1 + data.count(LF, 0, at)
    while at < len(data):
        start, first = at, line
        try:
            fields, end, at, problem = record_at(data, at, delimiter)
        except Refused as open_quote:
            line += data.count(LF, start, open_quote.args[0])
            raise Refused(f":{line}: (a quote opens here|the stage before did not finish)") from None
        if problem is None and start == end and len(headings) > 1:
            problem = "blank"
        if problem is None and (len(fields) not in allowed or any(fields[len(headings) :])):
            problem = "ragged"
        if problem is None:
            fields = fields[: len(headings)]
            fields = [to_text(f, encoding) for f in fields]
            problem = "encoding" if None in fields else None
        records.append(Record(first, data[start:end], fields, problem))
        line += data.count(LF, start, at)
    return headings, records


def words(path):
    """Heading, folded, to its kind (text, number, day, period), from the vocabulary."""
    kinds = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            row = re.match(r'KOM_WORD\((\w+), (\w+), \w+, "(.*)"\)', line)
            for name in [row[1], *row[3].split(",")] if row else []:
                kinds[name] = row[2].lower()
    return kinds


def fold(name):
    for danish, ascii_pair in zip("æøåÆØÅ", ("ae", "oe", "aa") * 2):
        name = name.replace(danish, ascii_pair)
    return "".join(c.lower() if "A" <= c <= "Z" else c for c in name)
