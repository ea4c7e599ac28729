-- What a dashboard asks first. DuckDB reads the files that the driver wrote:
--   CREATE VIEW rows AS SELECT * FROM read_parquet('OUT/*/*/*/*.parquet', hive_partitioning = true);
-- Spark SQL:
--   CREATE TEMPORARY VIEW rows USING parquet OPTIONS (path 'OUT');
-- Both take each of the queries below as it is.

-- The worst repositories of a day.
SELECT repository,
       sum(CASE WHEN severity = 'critical' THEN 1 ELSE 0 END) AS critical,
       sum(CASE WHEN severity = 'high' THEN 1 ELSE 0 END) AS high,
       count(*) AS findings
FROM rows
WHERE "table" = 'findings' AND counts AND scan_date = (SELECT max(scan_date) FROM rows)
GROUP BY repository ORDER BY critical DESC, high DESC, findings DESC, repository LIMIT 20;

-- New this week: what no earlier day has.
SELECT repository, "check", severity, file, line, message
FROM rows AS new
WHERE "table" = 'findings' AND counts AND scan_date = (SELECT max(scan_date) FROM rows)
  AND NOT EXISTS (SELECT 1 FROM rows AS old
                  WHERE old."table" = 'findings' AND old.repository = new.repository AND old.fingerprint = new.fingerprint
                    AND old.scan_date < new.scan_date)
ORDER BY severity, repository, file, line;

-- How far each threat reaches.
SELECT stride, threat, count(DISTINCT repository) AS repositories, count(*) AS findings
FROM rows
WHERE "table" = 'findings' AND counts AND scan_date = (SELECT max(scan_date) FROM rows)
GROUP BY stride, threat ORDER BY repositories DESC, findings DESC, threat;

-- What was not scanned: silence is never a pass.
SELECT status, count(*) AS repositories, min(error) AS example
FROM rows
WHERE "table" = 'outcomes' AND scan_date = (SELECT max(scan_date) FROM rows)
GROUP BY status ORDER BY repositories DESC;
