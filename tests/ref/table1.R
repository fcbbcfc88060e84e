# SPDX-License-Identifier: GPL-3.0-or-later
# What tests/cli/table1.bats compares kom-sum --table1 with: R 4.2.2, lm, anova, chisq.test, mantelhaen.test, p.adjust;
# standardised differences of several levels by solve() on the formula of Yang & Dalton 2012.
#   Rscript tests/ref/table1.R world >tests/cli/data/table1/world.csv
#   Rscript tests/ref/table1.R tests/cli/data/table1/world.csv >tests/cli/data/table1/r.csv
argument <- commandArgs(TRUE)
if (argument[1] == "world") {
  set.seed(20)
  n <- 160
  kom <- sample(101:112, n, TRUE)
  arm <- ifelse(runif(n) < 0.3 + 0.4 * (kom %% 3 == 0), "offer", "control")
  place <- sample(c("a", "b", "c"), n, TRUE, c(5, 3, 2))
  age <- round(67 + 9 * rnorm(n) + 2 * (arm == "offer"), 1)
  income <- round(1e6 + 30 * (kom %% 4) + 20 * rnorm(n), 2)
  sex <- sample(c("f", "m"), n, TRUE, c(6, 4))
  home <- sample(c("own", "rent", "care", "other"), n, TRUE, c(8, 6, 2, 2))
  age[runif(n) < 0.05] <- NA
  income[runif(n) < 0.08] <- NA
  home[runif(n) < 0.06] <- NA
  write.csv(data.frame(kom, arm, place, age, income = ifelse(is.na(income), NA, sprintf("%.2f", income)), sex, home),
            stdout(), row.names = FALSE, quote = FALSE, na = "")
  quit()
}
d <- read.csv(argument[1], stringsAsFactors = TRUE, na.strings = c("", "NA"))
d$kom <- factor(d$kom)
d$income <- d$income - 1e6 # a level costs lm digits, and changes none of these figures
say <- function(by, unit, measure, what, x) cat(by, unit, measure, what, format(x, digits = 15), sep = ",", fill = TRUE)
apart <- function(a, b) {
  seen <- a + b > 0
  a <- (a / sum(a))[seen][-1]
  b <- (b / sum(b))[seen][-1]
  s <- (diag(a, length(a)) - outer(a, a) + diag(b, length(b)) - outer(b, b)) / 2
  sqrt(drop(t(a - b) %*% solve(s, a - b)))
}
cat("by,unit,measure,what,value\n")
for (by in c("arm", "place")) for (unit in c("", "kom")) {
  p <- c()
  for (v in c("age", "income", "sex", "home")) {
    e <- d[!is.na(d[[v]]), ]
    if (is.numeric(e[[v]])) {
      small <- lm(as.formula(paste(v, "~", if (unit == "") "1" else unit)), e)
      test <- anova(small, update(small, as.formula(paste(". ~ . +", by))))[2, ]
      say(by, unit, v, "statistic", test$F)
      say(by, unit, v, "df", test$Df)
      say(by, unit, v, "df_resid", test$Res.Df)
      p[v] <- test[["Pr(>F)"]]
      g <- split(e[[v]], e[[by]])
      for (i in names(g)[-1])
        say(by, unit, v, paste0("std_diff:", i), (mean(g[[i]]) - mean(g[[1]])) / sqrt((var(g[[i]]) + var(g[[1]])) / 2))
    } else {
      test <- if (unit == "") suppressWarnings(chisq.test(table(e[[by]], e[[v]]), correct = FALSE))
              else mantelhaen.test(table(e[[by]], e[[v]], e$kom), correct = FALSE)
      say(by, unit, v, "statistic", test$statistic)
      say(by, unit, v, "df", test$parameter)
      p[v] <- test$p.value
      counts <- table(e[[by]], e[[v]])
      for (i in rownames(counts)[-1]) say(by, unit, v, paste0("std_diff:", i), apart(counts[1, ], counts[i, ]))
    }
    say(by, unit, v, "p_value", p[v])
  }
  for (v in names(p)) say(by, unit, v, "p_adjusted", p.adjust(p, "holm")[v])
  if (by == "arm") {
    e <- d[complete.cases(d[c("age", "income", "sex", "home")]), ]
    e$y <- as.numeric(e$arm == "offer")
    small <- lm(as.formula(paste("y ~", if (unit == "") "1" else unit)), e)
    test <- anova(small, update(small, . ~ . + age + income + sex + home))[2, ]
    say(by, unit, "(joint)", "statistic", test$F)
    say(by, unit, "(joint)", "df", test$Df)
    say(by, unit, "(joint)", "df_resid", test$Res.Df)
    say(by, unit, "(joint)", "p_value", test[["Pr(>F)"]])
  }
}
