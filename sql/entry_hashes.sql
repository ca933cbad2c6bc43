-- entry_hashes: what every item hashes to
SELECT item, any(sha256) AS hash FROM places GROUP BY item ORDER BY item
