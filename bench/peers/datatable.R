# SPDX-License-Identifier: GPL-3.0-or-later
# data.table's side of the jobs: Rscript datatable.R THREADS start|uptake|summary FILE writes CSV to standard output.
suppressPackageStartupMessages(library(data.table))
given <- commandArgs(trailingOnly = TRUE)
setDTthreads(as.integer(given[1]))
job <- given[2]

# read COLUMN...: those columns only, of the types named.
read <- function(...) {
  fread(given[3], sep = ";", dec = ",", header = TRUE, select = c(...), showProgress = FALSE)
}

if (job == "uptake") {
  sales <- read(kommunekode = "character", borger = "character", dato = "character",
                antal = "numeric", beloeb = "numeric")
  sales[, period := substr(dato, 1L, 7L)]
  # unique() and two counts that data.table optimises are faster than uniqueN() within the groups.
  buyers <- unique(sales, by = c("kommunekode", "period", "borger"))[, .(buyers = .N), by = .(kommunekode, period)]
  answer <- sales[, .(sales = .N, quantity = sum(antal), amount = sum(beloeb)), by = .(kommunekode, period)]
  answer <- answer[buyers, on = c("kommunekode", "period")]
  setnames(answer, "kommunekode", "kom")
} else if (job == "summary") {
  sales <- read(kommunekode = "character", beloeb = "numeric")
  answer <- sales[, {
    q <- quantile(beloeb, c(0.25, 0.5, 0.75), names = FALSE, type = 7L)
    .(n = .N, mean = mean(beloeb), sd = sd(beloeb), min = min(beloeb),
      p25 = q[1], median = q[2], p75 = q[3], max = max(beloeb))
  }, by = .(kom = kommunekode)]
} else if (job != "start") {
  stop("no job ", job)
}
if (job != "start") fwrite(answer, "", scipen = 50L)
