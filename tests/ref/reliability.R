# SPDX-License-Identifier: GPL-3.0-or-later
# Makes reliability.csv: Rscript tests/ref/reliability.R >tests/ref/reliability.csv. 200 random sets of items, with what R's psych
# says of them, and the least sum of squared residuals that other optimisers of R reach.
suppressMessages({library(psych); library(GPArotation)})
set.seed(20261130)
residuals2 <- function(l, R) { e <- R - l %o% l; sum(e[lower.tri(e)]^2) }
slope <- function(l, R) { e <- R - l %o% l; diag(e) <- 0; as.vector(-2 * e %*% l) }
other <- function(R) {
  best <- NULL
  for (start in 1:8) {
    l <- if (start == 1) sqrt(eigen(R)$values[1]) * eigen(R)$vectors[, 1] else runif(nrow(R), -1, 1)
    for (round in 1:6) l <- optim(l, residuals2, slope, R = R, method = "BFGS", control = list(maxit = 5000, reltol = 1e-16))$par
    fit <- nlminb(l, residuals2, slope, R = R, control = list(rel.tol = 1e-15, x.tol = 1e-15, iter.max = 5000, eval.max = 5000))
    if (is.null(best) || fit$objective < best$objective) best <- fit
  }
  best
}
cat("set,k,n,alpha,low,high,omega_psych,least_psych,least,omega_other,correlations\n")
for (set in 1:200) {
  repeat {
    k <- sample(3:14, 1)
    n <- sample(c(25, 60, 150, 400, 1200), 1)
    f <- rnorm(n)
    g <- rnorm(n)
    x <- sapply(1:k, function(i) round(3 + runif(1, .3, 1.1) * f + (i %% 3 == 0) * runif(1, 0, .6) * g + rnorm(n)))
    x <- pmin(pmax(x, 1), 5)
    R <- round(cor(x), 6)
    fit <- other(R)
    # a Heywood case has no omega here, and another one in psych, which keeps loadings within bounds
    if (max(fit$par^2) < .995) break
  }
  C <- cov(x)
  a <- k / (k - 1) * (1 - sum(diag(C)) / sum(C))
  ci <- alpha.ci(a, n.obs = n, n.var = k)
  om <- suppressWarnings(suppressMessages(omega(R, nfactors = 1, plot = FALSE, n.obs = n, flip = FALSE, digits = 17)))
  least_psych <- residuals2(as.vector(om$schmid$sl[, 1]), R)
  cat(set, k, n, sprintf("%.17g", c(a, ci$lower.ci, ci$upper.ci, om$omega.tot, least_psych, fit$objective, 1 - sum(1 - fit$par^2) / sum(R))),
      paste(sprintf("%.6f", R[lower.tri(R)]), collapse = " "), sep = ",")
  cat("\n")
}
