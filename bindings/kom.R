# SPDX-License-Identifier: GPL-3.0-or-later
# komtools in R, with base R alone: source("kom.R"); docs/bindings.md tells more.
#
#   u <- kom_uptake("sales.csv", offerings = "offerings.csv", by = c("kom", "service"))
#   attr(u, "report"); attr(u, "messages")
#
# The tools are those on PATH, or in the folder of options(kom.bin = ...). An option is named as on the command line, with
# _ for -; its value is TRUE for a switch, a vector for a list, named where names have values: rename = c(amount = "beloeb"),
# only = list(kom = c("101", "147")). Tables, the input among them, are paths or data frames.

# ---- what a call is made of ----

.kom_stop <- function(name, text, exit_code, messages = NULL, call = NULL) {
  stop(structure(list(message = text, call = call, exit_code = exit_code, messages = messages),
                 class = c(paste0("kom_", name), "kom_error", "error", "condition")))
}

.kom_usage <- function(...) .kom_stop("usage", paste0(...), 2L)

# Numbers with as many digits as read back.
.kom_numbers <- function(x, name) {
  if (any(is.infinite(x)))
    .kom_usage("column \"", name, "\": an infinite number has no form in a table; make it NA")
  out <- sprintf("%.15g", x)
  wrong <- !is.na(x) & suppressWarnings(as.numeric(out)) != x
  out[wrong] <- sprintf("%.17g", x[wrong])
  out
}

.kom_texts <- function(x, name) {
  out <- if (is.factor(x) || (is.character(x) && !is.object(x))) as.character(x)
    else if (inherits(x, "Date")) format(x, "%Y-%m-%d")
    else if (!is.object(x) && is.integer(x)) sprintf("%d", x)
    else if (!is.object(x) && is.logical(x)) as.character(x)
    else if (!is.object(x) && is.numeric(x)) .kom_numbers(x, name)
    else .kom_usage("column \"", name, "\" is of class ", class(x)[1L],
                    ", which has no one form in a table; use as.character() or as.Date()")
  out[is.na(x)] <- ""
  enc2utf8(out)
}

.kom_quoted <- function(x) {
  need <- grepl("[\",\r\n]", x)
  x[need] <- paste0("\"", gsub("\"", "\"\"", x[need], fixed = TRUE), "\"")
  x
}

# A data frame as a canonical file.
.kom_write <- function(x, path) {
  if (length(x) == 0L)
    .kom_usage("a data frame without columns is no table")
  cells <- Map(function(column, name) .kom_quoted(.kom_texts(column, name)), unclass(as.list(x)), names(x))
  lines <- c(paste(.kom_quoted(enc2utf8(names(x))), collapse = ","), do.call(paste, c(unname(cells), sep = ",")))
  con <- file(path, "wb")
  on.exit(close(con))
  writeLines(lines, con, useBytes = TRUE)
}

# An item of a comma list.
.kom_item <- function(x) {
  if (grepl(",", x, fixed = TRUE) || startsWith(x, "\"")) paste0("\"", gsub("\"", "\"\"", x, fixed = TRUE), "\"") else x
}

.kom_scalar <- function(x, name) {
  if (anyNA(x))
    .kom_usage("--", name, ": the value is NA")
  if (is.list(x)) vapply(x, function(i) paste(.kom_scalar(i, name), collapse = "|"), "") else .kom_texts(x, name)
}

# An option and its value, as arguments; a data frame goes to a file in the folder.
.kom_option <- function(name, kind, x, folder) {
  if (kind == "switch") {
    if (!is.logical(x) || length(x) != 1L || is.na(x))
      .kom_usage("--", name, ": is a switch: TRUE or FALSE")
    return(if (x) paste0("--", name))
  }
  if (is.data.frame(x) && kind == "table") {
    path <- file.path(folder, paste0(name, ".csv"))
    .kom_write(x, path)
    return(paste0("--", name, "=", path))
  }
  if (is.data.frame(x) || is.logical(x) && length(x) == 1L)
    .kom_usage("--", name, ": takes a text", if (kind == "table") ", or a data frame")
  values <- .kom_scalar(x, name)
  if (kind %in% c("table", "path"))
    return(paste0("--", name, "=", path.expand(values)))
  if (!is.null(names(x)) && name == "day")
    return(paste0("--day=", names(x), "=", values))
  if (!is.null(names(x)))
    values <- paste0(names(x), "=", values)
  else if (length(values) != 1L)
    values <- vapply(values, .kom_item, "")
  paste0("--", name, "=", paste(values, collapse = ","))
}

# The operands: paths and data frames.
.kom_inputs <- function(x, name, folder) {
  if (is.null(x))
    .kom_usage(name, ": no table is given")
  parts <- if (is.data.frame(x)) list(x) else as.list(x)
  if (length(parts) == 0L)
    .kom_usage(name, ": no table is given")
  paths <- character(0)
  for (i in seq_along(parts)) {
    path <- file.path(folder, paste0(name, if (length(parts) > 1L) i, ".csv"))
    if (is.data.frame(parts[[i]]))
      .kom_write(parts[[i]], path)
    else if (is.character(parts[[i]]) && length(parts[[i]]) == 1L && !is.na(parts[[i]]) && parts[[i]] != "-")
      path <- path.expand(parts[[i]])
    else
      .kom_usage(name, ": is neither a path nor a data frame, nor a list of them")
    paths[i] <- path
  }
  list(paths = paths, are_frames = vapply(parts, is.data.frame, TRUE))
}

# ---- JSON: what base R has not ----

.kom_json_text <- function(x) {
  if (!grepl("\\", x, fixed = TRUE))
    return(x)
  parts <- regmatches(x, gregexpr("\\\\u[0-9a-fA-F]{4}|\\\\.|[^\\\\]+", x, perl = TRUE))[[1L]]
  code <- startsWith(parts, "\\u")
  high <- 0L
  out <- character(length(parts))
  for (i in seq_along(parts)) {
    p <- parts[i]
    if (code[i]) {
      n <- strtoi(substring(p, 3L), 16L)
      if (n >= 0xD800L && n < 0xDC00L) { high <- n; next }
      if (n >= 0xDC00L && n < 0xE000L) n <- 0x10000L + (high - 0xD800L) * 0x400L + (n - 0xDC00L)
      out[i] <- intToUtf8(n)
    } else if (startsWith(p, "\\")) {
      out[i] <- switch(substring(p, 2L), n = "\n", t = "\t", r = "\r", b = "\b", f = "\f", substring(p, 2L))
    } else {
      out[i] <- p
    }
  }
  paste(out, collapse = "")
}

.kom_json <- function(text) {
  text <- enc2utf8(paste(text, collapse = "\n"))
  pattern <- "\"(?:[^\"\\\\]|\\\\.)*\"|-?[0-9][0-9.eE+-]*|true|false|null|[][{}:,]"
  tokens <- regmatches(text, gregexpr(pattern, text, perl = TRUE))[[1L]]
  at <- 0L
  following <- function() { at <<- at + 1L; tokens[at] }
  string <- function(token) .kom_json_text(substring(token, 2L, nchar(token) - 1L))
  value <- function(token) {
    if (startsWith(token, "\"")) return(string(token))
    switch(token, "{" = members(), "[" = items(), true = TRUE, false = FALSE, null = NULL, as.numeric(token))
  }
  members <- function() {
    out <- list()
    token <- following()
    while (token != "}") {
      if (token == ",") token <- following()
      key <- string(token)
      following()
      out[key] <- list(value(following()))
      token <- following()
    }
    out
  }
  items <- function() {
    out <- list()
    token <- following()
    while (token != "]") {
      if (token == ",") token <- following()
      out[length(out) + 1L] <- list(value(token))
      token <- following()
    }
    out
  }
  value(following())
}

# Lines of a file in the folder; one that a data frame was written to is called by its argument.
.kom_lines <- function(folder, name) {
  path <- file.path(folder, name)
  if (!file.exists(path)) return(character(0))
  lines <- gsub(paste0(folder, "/"), "", readLines(path, encoding = "UTF-8", warn = FALSE), fixed = TRUE)
  lines[nzchar(lines)]
}

# What is said, a row a message.
.kom_messages <- function(lines) {
  json <- startsWith(lines, "{")
  # What is no object comes from elsewhere (the loader, a sanitizer), and is kept.
  said <- lapply(seq_along(lines), function(i)
    if (json[i]) .kom_json(lines[i]) else list(severity = "error", message = lines[i]))
  pick <- function(key, none) {
    vapply(said, function(m) if (is.null(m[[key]])) none else as.vector(m[[key]], typeof(none)), none)
  }
  texts <- c("tool", "severity", "code", "file", "column", "option", "problem", "remedy", "message")
  out <- lapply(texts, pick, none = NA_character_)
  names(out) <- texts
  out$line <- pick("line", NA_real_)
  as.data.frame(out, stringsAsFactors = FALSE)
}

# ---- what comes back ----

# A cell that is no number, or no day, leaves its column text: nothing is lost.
.kom_as <- function(x, kind) {
  blank <- !nzchar(x)
  if (kind == "number" && all(grepl("^[-+]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][-+]?[0-9]+)?$", x[!blank]))) {
    x[blank] <- NA
    return(as.numeric(x))
  }
  if (kind == "day" && all(grepl("^[0-9]{4}-[0-9]{2}-[0-9]{2}$", x[!blank]))) {
    x[blank] <- NA
    return(as.Date(x, "%Y-%m-%d"))
  }
  x
}

.kom_names <- function(x) {
  if (is.null(x)) return(character(0))
  out <- if (!is.null(names(x))) names(x) else if (length(x) > 1L) as.character(x)
    else scan(text = as.character(x), what = "", sep = ",", quote = "\"", quiet = TRUE)
  out[nzchar(out)]
}

# What is said of each column: by-columns are text, and stand first.
.kom_kinds <- function(tool, names, given) {
  kinds <- rep("text", length(names))
  by <- if (!("by" %in% names(given))) character(0)
    else .kom_names(if (is.null(given[["by"]])) tool$by else given[["by"]])
  for (i in seq_along(names)[seq_along(names) > length(by)]) {
    hits <- vapply(names(tool$kinds), function(p) grepl(paste0("^(", p, ")$"), names[i]), TRUE)
    exact <- names[i] == names(tool$kinds)
    if (any(exact)) kinds[i] <- tool$kinds[[which(exact)[1L]]]
    else if (any(hits)) kinds[i] <- tool$kinds[[which(hits)[1L]]]
    else if (tool$passes_on && names[i] %in% names(.kom_vocabulary)) kinds[i] <- .kom_vocabulary[[names[i]]]
  }
  if (tool$passes_on) {
    kinds[names %in% .kom_names(given[["number"]])] <- "number"
    kinds[names %in% .kom_names(sub("=.*", "", given[["day"]]))] <- "day"
    if (!is.null(names(given[["day"]]))) kinds[names %in% names(given[["day"]])] <- "day"
  }
  kinds
}

.kom_table <- function(path, tool, given) {
  if (file.size(path) == 0) return(data.frame())
  x <- utils::read.csv(path, colClasses = "character", na.strings = character(0), check.names = FALSE, quote = "\"",
                       comment.char = "", fill = FALSE, blank.lines.skip = FALSE, encoding = "UTF-8", row.names = NULL)
  kinds <- .kom_kinds(tool, names(x), given)
  for (i in seq_along(x)) x[[i]] <- .kom_as(x[[i]], kinds[i])
  x
}

print.kom_text <- function(x, ...) {
  cat(x)
  invisible(x)
}

# ---- the call ----

.kom_command <- function(name) {
  folder <- getOption("kom.bin", "")
  path <- if (nzchar(folder)) file.path(path.expand(folder), name) else unname(Sys.which(name))
  if (!nzchar(path) || file.access(path, 1L) != 0L)
    .kom_stop("io", paste0(name, " is not ", if (nzchar(folder)) paste("in", folder) else "on PATH",
                           "; options(kom.bin = ...) names its folder"), 4L)
  path
}

.kom_reading <- c("dialect", "delimiter", "encoding", "header", "first_line", "skip_lines", "decimal", "thousands",
                  "negative", "suffix", "century", "short_rows")

.kom_arguments <- function(tool, given, folder) {
  args <- c("--errors=json", paste0("--report=", file.path(folder, "report.json")))
  files <- character(0)
  if (nzchar(tool$input)) {
    input <- .kom_inputs(given[[tool$input]], tool$input, folder)
    files <- input$paths
    wrong <- intersect(names(Filter(Negate(is.null), given)), .kom_reading)
    if (any(input$are_frames) && length(wrong))
      .kom_usage("--", gsub("_", "-", wrong[1L]), ": tells how a file is read, and the input is a data frame")
    if (all(input$are_frames)) args <- c(args, "--dialect=csv")
  }
  for (name in names(.kom_options)) {
    x <- given[[gsub("-", "_", name)]]
    if (!is.null(x)) args <- c(args, .kom_option(name, .kom_options[[name]], x, folder))
  }
  c(args, if (length(files)) c("--", files))
}

.kom_run <- function(name, input, given) {
  tool <- .kom_tools[[name]]
  command <- .kom_command(paste0("kom-", name))
  folder <- tempfile("kom")
  dir.create(folder, mode = "0700")
  on.exit(unlink(folder, recursive = TRUE))
  args <- .kom_arguments(tool, given, folder)
  if (!l10n_info()[["UTF-8"]] && any(grepl("[^ -~\n\t]", args)))
    .kom_usage("letters that are not ASCII need an R session in UTF-8")
  out <- file.path(folder, "out")
  err <- file.path(folder, "err")
  status <- system2(command, shQuote(enc2utf8(args), type = "sh"), stdout = out, stderr = err, stdin = "/dev/null")
  .kom_result(name, tool, given, folder, status)
}

.kom_result <- function(name, tool, given, folder, status) {
  messages <- .kom_messages(.kom_lines(folder, "err"))
  if (status > 1L) {
    sort <- if (as.character(status) %in% names(.kom_exits)) .kom_exits[[as.character(status)]] else "signal"
    text <- messages$message[messages$severity == "error"]
    .kom_stop(sort, paste0("kom-", name, ": ", if (length(text)) paste(text, collapse = "\n") else paste("exit", status)),
              status, messages)
  }
  out <- file.path(folder, "out")
  x <- switch(tool$result, table = .kom_table(out, tool, given), none = given[["out"]],
              text = if (isTRUE(given$format %in% c("xlsx", "docx"))) readBin(out, "raw", file.size(out)) else structure(paste0(c(readLines(out, encoding = "UTF-8"), ""), collapse = "\n"), class = "kom_text"))
  report <- .kom_lines(folder, "report.json")
  attr(x, "report") <- if (length(report)) .kom_json(report)
  attr(x, "messages") <- messages
  attr(x, "warnings") <- messages$message[messages$severity == "warning"]
  attr(x, "exit_code") <- status
  for (text in attr(x, "warnings"))
    warning(structure(list(message = paste0("kom-", name, ": ", text), call = NULL),
                      class = c("kom_warning", "warning", "condition")))
  if (tool$result == "none") invisible(x) else x
}

# The help of a tool, or the list of tools.
kom_help <- function(tool = NULL) {
  x <- system2(.kom_command("kom"), c("help", if (!is.null(tool)) shQuote(tool)), stdout = TRUE)
  structure(paste0(c(x, ""), collapse = "\n"), class = "kom_text")
}

# What follows was made by bindings/make.py from `kom help --json`.

# any source to the canonical stream
kom_read <- function(input, number = NULL, canonical = NULL, long = NULL, keep = NULL, totals = NULL, total_codes = NULL,
    status = NULL, labels = NULL, catalog = NULL, write_codebook = NULL, sheet = NULL, sheet_name = NULL,
    range = NULL, fill_merged = NULL, official = NULL, schema = NULL, dialect = NULL, delimiter = NULL,
    encoding = NULL, header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL, rename = NULL,
    union = NULL, only = NULL, except = NULL, decimal = NULL, thousands = NULL, negative = NULL,
    suffix = NULL, missing = NULL, day = NULL, century = NULL, kom_digits = NULL, bad_rows = NULL,
    set_aside = NULL, forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL,
    verbose = NULL) {
  .kom_run("read", input, as.list(environment()))
}

# violations of schema and vocabulary, one a row
kom_check <- function(input, offerings = NULL, recipients = NULL, participation = NULL, municipalities = NULL, official = NULL,
    unmatched = NULL, from = NULL, to = NULL, duplicates = NULL, severity = NULL, memory = NULL, good = NULL,
    exit_zero = NULL, part = NULL, state = NULL, began_at = NULL, infer = NULL, schema = NULL, dialect = NULL,
    delimiter = NULL, encoding = NULL, header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL,
    rename = NULL, union = NULL, only = NULL, except = NULL, decimal = NULL, thousands = NULL,
    negative = NULL, suffix = NULL, missing = NULL, day = NULL, century = NULL, kom_digits = NULL,
    set_aside = NULL, forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL,
    verbose = NULL) {
  .kom_run("check", input, as.list(environment()))
}

# rows with columns of another table, by key
kom_join <- function(input, with = NULL, on = NULL, add = NULL, expect = NULL, within = NULL, no_match = NULL,
    unmatched = NULL, unused = NULL, number = NULL, name_to_code = NULL, code_to_name = NULL, year = NULL,
    official = NULL, schema = NULL, dialect = NULL, delimiter = NULL, encoding = NULL, header = NULL,
    first_line = NULL, skip_lines = NULL, short_rows = NULL, rename = NULL, union = NULL, only = NULL,
    except = NULL, decimal = NULL, thousands = NULL, negative = NULL, suffix = NULL, missing = NULL,
    day = NULL, century = NULL, kom_digits = NULL, bad_rows = NULL, set_aside = NULL, forbid_cpr = NULL,
    not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL, verbose = NULL) {
  .kom_run("join", input, as.list(environment()))
}

# sales, offerings and recipients to uptake per municipality and period
kom_uptake <- function(sales, offerings = NULL, recipients = NULL, participation = NULL, municipalities = NULL, networks = NULL,
    by = NULL, period = NULL, from = NULL, to = NULL, margins = NULL, ages = NULL, overlap = NULL,
    unmatched = NULL, kind = NULL, credits = NULL, ci = NULL, level = NULL, dominance = NULL, market = NULL,
    cumulative = NULL, persons = NULL, flows = NULL, memory = NULL, part = NULL, state = NULL,
    began_at = NULL, key = NULL, schema = NULL, dialect = NULL, delimiter = NULL, encoding = NULL,
    header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL, rename = NULL, union = NULL,
    only = NULL, except = NULL, decimal = NULL, thousands = NULL, negative = NULL, suffix = NULL,
    missing = NULL, day = NULL, century = NULL, kom_digits = NULL, bad_rows = NULL, set_aside = NULL,
    forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL, verbose = NULL) {
  .kom_run("uptake", sales, as.list(environment()))
}

# spells or dated rows to a complete panel of unit by period
kom_panel <- function(input, by = NULL, period = NULL, from = NULL, to = NULL, value = NULL, as = NULL, kind = NULL,
    municipalities = NULL, networks = NULL, overlap = NULL, participation = NULL, unmatched = NULL,
    memory = NULL, part = NULL, state = NULL, began_at = NULL, key = NULL, schema = NULL, dialect = NULL,
    delimiter = NULL, encoding = NULL, header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL,
    rename = NULL, union = NULL, only = NULL, except = NULL, decimal = NULL, thousands = NULL,
    negative = NULL, suffix = NULL, missing = NULL, day = NULL, century = NULL, kom_digits = NULL,
    bad_rows = NULL, set_aside = NULL, forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL,
    quiet = NULL, verbose = NULL) {
  .kom_run("panel", input, as.list(environment()))
}

# sales against the price schedule, and price against cost
kom_price <- function(sales, prices = NULL, vat = NULL, tolerance = NULL, credits = NULL, unmatched = NULL, summary = NULL,
    by = NULL, period = NULL, municipalities = NULL, networks = NULL, overlap = NULL, cost = NULL,
    side_by_side = NULL, from = NULL, to = NULL, schema = NULL, dialect = NULL, delimiter = NULL,
    encoding = NULL, header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL, rename = NULL,
    union = NULL, only = NULL, except = NULL, decimal = NULL, thousands = NULL, negative = NULL,
    suffix = NULL, missing = NULL, day = NULL, century = NULL, kom_digits = NULL, bad_rows = NULL,
    set_aside = NULL, forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL,
    verbose = NULL) {
  .kom_run("price", sales, as.list(environment()))
}

# questionnaires: items to scores, and how they were answered
kom_scale <- function(input, table = NULL, codebook = NULL, answer_labels = NULL, items = NULL, wave = NULL, keep = NULL,
    answered = NULL, rescale = NULL, by = NULL, top = NULL, weight = NULL, cluster = NULL, use = NULL,
    level = NULL, frame = NULL, complete = NULL, compare_frame = NULL, schema = NULL, dialect = NULL,
    delimiter = NULL, encoding = NULL, header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL,
    rename = NULL, union = NULL, only = NULL, except = NULL, decimal = NULL, thousands = NULL,
    negative = NULL, suffix = NULL, missing = NULL, day = NULL, century = NULL, kom_digits = NULL,
    bad_rows = NULL, set_aside = NULL, forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL,
    quiet = NULL, verbose = NULL) {
  .kom_run("scale", input, as.list(environment()))
}

# weights that make respondents look like a frame or known totals
kom_weight <- function(input, frame = NULL, known_totals = NULL, rake = NULL, post = NULL, weight = NULL, collapse = NULL,
    trim = NULL, rounds = NULL, replicates = NULL, cluster = NULL, sample_strata = NULL,
    replicate_factors = NULL, schema = NULL, dialect = NULL, delimiter = NULL, encoding = NULL, header = NULL,
    first_line = NULL, skip_lines = NULL, short_rows = NULL, rename = NULL, union = NULL, only = NULL,
    except = NULL, decimal = NULL, thousands = NULL, negative = NULL, suffix = NULL, missing = NULL,
    day = NULL, century = NULL, kom_digits = NULL, bad_rows = NULL, set_aside = NULL, forbid_cpr = NULL,
    not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL, verbose = NULL) {
  .kom_run("weight", input, as.list(environment()))
}

# interviews coded elsewhere: counts of codes, and how well coders agree
kom_code <- function(input, table = NULL, by = NULL, codebook = NULL, documents = NULL, municipalities = NULL, networks = NULL,
    overlap = NULL, merge_overlap = NULL, measurement = NULL, kappa_weights = NULL, draws = NULL, seed = NULL,
    level = NULL, quotes = NULL, unmatched = NULL, schema = NULL, dialect = NULL, delimiter = NULL,
    encoding = NULL, header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL, rename = NULL,
    union = NULL, only = NULL, except = NULL, decimal = NULL, thousands = NULL, negative = NULL,
    suffix = NULL, missing = NULL, day = NULL, century = NULL, kom_digits = NULL, bad_rows = NULL,
    set_aside = NULL, forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL,
    verbose = NULL) {
  .kom_run("code", input, as.list(environment()))
}

# summary statistics by group
kom_sum <- function(input, value = NULL, by = NULL, municipalities = NULL, networks = NULL, overlap = NULL, unmatched = NULL,
    stats = NULL, quantile_type = NULL, weight = NULL, time = NULL, margins = NULL, between = NULL,
    count = NULL, of = NULL, exposure = NULL, cluster = NULL, sample_strata = NULL, fpc = NULL,
    replicate_weights = NULL, replicate_factors = NULL, table1 = NULL, unit = NULL, ci = NULL, level = NULL,
    memory = NULL, part = NULL, state = NULL, began_at = NULL, schema = NULL, dialect = NULL,
    delimiter = NULL, encoding = NULL, header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL,
    rename = NULL, union = NULL, only = NULL, except = NULL, decimal = NULL, thousands = NULL,
    negative = NULL, suffix = NULL, missing = NULL, day = NULL, century = NULL, kom_digits = NULL,
    bad_rows = NULL, set_aside = NULL, forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL,
    quiet = NULL, verbose = NULL) {
  .kom_run("sum", input, as.list(environment()))
}

# before/after differences with honest uncertainty
kom_diff <- function(input, value = NULL, count = NULL, of = NULL, exposure = NULL, by = NULL, municipalities = NULL,
    networks = NULL, overlap = NULL, unmatched = NULL, at = NULL, participation = NULL, phase = NULL,
    skip = NULL, window = NULL, method = NULL, id = NULL, match = NULL, cluster = NULL, sample_strata = NULL,
    fpc = NULL, replicate_weights = NULL, replicate_factors = NULL, ci = NULL, se = NULL, contrast = NULL,
    equivalence = NULL, draws = NULL, seed = NULL, unit = NULL, time = NULL, weight = NULL, level = NULL,
    measured_after = NULL, schema = NULL, dialect = NULL, delimiter = NULL, encoding = NULL, header = NULL,
    first_line = NULL, skip_lines = NULL, short_rows = NULL, rename = NULL, union = NULL, only = NULL,
    except = NULL, decimal = NULL, thousands = NULL, negative = NULL, suffix = NULL, missing = NULL,
    day = NULL, century = NULL, kom_digits = NULL, bad_rows = NULL, set_aside = NULL, forbid_cpr = NULL,
    not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL, verbose = NULL) {
  .kom_run("diff", input, as.list(environment()))
}

# difference in differences, with control units
kom_did <- function(input, value = NULL, treated = NULL, participation = NULL, unit = NULL, time = NULL, by = NULL,
    municipalities = NULL, networks = NULL, overlap = NULL, unmatched = NULL, method = NULL,
    covariates = NULL, no_intercept = NULL, weight = NULL, vcov = NULL, cluster = NULL, ssc = NULL,
    test = NULL, alternative = NULL, wild = NULL, draws = NULL, strata = NULL, unbalanced = NULL,
    control = NULL, seed = NULL, design = NULL, level = NULL, schema = NULL, dialect = NULL, delimiter = NULL,
    encoding = NULL, header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL, rename = NULL,
    union = NULL, only = NULL, except = NULL, decimal = NULL, thousands = NULL, negative = NULL,
    suffix = NULL, missing = NULL, day = NULL, century = NULL, kom_digits = NULL, bad_rows = NULL,
    set_aside = NULL, forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL,
    verbose = NULL) {
  .kom_run("did", input, as.list(environment()))
}

# one run's result from the states of its parts
kom_merge <- function(input, set_aside = NULL, state = NULL, check = NULL, key = NULL, memory = NULL, schema = NULL,
    offerings = NULL, recipients = NULL, participation = NULL, municipalities = NULL, networks = NULL,
    quiet = NULL, verbose = NULL) {
  .kom_run("merge", input, as.list(environment()))
}

# any stream as a table for people
kom_table <- function(input, format = NULL, columns = NULL, digits = NULL, percent = NULL, sort = NULL, page = NULL,
    wide = NULL, compare = NULL, stars = NULL, star_levels = NULL, estimate_ci = NULL, min_n = NULL,
    width = NULL, caption = NULL, note = NULL, source = NULL, lang = NULL, sheet = NULL, schema = NULL,
    dialect = NULL, delimiter = NULL, encoding = NULL, header = NULL, first_line = NULL, skip_lines = NULL,
    short_rows = NULL, rename = NULL, union = NULL, only = NULL, except = NULL, decimal = NULL,
    thousands = NULL, negative = NULL, suffix = NULL, missing = NULL, day = NULL, century = NULL,
    kom_digits = NULL, bad_rows = NULL, set_aside = NULL, forbid_cpr = NULL, not_cpr = NULL,
    show_values = NULL, threads = NULL, quiet = NULL, verbose = NULL) {
  .kom_run("table", input, as.list(environment()))
}

# figures from any stream, drawn by gnuplot
kom_plot <- function(input, figure = NULL, format = NULL, script = NULL, value = NULL, by = NULL, time = NULL, at = NULL,
    participation = NULL, percent = NULL, digits = NULL, min_n = NULL, sort = NULL, caption = NULL,
    note = NULL, source = NULL, lang = NULL, schema = NULL, dialect = NULL, delimiter = NULL, encoding = NULL,
    header = NULL, first_line = NULL, skip_lines = NULL, short_rows = NULL, rename = NULL, union = NULL,
    only = NULL, except = NULL, decimal = NULL, thousands = NULL, negative = NULL, suffix = NULL,
    missing = NULL, day = NULL, century = NULL, kom_digits = NULL, bad_rows = NULL, set_aside = NULL,
    forbid_cpr = NULL, not_cpr = NULL, show_values = NULL, threads = NULL, quiet = NULL, verbose = NULL) {
  .kom_run("plot", input, as.list(environment()))
}

# synthetic extracts with a known truth
kom_sim <- function(out = NULL, seed = NULL, scale = NULL, dirt = NULL, charge_errors = NULL, minimal = NULL, quiet = NULL,
    verbose = NULL) {
  .kom_run("sim", NULL, as.list(environment()))
}

# What the tools are: kinds of options and of columns.
.kom_version <- "0.1.0"
.kom_exits <- c(`0` = "done", `1` = "no", `2` = "usage", `3` = "data", `4` = "io", `5` = "estimate")
.kom_vocabulary <- c(`amount` = "number", `birth_year` = "number", `cost` = "number", `date` = "day", `end` = "day",
  `highest` = "number", `hours` = "number", `lowest` = "number", `minimum` = "number", `n` = "number",
  `price` = "number", `price_vat` = "number", `quantity` = "number", `recipients` = "number",
  `reports_from` = "day", `reports_to` = "day", `start` = "day", `value` = "number", `weight` = "number")
.kom_options <- c(`number` = "text", `canonical` = "switch", `long` = "text", `keep` = "text", `totals` = "text",
  `total-codes` = "text", `status` = "text", `labels` = "text", `catalog` = "path", `write-codebook` = "path",
  `sheet` = "text", `sheet-name` = "text", `range` = "text", `fill-merged` = "switch", `official` = "switch",
  `schema` = "path", `dialect` = "text", `delimiter` = "text", `encoding` = "text", `header` = "text",
  `first-line` = "text", `skip-lines` = "text", `short-rows` = "text", `rename` = "text", `union` = "switch",
  `only` = "text", `except` = "text", `decimal` = "text", `thousands` = "text", `negative` = "text",
  `suffix` = "text", `missing` = "text", `day` = "text", `century` = "text", `kom-digits` = "text",
  `bad-rows` = "text", `set-aside` = "path", `forbid-cpr` = "switch", `not-cpr` = "text",
  `show-values` = "switch", `threads` = "text", `quiet` = "switch", `verbose` = "switch",
  `offerings` = "table", `recipients` = "table", `participation` = "table", `municipalities` = "table",
  `unmatched` = "text", `from` = "text", `to` = "text", `duplicates` = "switch", `severity` = "text",
  `memory` = "text", `good` = "path", `exit-zero` = "switch", `part` = "text", `state` = "path",
  `began-at` = "text", `infer` = "path", `with` = "table", `on` = "text", `add` = "text", `expect` = "text",
  `within` = "text", `no-match` = "text", `unused` = "path", `name-to-code` = "text", `code-to-name` = "text",
  `year` = "text", `networks` = "table", `by` = "text", `period` = "text", `margins` = "text",
  `ages` = "text", `overlap` = "text", `kind` = "text", `credits` = "text", `ci` = "text", `level` = "text",
  `dominance` = "switch", `market` = "switch", `cumulative` = "switch", `persons` = "switch",
  `flows` = "text", `key` = "path", `value` = "text", `as` = "text", `prices` = "table", `vat` = "text",
  `tolerance` = "text", `summary` = "switch", `cost` = "switch", `side-by-side` = "text", `table` = "text",
  `codebook` = "table", `answer-labels` = "table", `items` = "text", `wave` = "text", `answered` = "text",
  `rescale` = "text", `top` = "text", `weight` = "text", `cluster` = "text", `use` = "text",
  `frame` = "table", `complete` = "text", `compare-frame` = "text", `known-totals` = "table", `rake` = "text",
  `post` = "text", `collapse` = "text", `trim` = "text", `rounds` = "text", `replicates` = "text",
  `sample-strata` = "text", `replicate-factors` = "table", `documents` = "path", `merge-overlap` = "text",
  `measurement` = "text", `kappa-weights` = "text", `draws` = "text", `seed` = "text", `quotes` = "switch",
  `stats` = "text", `quantile-type` = "text", `time` = "text", `between` = "text", `count` = "text",
  `of` = "text", `exposure` = "text", `fpc` = "text", `replicate-weights` = "text", `table1` = "switch",
  `unit` = "text", `at` = "text", `phase` = "text", `skip` = "text", `window` = "text", `method` = "text",
  `id` = "text", `match` = "text", `se` = "text", `contrast` = "text", `equivalence` = "text",
  `measured-after` = "text", `treated` = "text", `covariates` = "text", `no-intercept` = "switch",
  `vcov` = "text", `ssc` = "text", `test` = "text", `alternative` = "text", `wild` = "text",
  `strata` = "text", `unbalanced` = "text", `control` = "text", `design` = "switch", `check` = "switch",
  `format` = "text", `columns` = "text", `digits` = "text", `percent` = "text", `sort` = "text",
  `page` = "switch", `wide` = "text", `compare` = "table", `stars` = "switch", `star-levels` = "text",
  `estimate-ci` = "switch", `min-n` = "text", `width` = "text", `caption` = "text", `note` = "text",
  `source` = "text", `lang` = "text", `figure` = "text", `script` = "switch", `out` = "path",
  `scale` = "text", `dirt` = "switch", `charge-errors` = "switch", `minimal` = "switch")
.kom_tools <- list(
  read = list(
    input = "input", result = "table", by = "", passes_on = TRUE,
    kinds = character(0)),
  check = list(
    input = "input", result = "table", by = "", passes_on = FALSE,
    kinds = c(`file` = "text", `line` = "number", `column` = "text", `rule` = "text", `value` = "text",
      `message` = "text")),
  join = list(
    input = "input", result = "table", by = "", passes_on = TRUE,
    kinds = c(`kom` = "text", `kom_name` = "text")),
  uptake = list(
    input = "sales", result = "table", by = "kom", passes_on = FALSE,
    kinds = c(`period` = "text", `state` = "text", `recipients` = "number", `person_days` = "number",
      `buyers` = "number", `uptake` = "number", `conf_low` = "number", `conf_high` = "number",
      `sales` = "number", `quantity` = "number", `hours` = "number", `amount` = "number",
      `days_offered` = "number", `largest_share` = "number", `second_share` = "number",
      `market_sales` = "number", `market_hours` = "number", `market_amount` = "number",
      `market_buyers` = "number", `kind` = "text", `person` = "text", `bought` = "number", `days` = "number",
      `at_risk` = "number", `share` = "number", `std_error` = "number", `from` = "text", `to` = "text",
      `persons` = "number")),
  panel = list(
    input = "input", result = "table", by = "kom", passes_on = FALSE,
    kinds = c(`period` = "text", `persons` = "number", `spells` = "number", `person_days` = "number",
      `stock_first` = "number", `stock_last` = "number", `average` = "number", `entered` = "number",
      `left` = "number", `rows` = "number", `.+_sum` = "number", `.+_n` = "number", `recipients` = "number",
      `kind` = "text")),
  price = list(
    input = "sales", result = "table", by = "", passes_on = FALSE,
    kinds = c(`price` = "number", `due` = "number", `difference` = "number", `reason` = "text", `period` = "text",
      `sales` = "number", `amount` = "number", `share_off` = "number", `kom` = "text", `service` = "text",
      `band` = "text", `start` = "day", `end` = "day", `cost` = "number", `ratio` = "number", `side` = "text",
      `price_vat` = "number", `days` = "number", `warning` = "text")),
  scale = list(
    input = "input", result = "table", by = "", passes_on = FALSE,
    kinds = c(`respondent` = "text", `wave` = "text", `SCALE` = "number", `SCALE_items` = "number", `item` = "text",
      `answer` = "text", `n` = "number", `share` = "number", `conf_low` = "number", `conf_high` = "number",
      `scale` = "text", `items` = "number", `alpha` = "number", `alpha_std` = "number", `omega` = "number",
      `mean_r` = "number", `item_rest` = "number", `alpha_without` = "number", `warning` = "text",
      `frame` = "number", `complete` = "number", `partial` = "number", `no_answer` = "number",
      `rr1` = "number", `rr2` = "number", `column` = "text", `value` = "text", `frame_share` = "number",
      `respondents_share` = "number", `std_diff` = "number")),
  weight = list(
    input = "input", result = "table", by = "", passes_on = TRUE,
    kinds = c(`weight` = "number")),
  code = list(
    input = "input", result = "table", by = "", passes_on = FALSE,
    kinds = c(`code` = "text", `documents` = "number", `segments` = "number", `share` = "number",
      `conf_low` = "number", `conf_high` = "number", `n` = "number", `name` = "text", `code_2` = "text",
      `units` = "number", `coders` = "number", `agreement` = "number", `kappa` = "number",
      `kappa_method` = "text", `alpha` = "number", `measurement` = "text", `draws` = "number",
      `seed` = "number", `units_all` = "number", `warning` = "text", `document` = "text", `segment` = "text",
      `coder` = "text", `text` = "text")),
  sum = list(
    input = "input", result = "table", by = "", passes_on = FALSE,
    kinds = c(`measure` = "text", `n` = "number", `missing` = "number", `sum` = "number", `mean` = "number",
      `sd` = "number", `var` = "number", `se` = "number", `conf_low` = "number", `conf_high` = "number",
      `cv` = "number", `min` = "number", `max` = "number", `range` = "number", `median` = "number",
      `iqr` = "number", `mad` = "number", `skewness` = "number", `kurtosis` = "number", `gini` = "number",
      `autocorr1` = "number", `distinct` = "number", `largest_share` = "number", `count` = "number",
      `share` = "number", `groups` = "number", `df_between` = "number", `ss_between` = "number",
      `df_within` = "number", `ss_within` = "number", `statistic` = "number", `p_value` = "number",
      `icc` = "number", `level` = "text", `std_diff` = "number", `df` = "number", `df_resid` = "number",
      `p_adjusted` = "number", `method` = "text", `warning` = "text", `deff` = "number", `total` = "number",
      `total_se` = "number", `total_low` = "number", `total_high` = "number", `clusters` = "number",
      `strata` = "number", `conf_level` = "number", `rate` = "number", `p[0-9.]+` = "number")),
  diff = list(
    input = "input", result = "table", by = "kom", passes_on = FALSE,
    kinds = c(`measure` = "text", `term` = "text", `n` = "number", `estimate` = "number", `std_error` = "number",
      `conf_low` = "number", `conf_high` = "number", `statistic` = "number", `df` = "number",
      `p_value` = "number", `method` = "text", `warning` = "text", `scale` = "text", `n_before` = "number",
      `mean_before` = "number", `sd_before` = "number", `n_after` = "number", `mean_after` = "number",
      `sd_after` = "number", `count_before` = "number", `count_after` = "number",
      `exposure_before` = "number", `exposure_after` = "number", `hedges_g` = "number",
      `hedges_g_low` = "number", `hedges_g_high` = "number", `unlinked_before` = "number",
      `unlinked_after` = "number", `clusters` = "number", `strata` = "number", `draws` = "text",
      `seed` = "number", `p_min` = "number", `equivalence_margin` = "number", `p_equivalence` = "number",
      `conf_level` = "number")),
  did = list(
    input = "input", result = "table", by = "", passes_on = FALSE,
    kinds = c(`measure` = "text", `term` = "text", `n` = "number", `estimate` = "number", `std_error` = "number",
      `conf_low` = "number", `conf_high` = "number", `statistic` = "number", `df` = "number",
      `p_value` = "number", `method` = "text", `warning` = "text", `cohort` = "text", `period` = "text",
      `event_time` = "number", `p_permutation` = "number", `p_min` = "number", `draws` = "number",
      `n_extreme` = "number", `n_ties` = "number", `n_treated` = "number", `n_control` = "number",
      `clusters` = "number", `conf_level` = "number", `seed` = "number", `n_units` = "number",
      `n_controls` = "number", `cells_before` = "number", `cells_after` = "number",
      `cells_missing` = "number", `period_first` = "text", `period_last` = "text", `units` = "text",
      `set_aside` = "text")),
  merge = list(
    input = "input", result = "table", by = "", passes_on = TRUE,
    kinds = character(0)),
  table = list(
    input = "input", result = "text", by = "", passes_on = FALSE,
    kinds = character(0)),
  plot = list(
    input = "input", result = "text", by = "", passes_on = FALSE,
    kinds = character(0)),
  sim = list(
    input = "", result = "none", by = "", passes_on = FALSE,
    kinds = character(0)))
