# SPDX-License-Identifier: GPL-3.0-or-later
"""A run in parts is the run: random tables full of quoted line ends, bad rows and foreign bytes, read whole and in 1 to 16
parts of files or of bytes, whose states are merged. Result, messages, exit code, report and rows set aside are the same
bytes, and so are the states once all are joined, however the rows were split. In some worlds the states hold keyed hashes of
persons, and nothing else may change. KOM_ROUNDS: how many worlds."""
import json
import os
import random
import re
import sys

import calls
import registers

ROUNDS = int(os.environ.get("KOM_ROUNDS", "60")) // calls.SLOW
PARTS = (1, 2, 3, 7, 16)
TOOLS = os.environ.get("KOM_TOOLS", "sum uptake panel dated check offers").split()
# What a part refuses and one run does not.
PASSED_OVER = ("is one member of gzip", "only one run weighs together", "which a keyed state must not tell")
AGAIN = re.compile(r"part (\d+) took byte .* --part (\d+)/(\d+) --began-at ([0-9+]+)", re.S)


class Refused(Exception):
    """A part stopped, as the whole run does."""


class Case:
    def __init__(self, world, call, keeps, is_keyed, is_tight):
        self.world, self.call, self.keeps, self.is_tight = world, call, keeps, is_tight
        self.folder = world.folder
        self.key = []
        if is_keyed:
            self.key = ["--key", self.path("key")]
            with open(self.key[1], "w", encoding="ascii", opener=lambda p, flags: os.open(p, flags, 0o600)) as out:
                out.write("%064x\n" % random.Random(0).getrandbits(256))

    def path(self, name):
        return os.path.join(self.folder, name)

    def extra(self, name):
        return ["--report", self.path(name + ".json")] + (["--set-aside", self.path(name + ".aside")] if self.keeps else [])

    def outputs(self, name, got):
        """All that a run leaves behind, without what names its own files."""
        found = [got.code, got.out, got.err]
        for ending in (".json", ".aside"):
            path = self.path(name + ending)
            data = b""
            if os.path.exists(path):
                with open(path, "rb") as source:
                    data = source.read()
                os.remove(path)
            if ending == ".json" and data:
                report = json.loads(data)
                for option in ("report", "set-aside", "memory"):
                    report["options"].pop(option, None)
                for output in report["outputs"]:
                    if output["use"] == "set-aside":
                        del output["path"]
                data = json.dumps(report)
            found.append(data)
        return found

    def part(self, i, n, jobs, more=()):
        state = self.path("s%d.%d" % (n, i))
        call = self.call + ["--part", "%d/%d" % (i, n), "--state", state, "-j", jobs] + list(more) + self.key
        got = calls.run(call + (["--set-aside", "unused"] if self.keeps else []) + self.world.files)
        if got.code:
            raise Refused("%s: %d: %s" % (got.line(), got.code, got.err))
        assert got.out == b"", got.line()
        if self.key:
            self.look_for_persons(state)
        return state

    def look_for_persons(self, state):
        """No person is in it; short ones may stand there by chance."""
        with open(state, "rb") as source:
            fields = set(re.split(rb"[\t\n]", source.read()))
        for p in range(self.world.persons):
            name = (self.world.person % p).encode()
            assert len(name) < 6 or name not in fields, "%s is in %s" % (name, state)

    def merge_options(self):
        """The recipients are read again; else nobody needs the key. With little memory few persons are counted at a time."""
        return (self.key if "--recipients" in self.call else []) + (["--memory", "1K"] if self.is_tight else [])

    def merge(self, states, more):
        """Merges, running again what took a wrong byte for the start of a row. How often that was."""
        for again in range(2 * len(states) + 1):
            got = calls.run(["kom-merge"] + more + self.merge_options() + states)
            wrong = AGAIN.search(got.err)
            if not wrong:
                return got, again
            assert got.code == 3 and got.out == b"", got.line()
            i, n = int(wrong.group(1)), int(wrong.group(3))
            self.part(i, n, "1", ["--began-at", wrong.group(4)])
        raise AssertionError("no end of wrong parts: " + got.err)

    def compare(self, n, rng):
        states = [self.part(i, n, rng.choice("12")) for i in range(1, n + 1)]
        shown = list(states)
        rng.shuffle(shown)
        got, again = self.merge(shown, (["-q"] if "-q" in self.call else []) + self.extra("merged"))
        return self.outputs("merged", got), again, states

    def joined(self, states, rng):
        """One state of all, by way of states of some of them."""
        cut = rng.randrange(len(states)) if len(states) > 2 else 0
        if cut > 1:
            got = calls.run(["kom-merge", *self.merge_options(), "--state", self.path("some"), *states[:cut]])
            assert got.code == 0, got.line() + got.err
            states = [self.path("some")] + states[cut:]
        got = calls.run(["kom-merge", *self.merge_options(), "--state", self.path("all"), *states])
        assert got.code == 0, got.line() + got.err
        with open(self.path("all"), "rb") as source:
            data = [line for line in source.readlines() if not (self.world.cpr and line.startswith((b"cpr", b"end")))]
        again = self.outputs("merged", calls.run(["kom-merge"] + (["-q"] if "-q" in self.call else []) + self.extra("merged") + self.merge_options() + [self.path("all")]))
        return data, again


def differ(case, n, whole, got):
    names = ["exit code", "result", "messages", "report", "rows set aside"]
    for name, a, b in zip(names, whole, got):
        if name == "result" and whole[0] > 1 and case.call[0] == "kom-check":
            continue  # a stream that ends with why it stopped, of as many rows as had gone out
        if a != b:
            return "%s of %d parts: %s\n--- one run\n%s\n--- parts\n%s" % (name, n, " ".join(case.call + case.world.files), a, b)
    return None


def one(world, call, rng, seen):
    is_keyed = world.tool in ("uptake", "panel", "dated") and "--persons" not in call and rng.random() < .4
    case = Case(world, call, not is_keyed and rng.random() < .7, is_keyed, world.tool == "uptake" and rng.random() < .5)
    whole = case.outputs("whole", calls.run(call + case.extra("whole") + world.files))
    seen[whole[0]] = seen.get(whole[0], 0) + 1
    states = None
    for n in rng.sample(PARTS, 2):
        try:
            got, again, parts = case.compare(n, rng)
        except Refused as why:
            # Columns of ten digits kom-check leaves to one run.
            assert whole[0] > 1 or any(text in str(why) for text in PASSED_OVER), why
            return
        seen["again"] += again
        seen["parts"] += n
        seen["keyed"] += is_keyed
        if "only one run weighs together" in got[2]:
            return
        wrong = differ(case, n, whole, got)
        assert not wrong, wrong
        if whole[0] in (0, 1):
            state, result = case.joined(parts, rng)
            wrong = differ(case, n, whole, result)
            assert not wrong, "joined " + wrong
            assert states in (None, state), "the state of %d parts differs: %s" % (n, " ".join(call + world.files))
            states = state


def main():
    rng = random.Random(int(os.environ.get("KOM_SEED", "20190701")))
    seen = {"again": 0, "parts": 0, "keyed": 0}
    for i in range(ROUNDS):
        folder = calls.Folder()
        tool = TOOLS[i % len(TOOLS)]
        world = registers.World(rng, folder.base, tool)
        one(world, getattr(world, tool + "_call")(), rng, seen)
        folder.remove()
    assert seen.get(0, 0) + seen.get(1, 0) > ROUNDS // 4 and (seen["again"] > 0 or ROUNDS < 60), seen  # few meet no wrong guess
    print("%d worlds in parts as in one run: %s" % (ROUNDS, seen))
    return 0


if __name__ == "__main__":
    sys.exit(main())
