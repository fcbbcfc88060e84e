// SPDX-License-Identifier: GPL-3.0-or-later
// polars' side of the jobs: node polars.js THREADS start|uptake|summary FILE writes CSV to standard output.
// A lazy scan with a schema, so that only what is asked for is read; the in-memory engine was faster here than
// the streaming one.
const [threads, job, sales] = process.argv.slice(2);
process.env.POLARS_MAX_THREADS = threads; // read when the library is loaded
const fs = require("node:fs");
const pl = require("nodejs-polars");

const scan = () =>
  pl.scanCSV(sales, {
    sep: ";",
    decimalComma: true,
    rechunk: false,
    cache: false,
    schema: {
      kommunekode: pl.Utf8, borger: pl.Utf8, ydelse: pl.Utf8, dato: pl.Utf8, antal: pl.Float64, beloeb: pl.Float64,
    },
  });

const jobs = {
  start: () => null,
  uptake: () =>
    scan()
      .withColumn(pl.col("dato").str.slice(0, 7).alias("period"))
      .groupBy(["kommunekode", "period"])
      .agg(
        pl.col("antal").count().alias("sales"),
        pl.col("borger").nUnique().alias("buyers"),
        pl.col("antal").sum().alias("quantity"),
        pl.col("beloeb").sum().alias("amount"),
      )
      .collectSync({ engine: "in-memory" }),
  summary: () => {
    const x = pl.col("beloeb");
    return scan()
      .groupBy("kommunekode")
      .agg(
        x.count().alias("n"), x.mean().alias("mean"), x.std().alias("sd"), x.min().alias("min"),
        x.quantile(0.25, "linear").alias("p25"), x.median().alias("median"), x.quantile(0.75, "linear").alias("p75"),
        x.max().alias("max"),
      )
      .collectSync({ engine: "in-memory" });
  },
};

if (!(job in jobs)) throw new Error("no job " + job);
const frame = jobs[job]();
if (frame) fs.writeSync(1, frame.rename({ kommunekode: "kom" }).writeCSV());
