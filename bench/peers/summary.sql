-- SPDX-License-Identifier: GPL-3.0-or-later
-- SQLite's side of the summary job: quantiles of type 7 by the rank of each value within its municipality.
WITH
  v AS (SELECT kommunekode AS kom, CAST(replace(beloeb, ',', '.') AS REAL) AS x FROM sales),
  m AS (SELECT kom, count(*) AS n, avg(x) AS mean, min(x) AS low, max(x) AS high FROM v GROUP BY kom),
  r AS (SELECT v.kom, v.x, m.n, m.mean, row_number() OVER (PARTITION BY v.kom ORDER BY v.x) - 1 AS i FROM v JOIN m USING (kom)),
  -- a value counts with the share by which its rank is near p (n - 1), so that the sum is the quantile
  q AS (SELECT kom, sum((x - mean) * (x - mean)) AS ss,
      sum(x * max(0, 1 - abs(i - 0.25 * (n - 1)))) AS p25,
      sum(x * max(0, 1 - abs(i - 0.50 * (n - 1)))) AS median,
      sum(x * max(0, 1 - abs(i - 0.75 * (n - 1)))) AS p75 FROM r GROUP BY kom)
SELECT kom, n, mean, sqrt(ss / (n - 1)) AS sd, low AS min, p25, median, p75, high AS max FROM m JOIN q USING (kom);
