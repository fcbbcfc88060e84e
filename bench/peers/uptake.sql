-- SPDX-License-Identifier: GPL-3.0-or-later
-- SQLite's side of the uptake job: sqlite3 -csv -header :memory: with the file imported as sales.
SELECT kommunekode AS kom, substr(dato, 1, 7) AS period, count(*) AS sales, count(DISTINCT borger) AS buyers,
  sum(CAST(replace(antal, ',', '.') AS REAL)) AS quantity, sum(CAST(replace(beloeb, ',', '.') AS REAL)) AS amount
FROM sales GROUP BY kommunekode, substr(dato, 1, 7);
