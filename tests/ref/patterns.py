#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Prints tests/unit/pattern_cases.h: what Python's re.fullmatch says of each pattern and value (then clang-format)."""
import json
import re

CASES = {
    "[æø]{2}": ["æ", "æø", "æøæ", "ab"],
    "[A-ZÆØÅ][a-zæøå]*": ["Ørsted", "Anna", "ørsted", "Ø", "Ærø", "Æ1"],
    ".{3}": ["Ærø", "abc", "Æø", "Æ\nø", "😀😀😀"],
    "a|b": ["a", "b", "ab", ""],
    "a|ab": ["ab", "a"],
    "b": ["abc", "b"],
    "^ab$": ["ab", "ab\n", "xab"],
    "ab$\\n?": ["ab\n", "ab"],
    "\\d{4}": ["2019", "20a9", "٢٠١٩"],
    "\\D+": ["ab", "a1"],
    "\\w\\s\\w": ["a b", "å å", "a\u00a0b", "- -"],
    "\\w+": ["Århus_1", "e\u0301", "²", "Ⅷ", "-"],
    "\\W\\S": ["-a", "a-"],
    "[\\w\\-]+": ["a-b", "æ-ø", "a b"],
    "[\\d.]+": ["1.5", "1,5"],
    "[\\W_]+": ["-_", "a"],
    "[\\D]": ["a", "1"],
    "[a\\]]+": ["a]", "\\"],
    "[]a]+": ["a]", "b"],
    "[^]]": ["a", "]"],
    "[\\^a]+": ["^a", "b"],
    "[^a]": ["b", "æ", "a"],
    "[a^]": ["^", "b"],
    "[-a]+": ["a-", "b"],
    "[a-]+": ["-a", "b"],
    "[a-c]+": ["abc", "d"],
    "[å-ø]+": ["æ", "å", "a"],
    "[a[b]+": ["a[b", "]"],
    "[$.()*]": ["$", ".", "a"],
    "a\\.b": ["a.b", "axb"],
    "\\t": ["\t"],
    "a\\/b\\-c": ["a/b-c"],
    "\\xe6\\u00f8": ["æø", "ae"],
    "(a)(b)\\2\\1": ["abba", "abab"],
    "(?:ab)+": ["abab", "aba"],
    "(?=a).*": ["ab", "b"],
    "(?!a).*": ["ab", "b"],
    "a(?<=a)b": ["ab"],
    "b(?<!a)c": ["bc"],
    "(?P<x>a)b": ["ab"],
    "(?i)[æøå]+": ["ÆØÅ", "æ", "a"],
    "\\bab\\b": ["ab"],
    "a\\Bb": ["ab"],
    "a*?": ["aaa", ""],
    "a*+": ["aaa"],
    "a++a": ["aaa"],
    "a{2}": ["aa", "aaa"],
    "a{2,}": ["aaa", "a"],
    "a{,2}": ["", "aa", "aaa", "a{,2}"],
    "a{1,32767}": ["aaa", "aab", ""],
    "a{": ["a{"],
    "a{x}": ["a{x}"],
    "a{ 2}": ["a{ 2}", "aa"],
    "{a}": ["{a}"],
    "a}": ["a}"],
    "a]": ["a]"],
    "": ["", "a"],
    "|a": ["", "a"],
    "\\$\\{\\}\\^": ["${}^"],
    "#x y": ["#x y"],
}


def c(text):
    """A C string of UTF-8."""
    return json.dumps(text, ensure_ascii=False)


print("/* SPDX-License-Identifier: GPL-3.0-or-later */")
print("/* What Python 3.11's re.fullmatch says; printed by tests/ref/patterns.py. */")
print("#ifndef KOM_PATTERN_CASES_H")
print("#define KOM_PATTERN_CASES_H")
print("static const struct pattern_case {")
print("const char *pattern, *text; bool matches;")
print("} pattern_cases[] = {")
for pattern, values in CASES.items():
    for value in values:
        found = "true" if re.fullmatch(pattern, value) else "false"
        print(f"{{{c(pattern)}, {c(value)}, {found}}},")
print("};")
print("#endif")
