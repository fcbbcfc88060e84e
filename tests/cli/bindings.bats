# SPDX-License-Identifier: GPL-3.0-or-later
# bindings/kom.R and bindings/kom.py: made from kom help --json, and what they give. What is not there is skipped.
load helper
load examples

setup() {
    : "${KOM_BIN:?the folder of the tools}" "${SOURCE_DIR:?the root of the project}"
    command -v python3 >/dev/null || skip "no python3"
    PATH=$KOM_BIN:$PATH
    export LC_ALL=C.UTF-8 TMPDIR=$BATS_TEST_TMPDIR/tmp PYTHONDONTWRITEBYTECODE=1
    mkdir "$TMPDIR" "$BATS_TEST_TMPDIR/work"
    cd "$BATS_TEST_TMPDIR/work" || return 1
}

needs_r() {
    command -v Rscript >/dev/null || skip "no Rscript (r-base-core)"
}

@test "they are what make.py makes (sh scripts/bindings.sh makes them anew)" {
    for language in R py; do
        kom help --json | python3 "$SOURCE_DIR/bindings/make.py" "$language" "$SOURCE_DIR/bindings/kom.$language.in" >made
        same "$SOURCE_DIR/bindings/kom.$language" made
    done
}

@test "every tool has its function, and every option its argument" {
    kom help --json >help.json
    python3 - "$SOURCE_DIR/bindings" <<'PY'
import inspect, json, sys
sys.path.insert(0, sys.argv[1])
import kom
for tool in json.load(open("help.json"))["tools"]:
    if tool["name"] == "prov":
        assert not hasattr(kom, "prov")
        continue
    have = set(inspect.signature(getattr(kom, tool["name"])).parameters)
    want = {o["name"].replace("-", "_") for o in tool["options"]} - {"help", "version", "output", "report", "errors"}
    assert want <= {name.rstrip("_") for name in have}, (tool["name"], want - have)
PY
}

@test "R" {
    needs_r
    Rscript --vanilla "$BATS_TEST_DIRNAME/bindings.R" "$SOURCE_DIR/bindings/kom.R" "$KOM_BIN" >out 2>err || complain "$(cat err)"
    [ "$(cat out)" = done ] || complain "$(cat out err)"
}

@test "Python without pandas" {
    mkdir none
    echo 'raise ImportError("hidden from this test")' >none/pandas.py
    PYTHONPATH=$PWD/none python3 "$BATS_TEST_DIRNAME/bindings.py" "$SOURCE_DIR/bindings" "$KOM_BIN" >out 2>err ||
        complain "$(cat err)"
    [ "$(cat out)" = 'done without pandas' ] || complain "$(cat out err)"
}

@test "Python with pandas" {
    for python in python3 /usr/bin/python3; do
        "$python" -c 'import pandas' 2>/dev/null || continue
        "$python" "$BATS_TEST_DIRNAME/bindings.py" "$SOURCE_DIR/bindings" "$KOM_BIN" >out 2>err || complain "$(cat err)"
        [ "$(cat out)" = 'done with pandas' ] || complain "$(cat out err)"
        return
    done
    skip "no pandas (python3-pandas)"
}

# page LANGUAGE COMMAND: each block of the page in that language prints the comments behind it: # and what is printed.
page() {
    sample "$1"
    cp "$SOURCE_DIR/bindings/kom.$1" "$1"
    python3 "$BATS_TEST_DIRNAME/bindings_page.py" "$1" "$SOURCE_DIR/docs/bindings.md" "$1/page.$1" >expected
    (cd "$1" && "$2" "page.$1") >got 2>err || complain "$(cat err)" || return
    [ -s expected ] || complain "docs/bindings.md shows nothing in $1" || return
    same expected got
}

@test "docs/bindings.md: what R prints" {
    needs_r
    page R Rscript
}

@test "docs/bindings.md: what Python prints" {
    for python in python3 /usr/bin/python3; do
        "$python" -c 'import pandas' 2>/dev/null || continue
        page py "$python" || return
        return
    done
    skip "no pandas (python3-pandas)"
}

@test "docs/bindings.md: what the shell shows" {
    sample shell
    markdown_transcript "$SOURCE_DIR/docs/bindings.md" >transcript
    (cd shell && run_transcript ../transcript)
}
