# SPDX-License-Identifier: GPL-3.0-or-later
"""What a message advises, taken out of its text: options to add, to change or to leave out, or a command line.

remedies.py N [NAME=VALUE...] -- CALL... <messages   the call, NUL between words, with the N-th advice
remedies.py --command [NAME=VALUE...] -- CALL...     the command line that the message gives
remedies.py --same TEXT JSON                         do messages as text and as JSON say the same?

An advice is the options that stand side by side (--a 1 --b 2); words between them part one advice from the next. Which
options take a value is asked of the tool's --help."""
import json
import re
import shlex
import subprocess
import sys

OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*")
WORD = re.compile(r"""(?:\$'(?:\\.|[^'\\])*'|'[^']*'|"[^"]*"|\\.|[^\s'"\\;()`])+""")
OUT = re.compile(r"leave (--[a-z-]+|it|the option|this) out(?! with)|or drop (--[a-z-]+)")


def options_of(tool):
    """{option: what --help says of it, "" where it takes no value}, and {short: long}."""
    text = subprocess.run([tool, "--help"], capture_output=True, text=True, check=True).stdout
    found, short = {}, {}
    for m in re.finditer(r"^  (?:(-\w), |    )(--[a-z0-9-]+)( \S+)?(.*(?:\n {28}.*)*)", text, re.M):
        found[m[2]] = m[3] + m[4] if m[3] else ""
        if m[1]:
            short[m[1]] = m[2]
    return found, short


def others(body, at, about):
    """Further values of the option: "--method twfe, event or ols"; only words that --help knows."""
    m = re.match(r"((?:, [\w=:-]+)*) or ([\w=:-]+)", body[at:])
    words = re.findall(r"[\w=:-]+", m[0].replace(" or ", " ")) if m else []
    known = [w for w in words if not w.startswith("--") and re.search(r"\b%s\b" % re.escape(w.split("=")[0]), about)]
    return known if known == words else []


def advices(message, known):
    """Lists of [option, value or None]; ("out", option) for what is to be left out."""
    body = message.split(": ", 1)[1] if ": " in message else message
    culprit = None
    m = re.match(r"(--[a-z-]+)(?: \S+?)?(?::| )", body)
    if m:
        culprit = m[1]
    found, end = [], None
    for m in OPTION.finditer(body):
        name, at = m[0], m.end()
        left = [x for x in OUT.finditer(body) if x.start() <= m.start() < x.end()]
        if (m.start() == 0 and culprit) or left or name not in known or re.search(r"form of $", body[:m.start()]):
            continue
        value = None
        if known[name] and body[at:at + 1] == " ":
            word = WORD.match(body, at + 1)
            if word and not word[0].startswith("--"):
                value = word[0]
                at = word.end()
                if value.endswith(",") and len(value) > 1 and body[at:at + 1] == " " and not (
                        OPTION.match(body, at + 1) and "," in value[:-1]):
                    value, at = value[:-1], at - 1
        if known[name] and value is None:
            continue
        if end is not None and body[end:m.start()] == " ":
            found[-1].append([name, value])
        else:
            found.append([[name, value]])
        found += [[[name, other]] for other in (others(body, at, known[name]) if value else [])]
        end = at
    for m in OUT.finditer(body):
        found.append(("out", m[1] if m[1] and m[1].startswith("--") else m[2] or culprit))
    return found


def unquoted(value):
    if value.startswith("$'"):
        return subprocess.run(["bash", "-c", "printf %s " + value], capture_output=True, text=True, check=True).stdout
    return shlex.split(value)[0] if value else value


def fill(value, given):
    for name, with_ in given.items():
        value = re.sub(r"(?<![A-Za-z])%s(?![A-Za-z])" % re.escape(name), lambda _: with_, value)
    return value


def without(call, option, known, short):
    """The call without an option and its value, however it is written."""
    out, i = [], 1
    while i < len(call):
        word = call[i]
        name = short.get(word[:2], word.split("=")[0]) if word.startswith("-") else None
        if name == option:
            i += 1 + (bool(known[option]) and "=" not in word and (word.startswith("--") or len(word) == 2))
            continue
        out.append(word)
        i += 1
    return [call[0]] + out


def mended(n, given, call, messages):
    known, short = options_of(call[0])
    for message in messages.splitlines():
        found = advices(message, known)
        if len(found) >= n:
            break
    else:
        sys.exit("no message has so many")
    advice = found[n - 1]
    if isinstance(advice, tuple):
        return without(call, advice[1], known, short)
    added = []
    for name, value in advice:
        added.append(name)
        call = without(call, name, known, short) if name not in given.get("KEEP", "").split() else call
        if value is not None:
            value = fill(unquoted(value), given)
            if re.search(r"(?<![A-Za-z])(NAME|COL|COLUMN|TEXT|FILE|NEW|NETWORK|VALUE|AGE|CODE|C)(?![A-Za-z])", value):
                sys.exit("a placeholder stands in " + value)
            added.append(value)
    return call[:1] + added + call[1:]


def command(given, messages):
    for message in messages.splitlines():
        m = re.search(r"`([^`]+)`|: ((?:kom-[a-z]+|sed|mlr|zstd|xz|bzip2|lz4|unzip|tar) .*?)(?:, where .*|, if .*| or kom-.*)?$", message)
        if m:
            return fill(m[1] or m[2], given)
    sys.exit("no command line")


def same(text, as_json):
    texts = [line.split(": ", 1)[1] for line in open(text, encoding="utf-8").read().splitlines()]
    told = [json.loads(line) for line in open(as_json, encoding="utf-8").read().splitlines()]
    if [t["message"] for t in told] != texts:
        sys.exit("not the same texts")
    for one in told:
        if "remedy" in one and not one["message"].endswith("; " + one["remedy"]):
            sys.exit("the remedy is not the end of the text")
        for m in OPTION.finditer(one.get("problem", "")):
            if m.start() and re.search(r"\b(use|give|say|leave) --", one["problem"]):
                sys.exit("advice among the problem: " + one["problem"])


def main():
    args = sys.argv[1:]
    if args[0] == "--same":
        return same(*args[1:])
    cut = args.index("--")
    given = dict(a.split("=", 1) for a in args[1:cut])
    messages = sys.stdin.read()
    if args[0] == "--command":
        print(command(given, messages))
    else:
        sys.stdout.write("".join(word + "\0" for word in mended(int(args[0]), given, args[cut + 1:], messages)))


main()
