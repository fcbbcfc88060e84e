# SPDX-License-Identifier: GPL-3.0-or-later
# Random samples of respondents in institutions, two waves and two areas, who answer two items: the shares of answers and svyciprop's
# interval (method beta) with weights, with clusters and with both: scale_items.csv.gz and scale_items_expected.csv.gz. R 4.2.2, survey
# 4.1-1: Rscript scale_items.R
suppressMessages(library(survey))
options(digits = 15)
set.seed(30)
num <- function(x) ifelse(is.na(x), "", sprintf("%.15g", as.numeric(x)))
rows <- NULL
out <- NULL
# svyciprop has no interval where all or none gave the answer: n over 1 + cv^2 of the weights is the effective size then; and n where fewer
# than 30 did, or did not, and chance made the effective size larger (docs/methods/sample.md)
beta_ci <- function(e, yes, df) {
  n <- nrow(e$variables)
  w <- weights(e)
  t2 <- (qt(.025, n - 1) / qt(.025, df))^2
  if (df <= 0) return(c(NA, NA))
  e <- update(e, yes = as.numeric(yes))
  p <- svymean(~yes, e)
  v <- as.numeric(vcov(p))
  p <- as.numeric(coef(p))
  if (all(yes) || !any(yes) || !(sqrt(v) > 1e-12)) {
    p <- if (all(yes)) 1 else if (!any(yes)) 0 else p
    size <- n / (n * sum(w^2) / sum(w)^2) * t2
  } else {
    size <- p * (1 - p) / v * t2
    if (size > n && min(sum(yes), sum(!yes)) < 30) size <- n
    else return(as.numeric(attr(svyciprop(~yes, e, method = "beta", df = df), "ci")))
  }
  c(if (p > 0) qbeta(.025, size * p, size * (1 - p) + 1) else 0, if (p < 1) qbeta(.975, size * p + 1, size * (1 - p)) else 1)
}
for (s in 1:120) {
  n <- sample(20:90, 1)
  d <- data.frame(set = s, respondent = paste0("r", 1:n), wave = sample(1:2, n, TRUE), area = sample(c("home", "school"), n, TRUE, c(3, 1)),
                  institution = paste0("i", sample(1:sample(2:14, 1), n, TRUE)), w = round(exp(rnorm(n, 0, .5)), 3))
  off <- rnorm(20)[as.integer(factor(d$institution))]
  d$a <- pmin(pmax(round(2.5 + .8 * off + rnorm(n)), 1), 4)
  d$b <- ifelse(runif(n) < .1, 2, 1)
  d$a[runif(n) < .1] <- NA
  d$b[runif(n) < .1] <- NA
  rows <- rbind(rows, d)
  for (mode in c("w", "c", "wc")) {
    d$weight <- if (grepl("w", mode)) d$w else 1
    full <- svydesign(ids = if (grepl("c", mode)) ~institution else ~1, weights = ~weight, data = d)
    for (wave in 1:2) for (area in c("home", "school")) for (item in c("a", "b")) {
      asked <- which(d$wave == wave & d$area == area & !is.na(d[[item]]))
      if (!length(asked)) next
      e <- full[asked, ]
      answers <- list(`1` = 1, `2` = 2, top = 3:4, `3` = 3, `4` = 4)
      for (answer in names(if (item == "a") answers else answers[1:2])) {
        yes <- e$variables[[item]] %in% answers[[answer]]
        df <- if (length(unique(e$variables$institution)) > 1 || mode == "w") degf(e) else 0
        ci <- beta_ci(e, yes, if (nrow(e$variables) > 1) df else 0)
        out <- rbind(out, data.frame(set = s, mode, area, wave, item, answer, n = sum(yes), share = num(sum(weights(e)[yes]) / sum(weights(e))),
                                     low = num(ci[1]), high = num(ci[2])))
      }
    }
  }
}
write.csv(rows, gzfile("scale_items.csv.gz"), row.names = FALSE, quote = FALSE, na = "")
write.csv(out, gzfile("scale_items_expected.csv.gz"), row.names = FALSE, quote = FALSE)
