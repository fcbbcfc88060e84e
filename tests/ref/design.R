# SPDX-License-Identifier: GPL-3.0-or-later
# Random samples with strata, clusters, finite populations, weights and domains, and what R's survey makes of them:
# design.csv.gz (the rows of all sets) and design_expected.csv.gz. R 4.2.2, survey 4.1-1: Rscript design.R
suppressMessages(library(survey))
options(survey.lonely.psu = "fail", digits = 15)
set.seed(20)
n_sets <- 200
num <- function(x) sprintf("%.15g", as.numeric(x))
rows <- NULL
out <- NULL
put <- function(set, domain, what, value, se = NA, low = NA, high = NA, df = NA) {
  if (grepl("^jack", what) && !has_jack) return()
  out <<- rbind(out, data.frame(set, domain, what, value = num(value), se = num(se), low = num(low), high = num(high), df = num(df)))
}
ci_t <- function(m, df) as.numeric(confint(m, df = df))

for (s in seq_len(n_sets)) {
  H <- sample(1:4, 1)
  has_clusters <- s %% 4 != 0
  d <- NULL
  for (h in seq_len(H)) for (c in seq_len(sample(if (has_clusters) 2:6 else 6:12, 1)))
    d <- rbind(d, data.frame(stratum = letters[h], cluster = paste0(letters[h], c), i = seq_len(if (has_clusters) sample(1:7, 1) else 1)))
  n <- nrow(d)
  n_h <- tapply(d$cluster, d$stratum, function(x) length(unique(x)))
  d$fpc <- (n_h + ifelse(seq_along(n_h) > 1 & runif(length(n_h)) < 0.2, 0, sample(1:40, length(n_h), TRUE)))[d$stratum]
  d$w <- round(if (s %% 5 == 0) rep(3, n) else exp(rnorm(n, 1, 0.6)), 4)
  d$y <- round(rnorm(n, 50, 10) + 5 * as.integer(factor(d$cluster)) %% 3, 2)
  d$x <- round(d$y * runif(n, 0.8, 1.3) + 1, 2)
  d$flag <- ifelse(runif(n) < 0.35, "yes", "no")
  d$domain <- sample(c("p", "q", "r"), n, TRUE, c(5, 4, 2))
  d$side <- sample(c("before", "after"), n, TRUE)
  d$set <- s
  rows <- rbind(rows, d)
  has_fpc <- s %% 3 == 0
  full <- svydesign(ids = if (has_clusters) ~cluster else ~1, strata = ~stratum, weights = ~w, data = d, fpc = if (has_fpc) ~fpc else NULL)
  # survey 4.1-1 weights the replicates of strata that were taken whole wrongly: its total is then off by factors
  has_jack <- !has_fpc || all(d$fpc > n_h[d$stratum])
  jack <- as.svrepdesign(full, type = "JKn", mse = TRUE)
  for (dom in c("all", "p", "q", "r")) {
    e <- if (dom == "all") full else subset(full, domain == dom)
    j <- if (dom == "all") jack else subset(jack, domain == dom)
    v <- e$variables
    if (nrow(v) < 3 || length(unique(v$cluster)) < 2) next
    df <- degf(e)
    m <- svymean(~y, e, deff = TRUE)
    ci <- if (df > 0) ci_t(m, df) else c(NA, NA)
    put(s, dom, "mean", coef(m), SE(m), ci[1], ci[2], df)
    put(s, dom, "deff", deff(m))
    t <- svytotal(~y, e)
    ci <- if (df > 0) ci_t(t, df) else c(NA, NA)
    put(s, dom, "total", coef(t), SE(t), ci[1], ci[2])
    r <- svyratio(~y, ~x, e)
    put(s, dom, "ratio", coef(r), SE(r))
    if (any(v$flag == "yes") && any(v$flag == "no")) {
      p <- svymean(~I(flag == "yes"), e)
      if (df > 0) {
        b <- attr(svyciprop(~I(flag == "yes"), e, method = "beta", df = df), "ci")
        l <- attr(svyciprop(~I(flag == "yes"), e, method = "xlogit", df = df), "ci")
        size <- coef(p)[2] * (1 - coef(p)[2]) / vcov(p)[2, 2] * (qt(.025, nrow(v) - 1) / qt(.025, df))^2
        # the effective size is no larger than n where fewer than 30 rows do, or do not, count
        if (size > nrow(v) && min(table(v$flag)) < 30) {
          k <- nrow(v) * coef(p)[2]
          b <- qbeta(c(.025, .975), c(k, k + 1), c(nrow(v) - k + 1, nrow(v) - k))
        }
        put(s, dom, "share", coef(p)[2], SE(p)[2], b[1], b[2])
        put(s, dom, "logit", coef(p)[2], SE(p)[2], l[1], l[2])
      } else put(s, dom, "share", coef(p)[2], SE(p)[2])
      put(s, dom, "jack_share", coef(p)[2], SE(svymean(~I(flag == "yes"), j))[2])
    }
    if (df > 0) {
      q <- suppressWarnings(svyquantile(~y, e, c(.25, .5), df = df))$y
      # survey 4.1-1 takes the second smallest value for shares below the weight of the smallest; its rule "math", and
      # kom-sum, the smallest
      first <- sum(v$w[v$y == min(v$y)]) / sum(v$w)
      for (k in 1:2) {
        p <- svymean(~I(y <= q[k, 1]), e)
        low <- coef(p)[2] - qt(.975, df) * SE(p)[2]
        if (first <= c(.25, .5)[k] && (low < 0 || low >= first)) put(s, dom, c("p25", "median")[k], q[k, 1], q[k, 4], q[k, 2], q[k, 3])
      }
    }
    put(s, dom, "jack_mean", coef(m), SE(svymean(~y, j)))
    put(s, dom, "jack_total", coef(t), SE(svytotal(~y, j)))
    put(s, dom, "jack_ratio", coef(r), SE(svyratio(~y, ~x, j)))
    if (length(unique(v$side)) < 2 || min(table(v$side)) < 2 || df <= 0) next
    g <- svyby(~y, ~side, e, svymean, covmat = TRUE) # after, before
    k <- svycontrast(g, c(after = 1, before = -1))
    ci <- ci_t(k, df)
    put(s, dom, "diff", coef(k), SE(k), ci[1], ci[2], df)
    if (min(tapply(v$cluster, v$side, function(x) length(unique(x)))) > 1) {
      g <- withReplicates(j, function(w, data) {
        of <- function(x) sum((w * data$y)[data$side == x]) / sum(w[data$side == x])
        of("after") - of("before")
      })
      put(s, dom, "jack_diff", coef(k), SE(g))
    }
    g <- svyby(~y, ~side, denominator = ~x, e, svyratio, covmat = TRUE)
    k <- svycontrast(g, quote(log(after / before)))
    ci <- exp(ci_t(k, df))
    put(s, dom, "diff_ratio", exp(coef(k)), SE(k), ci[1], ci[2])
    k <- svycontrast(g, c(after = 1, before = -1))
    ci <- ci_t(k, df)
    put(s, dom, "diff_rate", coef(k), SE(k), ci[1], ci[2])
  }
}
rows <- rows[, c("set", "stratum", "cluster", "fpc", "w", "y", "x", "flag", "domain", "side")]
write.csv(rows, gzfile("design.csv.gz"), row.names = FALSE, quote = FALSE)
write.csv(out, gzfile("design_expected.csv.gz"), row.names = FALSE, quote = FALSE)
