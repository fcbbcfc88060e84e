/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Completions for bash and zsh: the options of each tool, and one function that knows what to do
   with them.

   For each shell one file: a line of data for every option of every tool, written as LONG SHORT
   KIND:WORDS, and one function that knows what to do with the kinds (words of a closed list, files,
   columns of the file on the command line). The data come from the rows of the tools, so that a new
   option needs nothing here. Texts are quoted for the shell that reads them: they stand within
   single quotes, for zsh within brackets beside. */
#include <string.h>

#include "argument.h"
#include "emit.h"
#include "options.h"

/* clang-format off */
static const char *const bash_body[] = {
    "# _kom_header FILE: the names in its header, one a line, whatever its delimiter and encoding.",
    "_kom_header() {",
    "    local line mark best=, most=0 count names",
    "    [[ -f $1 && -r $1 ]] || return 0",
    "    line=$(gzip -cdfq -- \"$1\" 2>/dev/null | head -n 1 | tr -d '\\000\\r')",
    "    printf '%s' \"$line\" | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 ||",
    "        line=$(printf '%s' \"$line\" | iconv -f WINDOWS-1252 -t UTF-8 2>/dev/null)",
    "    line=${line#$'\\xef\\xbb\\xbf'}",
    "    for mark in ';' ',' $'\\t' '|'; do",
    "        count=${line//[^$mark]/}",
    "        ((${#count} > most)) && best=$mark most=${#count}",
    "    done",
    "    IFS=$best read -r -a names <<<\"${line//\\\"/}\"",
    "    ((${#names[@]} == 0)) || printf '%s\\n' \"${names[@]}\"",
    "}",
    "",
    "# _kom_columns CURRENT FILE...: completes the last name of a comma list from the headers.",
    "_kom_columns() {",
    "    local list='' last=$1 name",
    "    [[ $1 == *,* ]] && list=${1%,*}, last=${1##*,}",
    "    shift",
    "    while IFS= read -r name; do",
    "        [[ -z $name || $name == *,* || $name != \"$last\"* ]] && continue",
    "        printf -v name %q \"$name\"",
    "        COMPREPLY+=(\"$list$name\")",
    "    done < <(for name; do _kom_header \"$name\"; done | sort -u)",
    "    compopt -o nospace 2>/dev/null",
    "}",
    "",
    "_kom() {",
    "    local tool=${COMP_WORDS[0]##*/} current=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]}",
    "    local first=1 lead='' colon='' wanted='' known='' name letter value at i",
    "    local -a tables=()",
    "    local -A takes=()",
    "    COMPREPLY=()",
    "    if [[ $tool == kom ]]; then",
    "        if ((COMP_CWORD == 1)); then",
    "            mapfile -t COMPREPLY < <(compgen -W \"$_kom_tools help\" -- \"$current\")",
    "            return",
    "        fi",
    "        if [[ ${COMP_WORDS[1]} == help ]]; then",
    "            mapfile -t COMPREPLY < <(compgen -W \"$_kom_tools --json\" -- \"$current\")",
    "            return",
    "        fi",
    "        tool=${COMP_WORDS[1]} first=2",
    "    fi",
    "    while read -r name letter value; do",
    "        takes[$name]=$value",
    "        [[ $letter == - ]] || takes[$letter]=$value",
    "        known+=\" $name\"",
    "    done < <(_kom_options \"${tool#kom-}\")",
    "",
    "    # --by=x is three words where = breaks words, else one.",
    "    if [[ $current == = || $before == = ]]; then",
    "        [[ $current == = ]] && at=$((COMP_CWORD - 1)) || at=$((COMP_CWORD - 2))",
    "        current=${current#=} before=${COMP_WORDS[at]}",
    "        # --day date=dmy: what is behind the column.",
    "        if [[ $before != -* ]] && ((at > 1)); then",
    "            name=${COMP_WORDS[at - 1]}",
    "            [[ $name == = ]] && name=${COMP_WORDS[at - 2]}",
    "            value=${takes[${name:-none}]-}",
    "            [[ $value == columns:* ]] && wanted=words:${value#columns:}",
    "        fi",
    "    elif [[ $current == --*=* ]]; then",
    "        before=${current%%=*} lead=$before= current=${current#*=}",
    "    fi",
    "    # n:1 is three words where : breaks words, and only what follows the last : is replaced.",
    "    if [[ $current == : ]]; then",
    "        colon=$before: current=$colon before=${COMP_WORDS[COMP_CWORD - 2]}",
    "    elif [[ $before == : ]] && ((COMP_CWORD > 2)); then",
    "        colon=${COMP_WORDS[COMP_CWORD - 2]}: current=$colon$current before=${COMP_WORDS[COMP_CWORD - 3]}",
    "    fi",
    "    [[ $before == -* ]] && wanted=${takes[$before]-}",
    "",
    "    case $wanted in",
    "    file | output)",
    "        mapfile -t COMPREPLY < <(compgen -f -- \"$current\")",
    "        compopt -o filenames 2>/dev/null",
    "        ;;",
    "    folder)",
    "        mapfile -t COMPREPLY < <(compgen -d -- \"$current\")",
    "        compopt -o filenames 2>/dev/null",
    "        ;;",
    "    columns:*)",
    "        if [[ $current == *=* ]]; then",
    "            wanted=${wanted#columns:}",
    "            mapfile -t COMPREPLY < <(compgen -P \"${current%=*}=\" -W \"${wanted//|/ }\" -- \"${current##*=}\")",
    "            return",
    "        fi",
    "        ;;&",
    "    columns | columns:*)",
    "        # Of the operands and the side tables, not of what is written.",
    "        for ((i = first; i < ${#COMP_WORDS[@]}; i++)); do",
    "            name=${COMP_WORDS[i]} value=${takes[$name]-}",
    "            case $name in",
    "            -*) [[ $value == switch || $value == file ]] || ((i++)) ;;",
    "            *) ((i == COMP_CWORD)) || tables+=(\"${name/#\\~\\//$HOME/}\") ;;",
    "            esac",
    "        done",
    "        ((${#tables[@]} == 0)) || _kom_columns \"$current\" \"${tables[@]}\"",
    "        ;;",
    "    words:*)",
    "        wanted=${wanted#words:}",
    "        mapfile -t COMPREPLY < <(compgen -W \"${wanted//|/ }\" -- \"$current\")",
    "        ;;",
    "    list:*)",
    "        wanted=${wanted#list:} value=",
    "        [[ $current == *,* ]] && value=${current%,*},",
    "        mapfile -t COMPREPLY < <(compgen -P \"$value\" -W \"${wanted//|/ }\" -- \"${current##*,}\")",
    "        compopt -o nospace 2>/dev/null",
    "        ;;",
    "    '' | switch)",
    "        if [[ $current == -* ]]; then",
    "            mapfile -t COMPREPLY < <(compgen -W \"$known\" -- \"$current\")",
    "        else",
    "            mapfile -t COMPREPLY < <(compgen -f -- \"$current\")",
    "            compopt -o filenames 2>/dev/null",
    "        fi",
    "        ;;",
    "    esac",
    "    [[ -z $lead ]] || COMPREPLY=(\"${COMPREPLY[@]/#/$lead}\")",
    "    [[ -z $colon ]] || COMPREPLY=(\"${COMPREPLY[@]#\"$colon\"}\")",
    "}",
};

static const char *const zsh_body[] = {
    "# The names in the headers of the files on the line, but of values that are no table; the last",
    "# name of a comma list is completed.",
    "_kom_columns() {",
    "  local word before line mark best most count",
    "  local -a names",
    "  for word in ${words[2,-1]}; do",
    "    [[ $word == --*=* ]] && before=${word%%=*} word=${word#*=}",
    "    if (( $_kom_values[(Ie)$before] )); then",
    "      before=",
    "      continue",
    "    fi",
    "    before=$word",
    "    [[ -f $word && -r $word ]] || continue",
    "    line=$(gzip -cdfq -- $word 2>/dev/null | head -n 1 | tr -d '\\000\\r')",
    "    print -rn -- $line | iconv -f UTF-8 -t UTF-8 >/dev/null 2>&1 ||",
    "      line=$(print -rn -- $line | iconv -f WINDOWS-1252 -t UTF-8 2>/dev/null)",
    "    line=${${line#$'\\xef\\xbb\\xbf'}//\\\"/}",
    "    best= most=0",
    "    for mark in ';' ',' $'\\t' '|'; do",
    "      count=${line//[^$mark]/}",
    "      (( $#count > most )) && best=$mark most=$#count",
    "    done",
    "    names+=(${(ps:$best:)line})",
    "  done",
    "  compset -P '*,'",
    "  compadd -qS, -- ${(u)names}",
    "}",
    "",
    "# Columns, and behind the = of one what is given.",
    "_kom_forms() {",
    "  if compset -P '*='; then",
    "    compadd -- $@",
    "  else",
    "    _kom_columns",
    "  fi",
    "}",
    "",
    "# The last word of a comma list.",
    "_kom_list() {",
    "  compset -P '*,'",
    "  compadd -qS, -- $@",
    "}",
};
/* clang-format on */

static void all(struct kom_buf *out, const char *const *line, size_t n) {
    for (size_t i = 0; i < n; i++) {
        kom_buf_str(out, line[i]);
        kom_buf_byte(out, '\n');
    }
}

void kom_emit_values(struct kom_buf *out) {
    for (int i = 0; i < KOM_OPT_END; i++) {
        const struct kom_opt_row *row = kom_opt_row((enum kom_opt)i);
        if (!row->arg || kom_opt_is_side((enum kom_opt)i))
            continue;
        kom_buf_printf(out, " --%s", row->name);
        if (row->letter)
            kom_buf_printf(out, " -%c", row->letter);
    }
}

static void names(struct kom_buf *out, const struct kom_emit_list *tools, const char *before) {
    for (size_t i = 0; i < tools->n; i++)
        kom_buf_printf(out, "%s%s%s", i ? " " : "", before, tools->tool[i].name);
}

/* ---- bash ---- */

/* "--dialect -D words:csv|da", within single quotes. */
static void bash_option(struct kom_buf *out, const struct kom_tool *tool,
                        const struct kom_tool_option *o) {
    static const char *const values[] = {"switch",  "file",   "file",  "output", "folder",
                                         "columns", "words:", "other", "other",  "other"};
    const struct kom_opt_row *row = kom_opt_row(o->id);
    const struct kom_argument a = kom_option_argument(tool, o);
    const bool is_words = a.value == KOM_VALUE_WORDS;
    struct kom_buf words = {0};
    char letter[3] = {'-', row->letter, '\0'};
    kom_option_add_words(tool, o, '|', &words);
    kom_buf_printf(out, " \\\n            '--%s %s %s", row->name, letter,
                   is_words && a.is_list ? "list:" : values[a.value]);
    kom_buf_text(out, kom_buf_view(&words));
    for (size_t i = 0; kom_option_form(o, i); i++)
        kom_buf_printf(out, "%c%s", i ? '|' : ':', kom_option_form(o, i));
    kom_buf_byte(out, '\'');
    kom_buf_fini(&words);
}

void kom_emit_bash(const struct kom_emit_list *tools, struct kom_buf *out) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    kom_buf_str(
        out, "# SPDX-License-Identifier: GPL-3.0-or-later\n"
             "# bash completion of all tools; made by kom-emit from their rows.\n\n_kom_tools='");
    names(out, tools, "");
    kom_buf_str(out, "'\n\n# _kom_options TOOL: its options, a line each: name, letter, value.\n"
                     "_kom_options() {\n    case $1 in\n");
    for (size_t i = 0; i < tools->n; i++) {
        kom_tool_options(tools->tool[i].tool, list);
        kom_buf_printf(out, "    %s)\n        printf '%%s\\n'", tools->tool[i].name);
        for (size_t k = 0; list[k].id != KOM_OPT_END; k++)
            bash_option(out, tools->tool[i].tool, &list[k]);
        kom_buf_str(out, "\n        ;;\n");
    }
    kom_buf_str(out, "    esac\n}\n\n");
    all(out, bash_body, sizeof bash_body / sizeof bash_body[0]);
    kom_buf_str(out, "\ncomplete -F _kom kom ");
    names(out, tools, "kom-");
    kom_buf_byte(out, '\n');
}

/* ---- zsh ---- */

/* Text within '[...]' of an _arguments spec, which is within single quotes. */
static void zsh_text(struct kom_buf *out, const char *text) {
    for (; *text; text++) {
        if (*text == '\'')
            kom_buf_str(out, "'\\'");
        else if (strchr("[]:\\", *text))
            kom_buf_byte(out, '\\');
        kom_buf_byte(out, *text);
    }
}

static void zsh_words(struct kom_buf *out, const struct kom_tool *tool,
                      const struct kom_tool_option *o, bool is_list) {
    struct kom_buf words = {0};
    kom_option_add_words(tool, o, ' ', &words);
    kom_buf_byte(&words, '\0');
    kom_buf_str(out, is_list ? " _kom_list " : "(");
    zsh_text(out, words.failed ? "" : words.p);
    kom_buf_str(out, is_list ? "" : ")");
    kom_buf_fini(&words);
}

static void zsh_value(struct kom_buf *out, const struct kom_tool *tool,
                      const struct kom_tool_option *o) {
    const struct kom_argument a = kom_option_argument(tool, o);
    kom_buf_byte(out, ':');
    zsh_text(out, o->arg);
    kom_buf_byte(out, ':');
    switch (a.value) {
    case KOM_VALUE_TABLE:
    case KOM_VALUE_FILE:
    case KOM_VALUE_OUTPUT:
        kom_buf_str(out, "_files");
        break;
    case KOM_VALUE_FOLDER:
        kom_buf_str(out, "_files -/");
        break;
    case KOM_VALUE_COLUMNS:
        kom_buf_str(out, kom_option_form(o, 0) ? " _kom_forms" : "_kom_columns");
        for (size_t i = 0; kom_option_form(o, i); i++)
            kom_buf_printf(out, " %s", kom_option_form(o, i));
        break;
    case KOM_VALUE_WORDS:
        zsh_words(out, tool, o, a.is_list);
        break;
    case KOM_VALUE_NONE:
    case KOM_VALUE_NUMBER:
    case KOM_VALUE_DAY:
    case KOM_VALUE_TEXT:
        kom_buf_byte(out, ' ');
        break;
    }
}

static void zsh_option(struct kom_buf *out, const struct kom_tool *tool,
                       const struct kom_tool_option *o) {
    const struct kom_opt_row *row = kom_opt_row(o->id);
    kom_buf_str(out, " \\\n      ");
    if (row->letter)
        kom_buf_printf(out, "'(-%c --%s)'{-%c%s,--%s%s}'[", row->letter, row->name, row->letter,
                       o->arg ? "+" : "", row->name, o->arg ? "=" : "");
    else
        kom_buf_printf(out, "'--%s%s[", row->name, o->arg ? "=" : "");
    zsh_text(out, o->help);
    kom_buf_byte(out, ']');
    if (o->arg)
        zsh_value(out, tool, o);
    kom_buf_byte(out, '\'');
}

void kom_emit_zsh(const struct kom_emit_list *tools, struct kom_buf *out) {
    struct kom_tool_option list[KOM_OPTIONS_MAX];
    kom_buf_str(out, "#compdef kom ");
    names(out, tools, "kom-");
    kom_buf_str(out, "\n# SPDX-License-Identifier: GPL-3.0-or-later\n"
                     "# zsh completion of all tools; made by kom-emit from their rows.\n\n"
                     "typeset -ga _kom_values=(");
    kom_emit_values(out);
    kom_buf_str(out, " )\n\n");
    all(out, zsh_body, sizeof zsh_body / sizeof zsh_body[0]);
    kom_buf_str(out, "\n_kom() {\n  local tool=${service#kom-}\n  if [[ $service == kom ]]; then\n"
                     "    if (( CURRENT == 2 )); then\n      compadd -- help ");
    names(out, tools, "");
    kom_buf_str(out, "\n      return\n    fi\n    if [[ $words[2] == help ]]; then\n"
                     "      compadd -- --json ");
    names(out, tools, "");
    kom_buf_str(out,
                "\n      return\n    fi\n    tool=$words[2]\n    shift words\n    (( CURRENT-- ))\n"
                "  fi\n  case $tool in\n");
    for (size_t i = 0; i < tools->n; i++) {
        kom_tool_options(tools->tool[i].tool, list);
        kom_buf_printf(out, "  %s)\n    _arguments -s -S", tools->tool[i].name);
        for (size_t k = 0; list[k].id != KOM_OPT_END; k++)
            zsh_option(out, tools->tool[i].tool, &list[k]);
        kom_buf_str(out, " \\\n      '*:file:_files'\n    ;;\n");
    }
    kom_buf_str(out, "  esac\n}\n\n_kom \"$@\"\n");
}
