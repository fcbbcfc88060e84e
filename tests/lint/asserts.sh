# SPDX-License-Identifier: GPL-3.0-or-later
# Lines of the command tests that look like assertions and are none: bats stops at a command that fails, but not at one
# behind ! nor at the first of two joined by &&. `! grep -q x out || false` and a line for each do.
. "$(dirname "$0")/_lib.sh"

blind=$(grep -nE '^ *! ' tests/cli/*.bats | grep -v '||')
both=$(grep -nE '^ *(\[ .* \]|cmp [^|&]*|! [^|&]*) && (! |\[ |cmp |grep )' tests/cli/*.bats | grep -v '||')
[ -z "$blind" ] || say "not noticed when it fails; write ! COMMAND || false: $blind"
[ -z "$both" ] || say "the first is not noticed when it fails; write a line for each: $both"
finish
