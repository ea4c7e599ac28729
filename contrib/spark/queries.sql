-- What a dashboard asks first. DuckDB reads the files that the driver wrote, or those of `scan --manifest -f parquet`:
--   CREATE VIEW rows AS SELECT * FROM read_parquet('OUT/*/*/*/*.parquet', hive_partitioning = true);
-- Spark SQL, with spark.sql.ansi.doubleQuotedIdentifiers = true and spark.sql.ansi.enabled = true:
--   CREATE TEMPORARY VIEW rows USING parquet OPTIONS (path 'OUT');
-- Both take each of the queries below as it is. Where there is no scan_date (files of one run), leave that condition out.

-- The worst repositories of a day.
SELECT repository,
       sum(CASE WHEN finding.severity = 'critical' THEN 1 ELSE 0 END) AS critical,
       sum(CASE WHEN finding.severity = 'high' THEN 1 ELSE 0 END) AS high,
       count(*) AS findings
FROM rows
WHERE "table" = 'findings' AND finding.counts AND scan_date = (SELECT max(scan_date) FROM rows)
GROUP BY repository ORDER BY critical DESC, high DESC, findings DESC, repository LIMIT 20;

-- New this week: what no earlier day has.
SELECT repository, finding."check" AS "check", finding.severity AS severity, finding.location.file AS file,
       finding.location."start".line AS line, finding.message AS message
FROM rows AS new
WHERE "table" = 'findings' AND finding.counts AND scan_date = (SELECT max(scan_date) FROM rows)
  AND NOT EXISTS (SELECT 1 FROM rows AS old
                  WHERE old."table" = 'findings' AND old.repository = new.repository
                    AND old.finding.fingerprint = new.finding.fingerprint AND old.scan_date < new.scan_date)
ORDER BY repository, file, line;

-- Mended this week: what the day before had.
SELECT repository, count(DISTINCT finding.fingerprint) AS mended
FROM rows AS old
WHERE "table" = 'findings' AND finding.counts
  AND scan_date = (SELECT max(scan_date) FROM rows WHERE scan_date < (SELECT max(scan_date) FROM rows))
  AND NOT EXISTS (SELECT 1 FROM rows AS new
                  WHERE new."table" = 'findings' AND old.repository = new.repository
                    AND old.finding.fingerprint = new.finding.fingerprint AND new.scan_date = (SELECT max(scan_date) FROM rows))
GROUP BY repository ORDER BY mended DESC, repository LIMIT 20;

-- How far each threat reaches.
SELECT finding.stride AS stride, finding.threat AS threat, count(DISTINCT repository) AS repositories, count(*) AS findings
FROM rows
WHERE "table" = 'findings' AND finding.counts AND scan_date = (SELECT max(scan_date) FROM rows)
GROUP BY finding.stride, finding.threat ORDER BY repositories DESC, findings DESC, threat;

-- What cannot be judged, and what would let it be: the cheapest way to see more.
SELECT gap.kind AS kind, count(*) AS gaps, count(DISTINCT repository) AS repositories, min(gap.cure) AS example
FROM rows
WHERE "table" = 'gaps' AND scan_date = (SELECT max(scan_date) FROM rows)
GROUP BY gap.kind ORDER BY gaps DESC, kind;

-- What was not scanned: silence is never a pass.
SELECT outcome.status AS status, count(*) AS repositories, min(outcome.error) AS example
FROM rows
WHERE "table" = 'outcomes' AND scan_date = (SELECT max(scan_date) FROM rows)
GROUP BY outcome.status ORDER BY repositories DESC;
