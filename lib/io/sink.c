/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writing, and the last words of a stream that is not whole. */
#include "sink.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SINK_BUFFER = 64 * 1024, TEXT_MAX = 1100 };

/* What ends the process may have taken the pen for good: then it is only to be waited for. */
static void take_pen(struct kom_sink *sink) {
    int pen = KOM_PEN_FREE;
    sink->writer = pthread_self();
    if (!atomic_compare_exchange_strong(&sink->pen, &pen, KOM_PEN_HELD))
        for (;;)
            (void)pause();
}

/* One write. A descriptor that somebody made non-blocking is waited for. */
static ssize_t write_some(int fd, const char *p, size_t n) {
    for (;;) {
        ssize_t done = write(fd, p, n);
        if (done >= 0)
            return done;
        if (errno == EAGAIN)
            (void)poll(&(struct pollfd){.fd = fd, .events = POLLOUT}, 1, -1);
        else if (errno != EINTR)
            return -1;
    }
}

/* The state is set before each write and after: a signal may come while it is under way. */
static enum kom_status write_all(struct kom_sink *sink, struct kom_text t, struct kom_error *err) {
    bool was_cut = sink->is_cut;
    enum kom_status status = KOM_OK;
    take_pen(sink);
    while (t.n && !status) {
        sink->is_cut = true;
        ssize_t n = write_some(sink->fd, t.p, t.n);
        if (n < 0) {
            status = kom_fail(err, KOM_EIO, "%s: writing failed: %s", sink->path, strerror(errno));
            sink->is_cut = was_cut;
            break;
        }
        sink->n_written += (size_t)n;
        if (sink->sha)
            kom_sha256_add(sink->sha, (struct kom_text){t.p, (size_t)n});
        t.p += n;
        t.n -= (size_t)n;
        was_cut = t.n > 0 || (n > 0 && t.p[-1] != '\n');
        sink->is_cut = was_cut;
    }
    atomic_store(&sink->pen, KOM_PEN_FREE);
    return status;
}

enum kom_status kom_sink_flush(struct kom_sink *sink, struct kom_error *err) {
    if (sink->buf.failed)
        return kom_no_memory_in(err, sink->path);
    enum kom_status status = write_all(sink, kom_buf_view(&sink->buf), err);
    kom_buf_reset(&sink->buf);
    return status;
}

enum kom_status kom_sink_write(struct kom_sink *sink, struct kom_text bytes,
                               struct kom_error *err) {
    if (bytes.n < SINK_BUFFER / 2)
        kom_buf_text(&sink->buf, bytes);
    if (sink->buf.n >= SINK_BUFFER || sink->buf.failed || bytes.n >= SINK_BUFFER / 2) {
        enum kom_status status = kom_sink_flush(sink, err);
        if (status)
            return status;
    }
    return bytes.n >= SINK_BUFFER / 2 ? write_all(sink, bytes, err) : KOM_OK;
}

void kom_sink_seal(const struct kom_sink *sink, struct kom_seal *seal) {
    *seal = (struct kom_seal){.is_known = sink->sha != NULL, .nbytes = sink->n_written};
    if (sink->sha)
        kom_sha256_hex(sink->sha, seal->sha256);
}

/* ---- last words ---- */

static bool write_whole(int fd, const char *p, size_t n) {
    while (n) {
        ssize_t done = write_some(fd, p, n);
        if (done < 0)
            return false;
        p += done;
        n -= (size_t)done;
    }
    return true;
}

/* A file that cannot grow (a full disk, a limit) gives up its last bytes, which are ours. */
static void write_over_end(const struct kom_sink *sink, const char *p, size_t n) {
    struct stat st;
    off_t at = lseek(sink->fd, 0, SEEK_CUR), to = at - (off_t)n;
    if (at < 0 || sink->n_written < n || fstat(sink->fd, &st) != 0 || !S_ISREG(st.st_mode) ||
        st.st_size != at)
        return;
    if (ftruncate(sink->fd, to) == 0 && lseek(sink->fd, to, SEEK_SET) == to)
        (void)write_whole(sink->fd, p, n);
}

/* x"LF "TEXT LF: whether the bytes before ended in a field, behind its last quote or within its
   quotes, the first quote does not open one, and the line end that follows ends the row; the second
   quote opens. A quote in the text would close it again. */
void kom_sink_spoil(struct kom_sink *sink, const char *text) {
    static const char end_of_row[] = "x\"\n";
    const size_t n_end = sizeof end_of_row - 1;
    char line[TEXT_MAX + sizeof end_of_row + 2];
    size_t n = n_end;
    if (!kom_sink_has_begun(sink))
        return;
    memcpy(line, end_of_row, n_end);
    line[n++] = '"';
    for (const char *p = text; *p && n < TEXT_MAX; p++)
        line[n++] = *p == '"' || *p == '\n' ? '\'' : *p;
    line[n++] = '\n';
    size_t from = sink->is_cut ? 0 : n_end;
    if (!write_whole(sink->fd, line + from, n - from))
        write_over_end(sink, line, n);
}
