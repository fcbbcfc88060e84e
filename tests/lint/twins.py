# SPDX-License-Identifier: GPL-3.0-or-later
"""Functions that say the same in two files (twins.sh): FILE:FUNCTION FILE:FUNCTION why, a line a pair."""
import collections
import itertools
import re
import sys

FUNCTION = re.compile(
    r'^(?:KOM_APART )?(static )?(?:inline )?[A-Za-z_][\w \*]*?[ \*](\w+)\(([^;{}]*?)\)\s*\{\n(.*?)^\}', re.S | re.M)
TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|\w+|[^\s\w]')
PREFIX = re.compile(r'^kom_(?:check|did|diff|read|summary|uptake)_')
LEAST, LEAST_NAMED = 5, 3  # lines of a body


def functions(path):
    """(name, is static, lines of the body, tokens of the whole) of each function of a file."""
    text = re.sub(r'/\*.*?\*/', ' ', open(path, encoding='utf-8').read(), flags=re.S)
    for found in FUNCTION.finditer(text):
        lines = [line for line in found[4].splitlines() if line.strip(' {}')]
        yield found[2], bool(found[1]), len(lines), TOKEN.findall(found[3] + '{' + found[4])


def shape(tokens):
    """The tokens, but names of its own numbered as they come; members, functions and texts are what they are."""
    number, out, before = {}, [], ''
    for token, after in zip(tokens, tokens[1:] + ['']):
        own = token[0].isalpha() and before not in ('.', '>') and after != '('
        out.append(number.setdefault(token, len(number)) if own else PREFIX.sub('kom_', token))
        before = token
    return tuple(out)


def folder(path):
    """The method, or the floor, that a file is of."""
    parts = path.split('/')
    return '/'.join(parts[:3 if parts[1] == 'method' else 2])


def share(a, b):
    """The part of two functions that is the same: runs of four tokens."""
    one, two = (collections.Counter(zip(t, t[1:], t[2:], t[3:])) for t in (a, b))
    same = sum((one & two).values())
    return same / max(1, sum(one.values()) + sum(two.values()) - same)


def main(paths):
    shapes, names = collections.defaultdict(list), collections.defaultdict(list)
    for path in paths:
        for name, is_static, n_lines, tokens in functions(path):
            if n_lines >= LEAST:
                shapes[shape(tokens)].append((path, name))
            if is_static and n_lines >= LEAST_NAMED:
                names[name].append((path, tokens))
    for twins in shapes.values():
        for a, b in itertools.combinations(twins, 2):
            if a[0] != b[0]:
                print(f'{a[0]}:{a[1]} {b[0]}:{b[1]} one body')
    # One name for what is nearly one thing, in two methods or a method and what lies beneath or beside it.
    for name, all_of in names.items():
        for (a, one), (b, two) in itertools.combinations(all_of, 2):
            of_method = 'lib/method/' in a or 'lib/method/' in b
            if of_method and folder(a) != folder(b) and share(one, two) > 0.4:
                print(f'{a}:{name} {b}:{name} one name, and mostly one body')


main(sys.argv[1:])
