# SPDX-License-Identifier: GPL-3.0-or-later
# What bindings.bats asks of kom.R: Rscript bindings.R KOM.R FOLDER-OF-THE-TOOLS
args <- commandArgs(trailingOnly = TRUE)
source(args[1], encoding = "UTF-8")
options(kom.bin = args[2], warn = 2)

# The condition that an expression ends with.
ends <- function(expr) tryCatch({ expr; NULL }, error = identity)
quietly <- function(expr) suppressWarnings(expr, classes = "kom_warning")
is <- function(got, want) if (!identical(got, want)) stop("got ", deparse(got), ", not ", deparse(want))

sales <- data.frame(kommunekode = c("0101", "0101", "0147"), borger = c("a", "b", "c"), ydelse = c("x;y", "x;y", "q\"r, s"),
                    dato = as.Date(c("2019-02-10", "2019-03-11", "2019-04-12")), beloeb = c(0.1, 1e5 + 0.25, NA),
                    stringsAsFactors = TRUE)

# Codes stay text, numbers are numbers, blanks are NA; a data frame and the file of it give the same.
u <- kom_uptake(sales, by = c("kommunekode", "ydelse"), quiet = TRUE)
is(class(u), "data.frame")
is(u$kommunekode, c("0101", "0147"))
is(u$ydelse, c("x;y", "q\"r, s"))
is(u$amount, c(100000.35, 0))
is(u$buyers, c(2, 1))
is(u$uptake, c(NA_real_, NA))
is(u$period, c("all", "all"))
is(nrow(attr(u, "messages")), 0L)
is(attr(u, "exit_code"), 0L)
write.csv2(sales, "sales.csv", row.names = FALSE, na = "")
v <- kom_uptake("sales.csv", by = "kommunekode,ydelse", quiet = TRUE)
for (name in names(u)) is(v[[name]], u[[name]])
is(attr(v, "report")$tables[[1]]$read, 3)
is(attr(v, "report")$inputs[[1]]$path, "sales.csv")
persons <- kom_uptake(sales, by = "", persons = TRUE, quiet = TRUE,
                      recipients = data.frame(kom = c("0101", "0101", "0147"), person = c("a", "d", "c"),
                                              start = as.Date("2019-01-01"), end = as.Date(NA)))
is(names(persons), c("period", "person", "bought"))
is(persons$bought, c(1, 1, 0))

# Side tables, several inputs, and what is said.
offerings <- data.frame(kom = c("0101", "0147"), service = "x;y", start = as.Date("2019-01-01"), end = as.Date(NA))
w <- quietly(kom_uptake(sales, offerings = offerings, unmatched = "warn"))
is(w$kom, c("0101", "0147"))
is(w$days_offered > 0, c(TRUE, TRUE))
is("rows" %in% attr(w, "messages")$code, TRUE)
is(attr(w, "report")$tables[[1]]$set_aside$not_offered, 1)
is(length(attr(w, "warnings")), sum(attr(w, "messages")$severity == "warning"))
is(kom_sum(list(sales, sales), value = "beloeb", by = "kom", stats = c("n", "sum", "p2.5"), quiet = TRUE)$sum, c(200000.7, NA))

# Lists, names with commas, pairs, switches, days and numbers as values.
odd <- data.frame(check.names = FALSE, "Region, by" = c("N", "S"), x = c(1L, 2L), day = as.Date(c("2019-01-01", "2020-01-01")))
is(kom_sum(odd, value = "x", by = c("Region, by", "day"), stats = "sum")[["Region, by"]], c("N", "S"))
is(names(kom_sum(odd, value = "y", rename = c(y = "x"), stats = "n")), c("measure", "n"))
is(kom_sum(odd, value = "x", only = list(x = 1:2), stats = "n")$n, 2)
is(kom_sum(odd, value = "x", stats = "conf", level = 0.9)$conf_low < 0, TRUE)
r <- kom_read(odd, number = "x", day = c(day = "iso"), quiet = TRUE)
is(r$day, odd$day)
is(r$x, c(1, 2))
is(kom_read("sales.csv", canonical = TRUE, quiet = TRUE)$amount, c(0.1, 100000.25, NA))
is(kom_read("sales.csv", canonical = TRUE, quiet = TRUE)$date, sales$dato)
random <- data.frame(x = c(pi, 1 / 3, 1e-300, 2^53 + 2, -0.1, 123456789.123))
is(kom_read(random, number = "x", quiet = TRUE)$x, random$x)
is(kom_read(data.frame(x = c("a", NA, "b")), quiet = TRUE)$x, c("a", "", "b"))
is(kom_read(data.frame(x = "\u00e6\u00f8\u00e5 \u20ac \"\n\\"), quiet = TRUE)$x, "\u00e6\u00f8\u00e5 \u20ac \"\n\\")
is(nrow(kom_read(odd[0, ], quiet = TRUE)), 0L)

# kom-check: violations are an answer.
check <- kom_check(sales, quiet = TRUE)
is(attr(check, "exit_code"), as.integer(any(check$rule == "cpr")))
bad <- kom_check(data.frame(kom = c("101", "101"), x = c("1", "1")), duplicates = TRUE, quiet = TRUE)
is(attr(bad, "exit_code"), 1L)
is(bad$line, 3)
is(bad$rule, "duplicate")

# Text for people, and folders.
t <- kom_table(u, format = "md", columns = c(kommunekode = "Kommune", "amount" = "kr."), quiet = TRUE)
is(class(t), "kom_text")
is(grepl("Kommune", t), TRUE)
is(as.vector(kom_sim(out = "world", scale = 0.01)), "world")
is(file.exists("world/sales.csv.gz") || file.exists("world/sales.csv"), TRUE)

# What goes wrong: by exit code, with the message and where it is.
e <- ends(kom_uptake(sales, period = "nosuch"))
is(class(e), c("kom_usage", "kom_error", "error", "condition"))
is(e$exit_code, 2L)
is(e$messages$option, "--period")
is(grepl("^kom-uptake: --period: \"nosuch\" is none of all", conditionMessage(e)), TRUE)
e <- ends(kom_sum(data.frame(x = c("1", "z")), value = "x"))
is(class(e)[1:2], c("kom_data", "kom_error"))
is(e$messages$line, c(3, NA))
is(e$messages$column[1], "x")
is(class(ends(kom_sum("absent.csv", value = "x")))[1], "kom_io")
is(class(ends(kom_diff(data.frame(period = "2019", value = 1), value = "value", at = "2019", by = "")))[1], "kom_estimate")
is(tryCatch(kom_read(sales, only = c(kom = "999")), kom_warning = function(w) conditionMessage(w)),
   "kom-read: rows: no row has kommunekode=999")
for (call in list(quote(kom_sum(list(), value = "x")), quote(kom_sum(NULL, value = "x")), quote(kom_sum(1, value = "x")),
                  quote(kom_sum("-", value = "x")), quote(kom_sum(odd, value = "x", dialect = "da")),
                  quote(kom_sum(odd, value = "x", quiet = "yes")), quote(kom_sum(odd, value = TRUE)),
                  quote(kom_sum(odd, value = NA)), quote(kom_sum(data.frame(x = Inf), value = "x")),
                  quote(kom_sum(data.frame(x = Sys.time()), value = "x")), quote(kom_sum(odd, value = odd)),
                  quote(kom_sum(data.frame(), value = "x"))))
  is(class(ends(eval(call)))[1:2], c("kom_usage", "kom_error"))
is(any(grepl("no such argument|unused argument", conditionMessage(ends(kom_sum(odd, valeu = "x"))))), TRUE)
options(kom.bin = "/nowhere")
is(class(ends(kom_sum(odd, value = "x")))[1:2], c("kom_io", "kom_error"))
options(kom.bin = args[2])

# No shell reads what is in a value, and nothing stays behind.
writeLines(c("kom,x", "101,1"), "a $(touch gone) `touch gone` 'b' \"c\".csv")
is(kom_sum("a $(touch gone) `touch gone` 'b' \"c\".csv", value = "x", stats = "sum")$sum, 1)
is(file.exists("gone"), FALSE)
is(length(list.files(tempdir(), pattern = "^kom")), 0L)
is(grepl("^kom-sum: ", kom_help("sum")), TRUE)
is(.kom_json("{\"a\": [1, -2.5e3, \"\\u00f8\\ud83d\\ude00\\n\\\"\\\\\", {}, [], null, true], \"b\": {\"c\": \"{}[],:\"}}"),
   list(a = list(1, -2500, "\u00f8\U1F600\n\"\\", list(), list(), NULL, TRUE), b = list(c = "{}[],:")))
cat("done\n")
