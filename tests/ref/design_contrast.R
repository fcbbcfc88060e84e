# SPDX-License-Identifier: GPL-3.0-or-later
# The samples of design.R again: differences between the changes (after less before) of two domains, by R's survey, linearised and of
# jackknife replicates: design_contrast_expected.csv.gz. R 4.2.2, survey 4.1-1: Rscript design_contrast.R
suppressMessages(library(survey))
options(survey.lonely.psu = "fail", digits = 15)
rows <- read.csv(gzfile("design.csv.gz"), colClasses = c(cluster = "character", stratum = "character"))
num <- function(x) sprintf("%.15g", ifelse(abs(as.numeric(x)) < 1e-14, 0, as.numeric(x))) # shares that are alike
out <- NULL
put <- function(set, domain, what, value, se = NA, low = NA, high = NA, df = NA)
  out <<- rbind(out, data.frame(set, domain, what, value = num(value), se = num(se), low = num(low), high = num(high), df = num(df)))
cell <- function(d, s) paste(s, d, sep = ".") # as svyby names it
# a square root of what rounding may leave below 0
reach <- function(a, b, r) sqrt(max(a^2 - 2 * r * a * b + b^2, 0))
mover <- function(est, low, high, r) {
  d <- est[2] - est[1]
  c(d - reach(est[2] - low[2], high[1] - est[1], r), d + reach(high[2] - est[2], est[1] - low[1], r))
}
weights_of <- function(pair) setNames(c(1, -1, -1, 1), c(cell(pair[1], "before"), cell(pair[1], "after"), cell(pair[2], "before"), cell(pair[2], "after")))

# svyciprop's beta, or n as the effective size where fewer than 30 rows do, or do not, count
share_ci <- function(design, df) {
  v <- design$variables
  p <- svymean(~I(flag == "yes"), design)
  size <- coef(p)[2] * (1 - coef(p)[2]) / vcov(p)[2, 2] * (qt(.025, nrow(v) - 1) / qt(.025, df))^2
  if (size > nrow(v) && min(table(v$flag)) < 30) {
    k <- nrow(v) * coef(p)[2]
    return(qbeta(c(.025, .975), c(k, k + 1), c(nrow(v) - k + 1, nrow(v) - k)))
  }
  as.numeric(attr(svyciprop(~I(flag == "yes"), design, method = "beta", df = df), "ci"))
}

shares <- function(s, name, e, pair, k, df) {
  g <- svyby(~I(flag == "yes"), ~side + domain, e, svymean, covmat = TRUE)
  pick <- grep("TRUE$", names(coef(g)))
  est <- coef(g)[pick]
  v <- vcov(g)[pick, pick]
  names(est) <- sub(":.*", "", names(est))
  dimnames(v) <- list(names(est), names(est))
  k <- k[names(k)]
  est <- est[names(k)]
  v <- v[names(k), names(k)]
  se <- sqrt(drop(k %*% v %*% k))
  diff <- low <- high <- var <- c(0, 0)
  for (i in 1:2) {
    own <- names(k)[2 * i - 1:0] # before, after
    cis <- sapply(c("before", "after"), function(which) {
      of <- subset(e, domain == pair[i] & side == which)
      share_ci(of, degf(of))
    })
    r <- v[own[1], own[2]] / sqrt(v[own[1], own[1]] * v[own[2], own[2]])
    ci <- mover(est[own], cis[1, ], cis[2, ], r)
    diff[i] <- est[own[2]] - est[own[1]]
    low[i] <- ci[1]
    high[i] <- ci[2]
    var[i] <- drop(c(-1, 1) %*% v[own, own] %*% c(-1, 1))
  }
  r <- (sum(var) - se^2) / (2 * sqrt(prod(var)))
  ci <- mover(diff, low, high, r)
  put(s, name, "share", diff[2] - diff[1], se, ci[1], ci[2], df)
}

for (s in unique(rows$set)) {
  d <- rows[rows$set == s, ]
  n_h <- tapply(d$cluster, d$stratum, function(x) length(unique(x)))
  has_clusters <- s %% 4 != 0
  has_fpc <- s %% 3 == 0
  full <- svydesign(ids = if (has_clusters) ~cluster else ~1, strata = ~stratum, weights = ~w, data = d, fpc = if (has_fpc) ~fpc else NULL)
  has_jack <- !has_fpc || all(d$fpc > n_h[d$stratum]) # see design.R
  jack <- as.svrepdesign(full, type = "JKn", mse = TRUE)
  for (pair in list(c("p", "q"), c("p", "r"), c("q", "r"))) {
    v <- d[d$domain %in% pair, ]
    sizes <- table(factor(v$domain, pair), factor(v$side, c("before", "after")))
    if (min(sizes) < 2) next
    e <- subset(full, domain %in% pair)
    df <- degf(e)
    per_cell <- sapply(pair, function(p) sapply(c("before", "after"), function(which) degf(subset(full, domain == p & side == which))))
    per_level <- sapply(pair, function(p) degf(subset(full, domain == p)))
    if (df <= 0 || min(per_level) <= 0) next
    name <- paste(pair[2], "-", pair[1])
    k <- weights_of(pair)
    m <- svycontrast(svyby(~y, ~side + domain, e, svymean, covmat = TRUE), k)
    ci <- as.numeric(confint(m, df = df))
    put(s, name, "mean", coef(m), SE(m), ci[1], ci[2], df)
    g <- svyby(~y, ~side + domain, denominator = ~x, e, svyratio, covmat = TRUE)
    l <- eval(bquote(svycontrast(g, quote(log(.(as.name(names(k)[4])) / .(as.name(names(k)[3])) / .(as.name(names(k)[2])) * .(as.name(names(k)[1])))))))
    ci <- exp(as.numeric(confint(l, df = df)))
    put(s, name, "rate", exp(coef(l)), SE(l), ci[1], ci[2], df)
    events <- table(v$flag, v$domain, v$side)
    if (length(events) == 8 && min(events) > 0 && min(per_cell) > 0) shares(s, name, e, pair, k, df)
    # every replicate has a row of every cell
    is_whole <- min(tapply(v$cluster, paste(v$domain, v$side), function(x) length(unique(x)))) > 1
    if (!has_jack || !is_whole) next
    j <- subset(jack, domain %in% pair)
    m <- svycontrast(svyby(~y, ~side + domain, j, svymean, covmat = TRUE), k)
    put(s, name, "jack_mean", coef(m), SE(m))
    if (length(events) == 8 && min(events) > 0) {
      m <- svyby(~I(as.numeric(flag == "yes")), ~side + domain, j, svymean, covmat = TRUE)
      m <- svycontrast(m, k)
      put(s, name, "jack_share", coef(m), SE(m))
    }
    w <- withReplicates(j, function(w, data) {
      of <- function(p, x) { i <- data$domain == p & data$side == x; sum((w * data$y)[i]) / sum((w * data$x)[i]) }
      log(of(pair[2], "after") / of(pair[2], "before") / of(pair[1], "after") * of(pair[1], "before"))
    })
    put(s, name, "jack_rate", exp(coef(w)), SE(w))
  }
}
write.csv(out, gzfile("design_contrast_expected.csv.gz"), row.names = FALSE, quote = FALSE)
