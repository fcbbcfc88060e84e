# SPDX-License-Identifier: GPL-3.0-or-later
# Calls and constructs that lib/ and cmd/ must not use; the reason stands with each rule.
. "$(dirname "$0")/_lib.sh"

code=$(mktemp)
found=$(mktemp)
trap 'rm -f "$code" "$found"' EXIT
files 'lib/*.c' 'lib/*.h' 'include/*.h' 'cmd/*.c' 'cmd/*.h' | bare >"$code"

# ban RULE PLACES PATTERN REASON: PLACES is an extended pattern for file names.
ban() {
  grep -E "^($2)[^:]*:[0-9]+:.*$3" "$code" >"$found"
  while IFS= read -r line; do
    file=${line%%:*}
    excepted "$1" "$file" || say "$line  [$1: $4]"
  done <"$found"
}

# call NAMES: those names as a whole, before an opening parenthesis.
call() {
  echo "(^|[^A-Za-z0-9_])($1) *\\("
}

any='lib/|cmd/|include/'
pure='lib/(base|io|table|agg|stat|method|present)/'

ban text "$any" "$(call 'strcpy|strcat|strncpy|strncat|sprintf|vsprintf|strtok|strtok_r|gets')" \
  "overruns or cuts without notice; use buf or snprintf, checked"
ban number "$any" "$(call 'ato[ifl]+|strto(d|f|ld|k_r)|v?[fs]?scanf')" \
  "follows the locale and hides errors; use kom_num_parse"
ban clock "$any" "$(call '(gm|local|c|asc)time(_r)?|time|clock|clock_gettime|gettimeofday|strftime')" \
  "shared state, or the time in a result; use days.h"
ban random "$any" "$(call 's?rand(om)?|[dlm]rand48|rand_r|gsl_rng_env_setup')" \
  "the environment or shared state would choose the draws"
ban memory 'lib/|cmd/' "$(call 'malloc|calloc|realloc|reallocarray|free|strn?dup|v?asprintf|getline|getdelim|posix_memalign|aligned_alloc')" \
  "cannot be failed or counted; use lib/base/mem.h"
ban quiet "$pure" "(^|[^A-Za-z0-9_])((_?exit|_Exit|abort|v?f?printf|f?puts|putchar|perror|getenv|secure_getenv|setlocale) *\\(|stderr|stdout)" \
  "the library decides nothing and prints nothing; return a status"
ban locale "$any" "$(call 'setlocale|newlocale|uselocale')" "no locale may change a result"
ban environment "cmd/" "$(call 'getenv|secure_getenv')" "no environment variable changes a result"
ban stack "$any" "$(call 'alloca|__builtin_alloca')" "the stack is the caller's"
ban prefetch "$any" "$(call '__builtin_prefetch')" "GCC leaves out calls of what does nothing else; use prefetch.h"
ban jump "$any" "$(call 'setjmp|longjmp|sigsetjmp|siglongjmp')" "hides who frees what"
ban shell "$any" "$(call 'system|popen')" "a shell reads the arguments anew"
ban wide-double "$any" "(^|[^A-Za-z0-9_])long double([^A-Za-z0-9_]|$)" "other digits on other machines"
ban goto "$any" "(^|[^A-Za-z0-9_])goto +([^o ]|o[^u]|ou[^t]|out[A-Za-z0-9_])" "one forward label, out"
ban typedef "$any" "(^|[^A-Za-z0-9_])typedef +(struct|union|enum)" "hides what is copied and owned"
ban include-c "$any" "# *include *[<\"][^>\"]*\\.c[>\"]" "a .c file is compiled, not included"
ban openmp "$any" "# *pragma +omp" "order of sums; use the pool"
ban date "$any" "__(DATE|TIME|TIMESTAMP)__" "output that changes by the day"

# Comments matter here, so the files themselves are read.
files 'lib/*' 'cmd/*' 'include/*' 'scripts/*' 'cmake/*' |
  xargs -r grep -nE '(^|[^A-Za-z])(TO''DO|FIX''ME|XX''X)([^A-Za-z]|$)' | grep -vE '#[0-9]+' >"$found"
while IFS= read -r line; do
  say "$line  [open: name an issue, as in #12]"
done <"$found"
finish
