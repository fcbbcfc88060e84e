# SPDX-License-Identifier: GPL-3.0-or-later
# No file names a folder of the machine it was written on.
. "$(dirname "$0")/_lib.sh"

# The folders where people keep checkouts; put together here so that this file does not name one.
folders='(home|Users|root|work|farm|mnt|tmp|var/tmp)'
files '*' | grep -v '^LICENSE$' | tr '\n' '\0' |
  xargs -0 -r grep -nIE "(^|[^A-Za-z0-9._\${}*/)-])/$folders/[A-Za-z0-9.]" && exit 1
exit 0
