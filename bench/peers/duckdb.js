// SPDX-License-Identifier: GPL-3.0-or-later
// DuckDB's side of the jobs: node duckdb.js THREADS start|uptake|day|week|service|spells|summary|real... FILE... writes CSV to standard output.
// Explicit types, no detection, no order to keep: the settings with which it was fastest here (bench/README.md).
const { DuckDBInstance } = require("@duckdb/node-api");

const [threads, job, sales, recipients, offerings] = process.argv.slice(2);
const text = (file) => "'" + String(file).replaceAll("'", "''") + "'";

const table = `read_csv(${text(sales)}, delim=';', quote='"', escape='"', header=true, auto_detect=false,
  decimal_separator=',', columns={kommunekode: 'VARCHAR', borger: 'VARCHAR', ydelse: 'VARCHAR', dato: 'DATE',
  antal: 'DECIMAL(18,2)', beloeb: 'DECIMAL(18,2)'})`;

// Comma, ISO days: the tables that stand beside the sales.
const side = (file, columns) => `read_csv(${text(file)}, delim=',', header=true, auto_detect=false, columns={${columns}})`;

const figures = `count(*) AS sales, count(DISTINCT borger) AS buyers, sum(antal) AS quantity, sum(beloeb) AS amount`;

const uptake = `SELECT kommunekode AS kom, strftime(month, '%Y-%m') AS period, sales, buyers, quantity, amount
  FROM (SELECT kommunekode, date_trunc('month', dato) AS month, ${figures} FROM ${table} GROUP BY ALL)`;

const periods = (by, names, unit, form) => `SELECT ${names}, strftime(first, '${form}') AS period, sales, buyers, quantity, amount
  FROM (SELECT ${by}, date_trunc('${unit}', dato) AS first, ${figures} FROM ${table} GROUP BY ALL)`;
const day = periods("kommunekode", "kommunekode AS kom", "day", "%Y-%m-%d");
const week = periods("kommunekode, ydelse", "kommunekode AS kom, ydelse AS service", "week", "%G-W%V");
const service = periods("kommunekode, ydelse", "kommunekode AS kom, ydelse AS service", "month", "%Y-%m");

const spells = `WITH
  recipients AS (FROM ${side(recipients, "person: 'VARCHAR', kom: 'VARCHAR', first: 'DATE', last: 'DATE'")}),
  offerings AS (FROM ${side(offerings, "kom: 'VARCHAR', service: 'VARCHAR', first: 'DATE', last: 'DATE'")}),
  sold AS (SELECT kommunekode AS kom, date_trunc('month', dato) AS month, ${figures}
    FROM ${table} s
    WHERE EXISTS (SELECT 1 FROM recipients r WHERE r.person = s.borger AND r.kom = s.kommunekode
                  AND s.dato BETWEEN r.first AND coalesce(r.last, DATE '9999-12-31'))
      AND EXISTS (SELECT 1 FROM offerings o WHERE o.kom = s.kommunekode AND o.service = s.ydelse
                  AND s.dato BETWEEN o.first AND coalesce(o.last, DATE '9999-12-31'))
    GROUP BY ALL),
  months AS (SELECT unnest(generate_series(DATE '2017-01-01', DATE '2020-12-01', INTERVAL 1 MONTH))::DATE AS month),
  entitled AS (SELECT r.kom, m.month, count(*) AS recipients,
      sum(date_diff('day', greatest(r.first, m.month), least(coalesce(r.last, DATE '9999-12-31'), last_day(m.month))) + 1)
        AS person_days
    FROM recipients r JOIN months m ON r.first <= last_day(m.month)
      AND coalesce(r.last, DATE '9999-12-31') >= m.month
    GROUP BY ALL)
  SELECT kom, strftime(month, '%Y-%m') AS period, recipients, person_days, sales, buyers, quantity, amount
  FROM sold JOIN entitled USING (kom, month)`;

const summary = `SELECT kom, n, mean, sd, min, q[1] AS p25, q[2] AS median, q[3] AS p75, max FROM (
    SELECT kommunekode AS kom, count(x) AS n, avg(x) AS mean, stddev_samp(x) AS sd, min(x) AS min,
      quantile_cont(x, [0.25, 0.5, 0.75]) AS q, max(x) AS max
    FROM (SELECT kommunekode, beloeb::DOUBLE AS x FROM ${table}) GROUP BY ALL)`;

// The file of 14 columns; what was delivered counts as a sale, and a credit note takes its figures away.
const real_table = `read_csv(${text(sales)}, delim=';', quote='"', escape='"', header=true, auto_detect=false, encoding='latin-1',
  decimal_separator=',', columns={sale_id: 'VARCHAR', kommunekode: 'VARCHAR', borger: 'VARCHAR', ydelse: 'VARCHAR', dato: 'DATE',
  antal: 'DECIMAL(18,2)', timer: 'DECIMAL(18,2)', beloeb: 'DECIMAL(18,2)', band: 'VARCHAR', leverandoer: 'VARCHAR',
  boligform: 'VARCHAR', paragraf: 'VARCHAR', leveringsstatus: 'VARCHAR', note: 'VARCHAR'})`;
const net = (x) => x.replace(/^(\w+)/, "sum(CASE WHEN credit THEN -abs($1) ELSE $1 END)");
const real_uptake = (by, names) => `SELECT ${names}, strftime(month, '%Y-%m') AS period, sales, buyers, quantity, hours, amount
  FROM (SELECT ${by}, date_trunc('month', dato) AS month, count(*) FILTER (NOT credit) AS sales,
    count(DISTINCT borger) FILTER (NOT credit) AS buyers, ${["antal AS quantity", "timer AS hours", "beloeb AS amount"].map(net).join(", ")}
    FROM (SELECT *, coalesce(leveringsstatus, '') = 'krediteret' AS credit FROM ${real_table}
      WHERE coalesce(leveringsstatus, '') IN ('', 'leveret', 'krediteret')) GROUP BY ALL)`;
const real = real_uptake("kommunekode", "kommunekode AS kom");
const real_service = real_uptake("kommunekode, ydelse", "kommunekode AS kom, ydelse AS service");
const of = (x) => `count(${x}) AS n_${x}, avg(${x}) AS mean_${x}, stddev_samp(${x}) AS sd_${x}, min(${x}) AS min_${x},
  quantile_cont(${x}, [0.25, 0.5, 0.75]) AS q_${x}, max(${x}) AS max_${x}`;
const row = (x) => `SELECT kom, service, '${x}' AS measure, n_${x} AS n, mean_${x} AS mean, sd_${x} AS sd, min_${x} AS min,
  q_${x}[1] AS p25, q_${x}[2] AS median, q_${x}[3] AS p75, max_${x} AS max FROM s`;
const real_summary = `WITH s AS MATERIALIZED (SELECT kommunekode AS kom, ydelse AS service, ${["amount", "hours", "quantity"].map(of).join(", ")}
  FROM (SELECT kommunekode, ydelse, beloeb::DOUBLE AS amount, timer::DOUBLE AS hours, antal::DOUBLE AS quantity FROM ${real_table})
  GROUP BY ALL) ${["amount", "hours", "quantity"].map(row).join(" UNION ALL ")}`;

const groups = `SELECT id, count(amount) AS n, sum(amount) AS sum, avg(amount) AS mean, min(amount) AS min, max(amount) AS max
  FROM read_csv(${text(sales)}, delim=';', quote='"', escape='"', header=true, auto_detect=false, decimal_separator=',',
    columns={id: 'VARCHAR', kom: 'VARCHAR', amount: 'DECIMAL(18,2)'}) GROUP BY ALL`;

const queries = { start: null, uptake, day, week, service, spells, summary, real, real_service, real_summary, groups, groups_more: groups };

async function main() {
  if (!(job in queries)) throw new Error("no job " + job);
  const db = await DuckDBInstance.create(":memory:", { threads, preserve_insertion_order: "false" });
  const connection = await db.connect();
  if (queries[job]) await connection.run(`COPY (${queries[job]}) TO '/dev/stdout' (FORMAT csv, HEADER)`);
  else await connection.run("SELECT 1");
}

main().catch((error) => {
  console.error(String(error));
  process.exit(1);
});
