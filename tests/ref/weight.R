# SPDX-License-Identifier: GPL-3.0-or-later
# What R's survey makes of the samples of tests/prop/test_weight.py: Rscript tests/ref/weight.R FOLDER >weights.csv. FOLDER has
# sample.csv (set, row, d, stratum, cluster, v1 ...) and totals.csv (set, margin, value, total; a margin of several columns is
# v1+v2). Written is set, way (rake, calibrate, post, or the cluster that is left out), row and weight. weight.csv: the first
# sets, with R 4.2.2 and survey 4.1-1.
suppressMessages(library(survey))
folder <- commandArgs(TRUE)[1]
read <- function(name) read.csv(file.path(folder, name), colClasses = "character", check.names = FALSE)
samples <- read("sample.csv")
totals <- read("totals.csv")
show <- function(set, way, row, weight) cat(sprintf("%s,%s,%s,%.17g\n", set, way, row, weight), sep = "")
control <- list(maxit = 1000, epsilon = 1e-12, verbose = FALSE)
cat("set,way,row,weight\n")
for (set in unique(samples$set)) {
  x <- samples[samples$set == set, ]
  x$d <- as.numeric(x$d)
  t <- totals[totals$set == set, ]
  t$total <- as.numeric(t$total)
  names <- unique(t$margin)
  formulas <- lapply(names, function(name) as.formula(paste("~", name)))
  population <- lapply(names, function(name) {
    own <- t[t$margin == name, ]
    parts <- strsplit(name, "+", fixed = TRUE)[[1]]
    p <- as.data.frame(setNames(lapply(seq_along(parts), function(i) sapply(strsplit(own$value, "+", fixed = TRUE), `[`, i)), parts))
    p$Freq <- own$total
    p
  })
  fit <- function(x) {
    des <- svydesign(ids = ~1, weights = ~d, data = x)
    weights(if (length(names) == 1) postStratify(des, formulas[[1]], population[[1]]) else rake(des, formulas, population, control = control))
  }
  show(set, if (length(names) == 1) "post" else "rake", x$row, fit(x))
  if (length(names) > 1) {
    f <- as.formula(paste("~", paste(names, collapse = "+")))
    for (name in names) x[[name]] <- factor(x[[name]])
    pop <- c(`(Intercept)` = sum(population[[1]]$Freq))
    for (p in population) pop <- c(pop, setNames(p$Freq, paste0(colnames(p)[1], p[[1]])))
    pop <- pop[colnames(model.matrix(f, x))]
    des <- svydesign(ids = ~1, weights = ~d, data = x)
    # its iterations do not come to an end for some samples, 3 of 200
    cal <- tryCatch(suppressWarnings(calibrate(des, f, pop, calfun = "raking", maxit = 1000, epsilon = 1e-12)), error = function(e) NULL)
    if (!is.null(cal)) show(set, "calibrate", x$row, weights(cal))
  }
  if (any(x$cluster != "")) {
    rep <- as.svrepdesign(svydesign(ids = ~cluster, strata = ~stratum, weights = ~d, data = x), type = "JKn")
    w <- weights(rep, "analysis")
    stopifnot(rep$scale == 1)
    for (r in seq_len(ncol(w))) {
      left <- w[, r] > 0
      y <- x[left, ]
      y$d <- w[left, r]
      out <- unique(x$cluster[!left])
      stopifnot(length(out) == 1)
      show(set, out, y$row, fit(y))
      show(set, paste0("factor ", out), "", rep$rscales[r])
    }
  }
}
