# SPDX-License-Identifier: GPL-3.0-or-later
# States that hold keyed hashes of persons: the result is that of one run, nobody is named in them, and states of other keys,
# keys that others may read and calls that name persons are refused. Random worlds: tests/prop/test_parts.py.
bats_require_minimum_version 1.5.0
load helper

# world: sales, offerings and recipients, whose persons are CPR numbers; two keys.
world() {
    {
        echo 'kom;person;service;date;amount'
        for i in $(seq 40); do
            printf '%d;0101%02d-12%02d;have;2019-0%d-1%d;%d,5\n' $((101 + i % 2)) $((60 + i % 5)) $((i % 7)) $((1 + i % 9)) $((i % 9)) "$i"
        done
    } >sales.csv
    printf 'kom,service,start,end\n101,have,2019-01-01,\n102,have,2019-02-01,\n' >offerings.csv
    {
        echo 'person,kom,start,end'
        tail -n +2 sales.csv | cut -d';' -f2 | sort -u | head -n 20 | sed 's/$/,101,2019-01-01,/'
    } >recipients.csv
    (
        umask 077
        echo 000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f >key
        echo ff0102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f >other
    )
}

# parts N [OPTION]...: the states sI of CALL, with the key.
parts() {
    local i n=$1
    shift
    for i in $(seq "$n"); do
        "${CALL[@]}" --part "$i/$n" --state "s$i" --key key "$@" 2>/dev/null || return
    done
}

named() {
    grep -q -E '0101[0-9]{2}-' "$@"
}

@test "sales alone: the result of one run, without the key" {
    world
    CALL=(kom-uptake --by kom --period month --dominance sales.csv)
    "${CALL[@]}" >one 2>one.err
    parts 3
    run -1 named s1 s2 s3
    rm key
    kom-merge s1 s2 s3 >m 2>m.err
    same one m
    same one.err m.err
}

@test "with recipients, who are read again, the merge needs the key" {
    world
    CALL=(kom-uptake --by kom --period month --dominance --offerings offerings.csv --recipients recipients.csv --unmatched warn sales.csv)
    "${CALL[@]}" --report report.json >one 2>one.err
    mv report.json one.json
    parts 3
    run -1 named s1 s2 s3
    fails 3 'the states hold persons as keyed hashes, and the recipients are read again; --key FILE says which key it was' kom-merge s1 s2 s3
    kom-merge --key key --report report.json s1 s2 s3 >m 2>m.err
    same one m
    same one.err m.err
    same one.json report.json
}

@test "the first buys of persons, and a panel of their spells" {
    world
    CALL=(kom-uptake --by kom --cumulative --offerings offerings.csv --recipients recipients.csv --from 2019-01-01 --unmatched warn sales.csv)
    "${CALL[@]}" >one 2>/dev/null
    parts 2
    run -1 named s1 s2
    kom-merge --key key s1 s2 2>/dev/null | same one -
    CALL=(kom-panel --as counts --kind during --to 2019-12-31 recipients.csv)
    "${CALL[@]}" >one 2>/dev/null
    parts 2
    run -1 named s1 s2
    kom-merge s1 s2 2>/dev/null | same one -
}

@test "states of some parts become one, whose bytes do not depend on how the rows were split" {
    world
    for more in '' '--recipients recipients.csv --offerings offerings.csv'; do
        # shellcheck disable=SC2206 # words
        CALL=(kom-uptake --by kom --period month --dominance --unmatched warn $more sales.csv)
        [ -n "$more" ] || CALL=(kom-uptake --by kom --period month --dominance sales.csv)
        "${CALL[@]}" >one 2>/dev/null
        parts 1
        kom-merge --key key --state whole s1
        parts 5
        kom-merge --key key --state front s1 s2 s3
        kom-merge --key key --state all front s4 s5
        same whole all
        run -1 named all
        kom-merge --key key all 2>/dev/null | same one -
    done
}

@test "hash and check value are BLAKE2b as others have it" {
    world
    CALL=(kom-uptake --by kom sales.csv)
    parts 1
    python3 - <<'PY' >told
import base64, hashlib
b = lambda text, key, n: hashlib.blake2b(text, key=key, digest_size=n).digest()
key = bytes(range(32))
print("keyed\t" + b(b"komtools: check of a key", key, 16)[:8].hex())
secret = b(b"komtools: persons of a state", key, 32)
for line in sorted({line.split(";")[1] for line in open("sales.csv")} - {"person"}):
    print(base64.urlsafe_b64encode(b(line.encode(), secret, 16)).decode().rstrip("="))
PY
    [ "$(head -n 1 told)" = "$(grep '^keyed' s1)" ]
    same <(tail -n +2 told | LC_ALL=C sort) <(sed -n 's/^buyer\t\([^\t]*\)\t.*/\1/p' s1 | LC_ALL=C sort -u)
}

@test "states of other keys, or of none, are refused by name" {
    world
    CALL=(kom-uptake --by kom sales.csv)
    parts 2
    cp s2 right
    cp key good
    mv other key
    "${CALL[@]}" --part 2/2 --state s2 --key key 2>/dev/null
    fails 3 's1 and s2 hold persons as hashes of different keys, whose check values are aaa4b62f5cdbfe8e and ' kom-merge s1 s2
    fails 3 'key: is not the key of s1, whose check value is [0-9a-f]*, and not [0-9a-f]*; --key FILE names that' kom-merge --key key s1 right
    kom-merge --key good s1 right >m 2>/dev/null
    status=0
    kom-merge --check s1 s2 >out || status=$?
    [ $status = 1 ]
    grep -q '^2,2,s2,foreign,.*different keys' out
    "${CALL[@]}" --part 2/2 --state s2 2>/dev/null
    fails 3 's1 holds persons as keyed hashes, s2 as they are; run all parts with the same --key FILE, or all without' kom-merge s1 s2
    "${CALL[@]}" --part 1/2 --state s1 2>/dev/null
    fails 2 's1 holds persons as they are; run the parts with --key too, or merge them without' kom-merge --key key s1 s2
}

@test "a key that others may read, and what is no key" {
    world
    CALL=(kom-uptake --by kom --part 1/1 --state s --key key sales.csv)
    chmod 640 key
    fails 3 'key: its mode 0640 lets others at the key; chmod 600 key' "${CALL[@]}"
    chmod 400 key
    "${CALL[@]}"
    chmod 600 key
    for wrong in '' abc "$(head -c 63 key)" "$(cat key)0" "$(tr 0 g <key)" "$(cat key other)"; do
        printf '%s\n' "$wrong" >key
        fails 3 'key: is no key, which is a line of 64 hexadecimal digits' "${CALL[@]}"
        "${CALL[@]}" 2>said || true
        [ ${#wrong} -lt 4 ] || run -1 grep -q -F "${wrong:0:12}" said
    done
    rm key
    fails 4 'key: cannot be opened' "${CALL[@]}"
    mkdir key
    fails 4 'is a directory' "${CALL[@]}"
    fails 2 'is a file, whose mode can be checked' kom-uptake --by kom --part 1/1 --state s --key - sales.csv
    fails 3 'is no regular file' kom-uptake --by kom --part 1/1 --state s --key /dev/null sales.csv
}

@test "calls that would name persons all the same are refused" {
    world
    CALL=(kom-uptake --by kom --part 1/1 --state s --key key)
    fails 2 'would keep rows whole in a state that is to hide persons; leave it out' "${CALL[@]}" --set-aside x sales.csv
    fails 2 'would let persons into the messages' "${CALL[@]}" --show-values sales.csv
    fails 2 'writes persons in the order of their texts' "${CALL[@]}" --persons --offerings offerings.csv --recipients recipients.csv sales.csv
    fails 2 '"person" would put persons into the result' kom-uptake --by kom,person --part 1/1 --state s --key key sales.csv
    fails 2 'give their list as a file, person=@FILE' "${CALL[@]}" --only 'person=010160-1200|010161-1201' sales.csv
    printf '010160-1205\n' >list
    "${CALL[@]}" --only person=@list sales.csv 2>/dev/null
    run -1 named s
    fails 2 'is for the state of a part; use --part I/N' kom-uptake --by kom --key key sales.csv
    [ ! -e x ]
}

@test "numbers like CPR in other columns do not get into a state" {
    printf 'kom,person,service,date,note\n101,a,x,2019-01-05,z\n101,b,x,2019-01-06,010180-1234\n' >sales.csv
    (umask 077 && printf '%064d\n' 1 >key)
    CALL=(kom-uptake --by kom sales.csv)
    fails 3 'sales.csv:3: column "note": holds what may be CPR numbers, which a keyed state must not tell; use pseudonyms, or --not-cpr note' \
        kom-uptake --by kom --part 1/1 --state s --key key sales.csv
    "${CALL[@]}" --not-cpr note >one 2>/dev/null
    kom-uptake --by kom --not-cpr note --part 1/1 --state s --key key sales.csv 2>/dev/null
    run -1 grep -q 010180 s
    kom-merge s 2>/dev/null | same one -
    sed -i s/010180-1234/0101801234/ sales.csv
    "${CALL[@]}" >one 2>one.err
    parts 1
    kom-merge s1 >m 2>m.err
    same one m
    same one.err m.err
}

@test "persons whom no side table has are told by their form, as one run tells them" {
    world
    sed -i 's/;0101\(..\)-/;0101\1/' sales.csv # the recipients have a hyphen
    for warns in stop warn; do
        CALL=(kom-uptake --by kom --offerings offerings.csv --recipients recipients.csv --unmatched $warns sales.csv)
        "${CALL[@]}" >one 2>one.err || true
        parts 3
        run -1 grep -q -E '0101[0-9]{6}' s1 s2 s3
        kom-merge --key key s1 s2 s3 >m 2>m.err || true
        same one m
        same one.err m.err
    done
    grep -q 'none of the persons is in recipients; written here as "9999999999", there as "999999-9999"' m.err
    { head -n 1 sales.csv; printf '101;\302\240aBcd 17;have;2019-03-01;1\n101;ab cd;have;2019-03-01;1\n'; } >few.csv
    printf 'person,kom,start,end\nABCD17,101,2019-01-01,\nABCD,101,2019-01-01,\n' >recipients.csv
    CALL=(kom-uptake --by kom --offerings offerings.csv --recipients recipients.csv few.csv)
    "${CALL[@]}" >one 2>one.err || true
    parts 2
    kom-merge --key key s1 s2 >m 2>m.err || true
    same one.err m.err
    grep -q 'none of 2 persons is in recipients' m.err
    kom-merge --key key --state both s1 s2
    kom-merge --key key both >m 2>m.err || true
    same one.err m.err
}
