# SPDX-License-Identifier: GPL-3.0-or-later
# How often Feldt's interval of alpha holds the true alpha: the tables of docs/methods/reliability.md.
#
#   Rscript bench/reliability.R [DRAWS] [SEED]
#
# Base R alone, so that it is also a twin of the library's interval. The defaults (4000, 1) take some minutes of one core.
args <- as.integer(commandArgs(TRUE))
draws <- if (length(args) > 0) args[1] else 4000
set.seed(if (length(args) > 1) args[2] else 1)

# Shares of the answers 1 to 5; NULL: normal scores, as Feldt takes them to be.
kinds <- list("normal scores" = NULL,
              "5 answers, even" = c(.10, .20, .40, .20, .10),
              "skewed" = c(.05, .10, .15, .30, .40),
              "ceiling" = c(.02, .03, .10, .25, .60),
              "hard ceiling" = c(.01, .02, .03, .09, .85),
              "all in the middle" = c(.01, .065, .85, .065, .01))
alphas <- c(.6, .9)
items <- c(2, 5, 10)
sizes <- c(10, 20, 30, 100)

# The correlation of two answers whose normal scores have a factor with that loading in common.
correlation <- function(p, load) {
  if (is.null(p)) return(load^2)
  cut <- qnorm(cumsum(p)[1:4])
  mean <- sum(p * 1:5)
  given <- function(f) sapply(f, function(x) 1 + sum(pnorm((load * x - cut) / sqrt(1 - load^2))))
  integrate(function(f) (given(f) - mean)^2 * dnorm(f), -8, 8, rel.tol = 1e-8, subdivisions = 500)$value / (sum(p * (1:5)^2) - mean^2)
}

# Samples, a column each: alpha, and whether kom-scale would warn: 15 % of the sums are at one end, or 40 % are alike.
samples_of <- function(p, load, n, k) {
  factor <- matrix(rnorm(n * draws), n)
  sum <- matrix(0, n, draws)
  items <- numeric(draws)
  variance <- function(x) (colSums(x^2) - colSums(x)^2 / n) / (n - 1)
  for (j in 1:k) {
    x <- load * factor + sqrt(1 - load^2) * matrix(rnorm(n * draws), n)
    if (!is.null(p)) x <- matrix(findInterval(x, qnorm(cumsum(p)[1:4])) + 1, n)
    items <- items + variance(x)
    sum <- sum + x
  }
  all <- variance(sum)
  warned <- !is.null(p) & (colMeans(sum == k) >= .15 | colMeans(sum == 5 * k) >= .15)
  if (!is.null(p)) warned <- warned | apply(sum, 2, function(s) max(tabulate(s)) >= .4 * n)
  rbind(ifelse(all > 1e-9, k / (k - 1) * (1 - items / all), NA), warned)
}

percent <- function(x) if (is.nan(x)) "" else sprintf("%.0f", 100 * x)

# A cell: how often the interval holds alpha, and (in brackets) how often the row warns; and the rows that do not warn.
try_cell <- function(p, load, alpha, n, k) {
  made <- samples_of(p, load, n, k)
  made <- made[, is.finite(made[1, ]), drop = FALSE]
  low <- 1 - (1 - made[1, ]) * qf(.975, n - 1, (n - 1) * (k - 1))
  high <- 1 - (1 - made[1, ]) * qf(.025, n - 1, (n - 1) * (k - 1))
  holds <- low <= alpha & alpha <= high
  warned <- made[2, ] == 1
  c(text = sprintf("%s (%s)", percent(mean(holds)), percent(mean(warned))), quiet = sum(!warned), held = sum(holds & !warned))
}

worst <- 1
cat("| answers | alpha |", paste(rep(items, each = length(sizes)), "items", sizes, "|"), "\n")
for (kind in names(kinds)) for (alpha in alphas) {
  cells <- c()
  for (k in items) {
    r <- alpha / (k - (k - 1) * alpha)
    load <- uniroot(function(l) correlation(kinds[[kind]], l) - r, c(.05, .99999), tol = 1e-7)$root
    for (n in sizes) {
      cell <- try_cell(kinds[[kind]], load, alpha, n, k)
      if (as.numeric(cell["quiet"]) > draws / 2) worst <- min(worst, as.numeric(cell["held"]) / as.numeric(cell["quiet"]))
      cells <- c(cells, cell["text"])
    }
  }
  cat("|", kind, "|", alpha, "|", paste(cells, collapse = " | "), "|\n")
}
cat("least, of rows that do not warn, where at least half do not:", percent(worst), "\n")
