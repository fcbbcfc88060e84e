/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The choice between the scans. */
#include "scan.h"

bool kom_scan_fields(struct kom_scan *scan, const char *p, size_t n, char delimiter) {
    return kom_scan_has_avx2() ? kom_scan_fields_avx2(scan, p, n, delimiter)
                               : kom_scan_fields_portable(scan, p, n, delimiter);
}

bool kom_scan_last_line(const char *p, size_t n, char delimiter, size_t *end) {
    return kom_scan_has_avx2() && kom_scan_last_line_avx2(p, n, delimiter, end);
}

size_t kom_count_byte(const char *p, size_t n, char c) {
    return kom_scan_has_avx2() ? kom_count_byte_avx2(p, n, c) : kom_count_byte_portable(p, n, c);
}
