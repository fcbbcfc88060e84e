/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The namespaces of workbooks. */
#include "book.h"

const char *const kom_book_spaces[] = {"/spreadsheetml/2006/main", "/spreadsheetml/main",
                                       "/package/2006/relationships", NULL};
