// SPDX-License-Identifier: GPL-3.0-or-later
// chDB's (ClickHouse's) side of the jobs: node chdb.js THREADS start|uptake|day|week|service|summary FILE writes CSV to
// standard output. Decimal commas come as text and are exchanged; exact distinct counts (uniqExact), exact sums.
const { query } = require("chdb");

const [threads, job, sales] = process.argv.slice(2);
const text = (file) => "'" + String(file).replaceAll("\\", "\\\\").replaceAll("'", "\\'") + "'";
const number = (column) => `toDecimal64(replaceOne(${column}, ',', '.'), 2)`;

const table = `file(${text(sales)}, 'CSVWithNames',
  'kommunekode LowCardinality(String), borger String, ydelse LowCardinality(String), dato Date, antal String, beloeb String')`;
const figures = `count() AS sales, uniqExact(borger) AS buyers, sum(${number("antal")}) AS quantity, sum(${number("beloeb")}) AS amount`;
const uptake = (by, names, period) => `SELECT ${names}, ${period} AS period, ${figures} FROM ${table} GROUP BY ${by}, period`;
const kom = ["kommunekode", "kommunekode AS kom"];
const service = ["kommunekode, ydelse", "kommunekode AS kom, ydelse AS service"];
const week = "concat(toString(toISOYear(dato)), '-W', leftPad(toString(toISOWeek(dato)), 2, '0'))";

const queries = {
  start: "SELECT 1",
  uptake: uptake(...kom, "formatDateTime(dato, '%Y-%m')"),
  day: uptake(...kom, "toString(dato)"),
  week: uptake(...service, week),
  service: uptake(...service, "formatDateTime(dato, '%Y-%m')"),
  summary: `SELECT kom, n, mean, sd, min, q[1] AS p25, q[2] AS median, q[3] AS p75, max FROM (
    SELECT kommunekode AS kom, count() AS n, avg(x) AS mean, stddevSamp(x) AS sd, min(x) AS min,
      quantilesExactInclusive(0.25, 0.5, 0.75)(x) AS q, max(x) AS max
    FROM (SELECT kommunekode, toFloat64(replaceOne(beloeb, ',', '.')) AS x FROM ${table}) GROUP BY kommunekode)`,
};
if (!(job in queries)) throw new Error("no job " + job);
const settings = `max_threads = ${Number(threads)}, format_csv_delimiter = ';'`;
const answer = query(`${queries[job]} SETTINGS ${settings}`, "CSVWithNames");
// The settings hold for the answer too; no text in it holds a quote or comma.
if (job !== "start") process.stdout.write(answer.replaceAll(";", ",").replaceAll('"', ""));
