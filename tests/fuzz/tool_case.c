/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Calls of tools as texts: taken apart, made harmless, run. */
#include "tool_case.h"

#include <ctype.h>
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include "tools.h"

enum { OUTPUT_MOST = 4 << 20, PIPE_MOST = 60000, LINE_MOST = 200 };

/* ---- the text ---- */

const struct kom_tool *fuzz_tool(struct kom_text name) {
    static const struct kom_tool *const tools[] = {
#define TOOL(name, purpose, sentence) &kom_tool_##name,
#include "tools.def"
#undef TOOL
    };
    for (size_t i = 0; i < sizeof tools / sizeof tools[0]; i++)
        if (kom_text_is(name, tools[i]->name))
            return tools[i];
    return NULL;
}

static struct kom_text next_line(struct kom_text *rest) {
    const char *end = rest->n ? memchr(rest->p, '\n', rest->n) : NULL;
    size_t n = end ? (size_t)(end - rest->p) : rest->n;
    struct kom_text line = {rest->p, n};
    rest->p += n + (end != NULL);
    rest->n -= n + (end != NULL);
    return line;
}

static bool starts_with(struct kom_text t, const char *word) {
    size_t n = strlen(word);
    return t.n >= n && memcmp(t.p, word, n) == 0;
}

static bool is_file_line(struct kom_text line) {
    return starts_with(line, "=== ") && line.n > 4 && line.n < 20;
}

/* Options that make a run long without telling more, and the digits that their value may have. */
static size_t digits_allowed(const char *arg) {
    static const struct {
        const char *option;
        size_t digits;
    } slow[] = {{"--dr", 2}, {"--sc", 0}, {"--ou", 9}};
    for (size_t i = 0; i < sizeof slow / sizeof slow[0]; i++)
        if (strncmp(arg, slow[i].option, strlen(slow[i].option)) == 0)
            return slow[i].digits;
    return SIZE_MAX;
}

/* Without folders in it, and with no more digits than that. */
static void add_word(struct fuzz_case *c, struct kom_text line, size_t digits) {
    size_t run = 0;
    for (size_t i = 0; i < line.n && i < LINE_MOST; i++) {
        char byte = line.p[i];
        run = isdigit((unsigned char)byte) ? run + 1 : 0;
        if (byte && run <= digits)
            kom_buf_byte(&c->words, (char)(byte == '/' ? '_' : byte));
    }
    kom_buf_byte(&c->words, '\0');
}

static void add_arg(struct fuzz_case *c, struct kom_text line) {
    if (c->n_args >= FUZZ_ARGS_MAX || (c->has_main && !starts_with(line, "-")))
        return;
    size_t last = c->n_args ? c->arg[c->n_args - 1] : 0;
    size_t before = c->n_args ? digits_allowed(c->words.p + last) : SIZE_MAX;
    c->arg[c->n_args] = c->words.n;
    add_word(c, line, SIZE_MAX);
    size_t own = digits_allowed(c->words.p + c->arg[c->n_args]);
    c->words.n = c->arg[c->n_args];
    add_word(c, line, own < before ? own : before);
    c->n_args++;
}

/* The name of a file: letters and a few signs, so that it stays in its folder. */
static void set_name(struct fuzz_file *file, struct kom_text name) {
    size_t n = 0;
    for (size_t i = 0; i < name.n && n + 1 < sizeof file->name; i++)
        if (isalnum((unsigned char)name.p[i]) || (n && name.p[i] == '.'))
            file->name[n++] = name.p[i];
    file->name[n] = '\0';
}

static void read_files(struct fuzz_case *c, struct kom_text line, struct kom_text rest) {
    while (is_file_line(line) && c->n_files < FUZZ_FILES_MAX) {
        struct fuzz_file *file = &c->file[c->n_files++];
        set_name(file, (struct kom_text){line.p + 4, line.n - 4});
        file->bytes = (struct kom_text){rest.p, 0};
        line = (struct kom_text){rest.p, 0};
        while (rest.n) {
            line = next_line(&rest);
            if (is_file_line(line))
                break;
            file->bytes.n = (size_t)(rest.p - file->bytes.p);
        }
        bool is_known = fuzz_case_file(c, file->name).p != file->bytes.p;
        c->n_files -= file->name[0] == '\0' || is_known;
    }
}

bool fuzz_case_read(struct fuzz_case *c, const struct kom_tool *tool, struct kom_text text) {
    *c = (struct fuzz_case){.tool = tool, .has_main = tool != NULL};
    struct kom_text line = {text.p, 0};
    if (!tool)
        c->tool = fuzz_tool(next_line(&text));
    if (!c->tool || text.n > PIPE_MOST)
        return false;
    while (text.n) {
        line = next_line(&text);
        if (is_file_line(line))
            break;
        add_arg(c, line);
    }
    read_files(c, line, text);
    return !c->words.failed && (!tool || fuzz_case_file(c, "in").p);
}

void fuzz_case_fini(struct fuzz_case *c) {
    kom_buf_fini(&c->words);
}

struct kom_text fuzz_case_file(const struct fuzz_case *c, const char *name) {
    for (int i = 0; i < c->n_files; i++)
        if (strcmp(c->file[i].name, name) == 0)
            return c->file[i].bytes;
    return (struct kom_text){NULL, 0};
}

bool fuzz_case_has(const struct fuzz_case *c, const char *option) {
    for (int i = 0; i < c->n_args; i++)
        if (strncmp(c->words.p + c->arg[i], option, strlen(option)) == 0)
            return true;
    return false;
}

/* Does the call write something else than its result to standard output? */
bool fuzz_case_shows_other(const struct fuzz_case *c) {
    static const char *const other[] = {"-h", "-V", "--help", "--version",
                                        "-q", "-v", "-o",     "--output"};
    bool found = false;
    for (size_t i = 0; i < sizeof other / sizeof other[0]; i++)
        found = found || fuzz_case_has(c, other[i]);
    return found;
}

/* ---- the folder ---- */

static void must(bool done, const char *what) {
    if (!done) {
        perror(what);
        abort();
    }
}

static void remove_all(int depth) {
    DIR *dir = opendir(".");
    must(dir != NULL, "opendir");
    for (struct dirent *entry; (entry = readdir(dir));) {
        const char *name = entry->d_name;
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0 || unlink(name) == 0)
            continue;
        if (depth < 3 && chdir(name) == 0) {
            remove_all(depth + 1);
            must(chdir("..") == 0, "chdir");
        }
        (void)rmdir(name);
    }
    (void)closedir(dir);
}

/* In memory where there is such a folder, else in TMPDIR or here. */
static char folder[4096] = "/dev/shm/kom-fuzz-XXXXXX";

static bool make_folder(void) {
    const char *place = getenv("TMPDIR");
    char here[4000];
    if (mkdtemp(folder))
        return true;
    if (!place)
        place = getcwd(here, sizeof here);
    int n = place ? snprintf(folder, sizeof folder, "%s/kom-fuzz-XXXXXX", place) : 0;
    return n > 0 && (size_t)n < sizeof folder && mkdtemp(folder);
}

static void leave_folder(void) {
    if (chdir(folder) == 0) {
        remove_all(0);
        if (chdir("/") == 0)
            (void)rmdir(folder);
    }
}

/* Outputs are bounded too: what is longer fails like a full disk. */
static void enter_folder(void) {
    static bool is_there;
    if (is_there) {
        must(chdir(folder) == 0, folder);
        remove_all(0);
        return;
    }
    struct rlimit most = {OUTPUT_MOST, OUTPUT_MOST};
    must(make_folder() && chdir(folder) == 0 && atexit(leave_folder) == 0, folder);
    must(setrlimit(RLIMIT_FSIZE, &most) == 0 && signal(SIGXFSZ, SIG_IGN) != SIG_ERR, "limits");
    must(setenv("TMPDIR", folder, 1) == 0, "TMPDIR");
    is_there = true;
}

static void write_file(const char *name, struct kom_text bytes) {
    FILE *file = fopen(name, "wb");
    must(file != NULL, name);
    must(bytes.n == 0 || fwrite(bytes.p, 1, bytes.n, file) == bytes.n, name);
    must(fclose(file) == 0, name);
}

static void write_gzip(const char *name, struct kom_text bytes) {
    gzFile file = gzopen(name, "wb1");
    must(file != NULL, name);
    must(!bytes.n || gzwrite(file, bytes.p, (unsigned)bytes.n) > 0, name);
    must(gzclose(file) == Z_OK, name);
}

static void read_all(int fd, struct kom_buf *buf) {
    char bytes[1 << 14];
    ssize_t n;
    must(lseek(fd, 0, SEEK_SET) == 0, "lseek");
    while ((n = read(fd, bytes, sizeof bytes)) > 0)
        kom_buf_add(buf, bytes, (size_t)n);
}

bool fuzz_written(const char *name, struct kom_buf *bytes) {
    int fd = open(name, O_RDONLY);
    if (fd < 0)
        return false;
    read_all(fd, bytes);
    (void)close(fd);
    return true;
}

/* ---- the run ---- */

/* An end of a pipe that gives these bytes, which find room in it. */
static int pipe_of(struct kom_text bytes) {
    int ends[2];
    must(pipe(ends) == 0, "pipe");
    must(!bytes.n || write(ends[1], bytes.p, bytes.n) == (ssize_t)bytes.n, "pipe");
    (void)close(ends[1]);
    return ends[0];
}

static int open_scratch(void) {
    int fd = open(".scratch", O_RDWR | O_CREAT | O_TRUNC, 0600);
    must(fd >= 0 && unlink(".scratch") == 0, "scratch");
    return fd;
}

/* kom_tool_main with these three in place of the process's own; they are closed. */
static int run_with(const struct kom_tool *tool, int argc, char **argv, const int fd[3]) {
    int kept[3];
    (void)fflush(NULL);
    for (int i = 0; i < 3; i++) {
        kept[i] = dup(i);
        must(kept[i] >= 0 && dup2(fd[i], i) == i, "dup2");
    }
    int code = kom_tool_main(tool, argc, argv);
    (void)fflush(NULL);
    for (int i = 0; i < 3; i++) {
        must(dup2(kept[i], i) == i, "dup2");
        (void)close(kept[i]);
    }
    return code;
}

static void run_args(const struct kom_tool *tool, int input, int argc, char **argv,
                     struct fuzz_answer *answer) {
    int fd[3] = {input, open_scratch(), open_scratch()};
    *answer = (struct fuzz_answer){.code = run_with(tool, argc, argv, fd)};
    read_all(fd[1], &answer->out);
    read_all(fd[2], &answer->err);
    for (int i = 0; i < 3; i++)
        (void)close(fd[i]);
}

static char **add_more(char **at, const char *const *more, struct kom_buf *words) {
    for (; more && *more; more++) {
        *at++ = words->p + words->n; /* there is room: reserved by the caller */
        kom_buf_add(words, *more, strlen(*more) + 1);
    }
    return at;
}

void fuzz_case_run(const struct fuzz_case *c, enum fuzz_source source, const char *const *more,
                   struct fuzz_answer *answer) {
    struct kom_buf words = {0};
    char *argv[FUZZ_ARGS_MAX + 20], **at = argv, name[] = "kom", main_input[] = "in";
    enter_folder();
    for (int i = 0; i < c->n_files; i++)
        write_file(c->file[i].name, c->file[i].bytes);
    struct kom_text in = fuzz_case_file(c, "in");
    in.p = in.p ? in.p : "";
    if (source == FUZZ_GZIP)
        write_gzip("in", in);
    must(kom_buf_room(&words, c->words.n + 2000) != NULL, "memory");
    kom_buf_text(&words, kom_buf_view(&c->words));
    /* An option without its value stands last, where it takes nothing of these. */
    *at++ = name;
    if (source == FUZZ_FILE || source == FUZZ_GZIP)
        *at++ = main_input;
    at = add_more(at, more, &words);
    for (int i = 0; i < c->n_args; i++)
        *at++ = words.p + c->arg[i];
    *at = NULL;
    run_args(c->tool, pipe_of(source == FUZZ_PIPE ? in : (struct kom_text){"", 0}),
             (int)(at - argv), argv, answer);
    kom_buf_fini(&words);
}

void fuzz_run_on(const struct kom_tool *tool, struct kom_text bytes, const char *const *args,
                 struct fuzz_answer *answer) {
    struct fuzz_case c = {.tool = tool, .n_files = 1, .file = {{"in", bytes}}};
    fuzz_case_run(&c, FUZZ_FILE, args, answer);
}

void fuzz_answer_fini(struct fuzz_answer *answer) {
    kom_buf_fini(&answer->out);
    kom_buf_fini(&answer->err);
}
