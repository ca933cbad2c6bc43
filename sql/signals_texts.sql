-- signals_texts: of each text that given accounts wrote, the two accounts of the evidence that had it first, and since when for certain
SELECT own, who, since
FROM (
    SELECT fingerprint AS own, sipHash64(account_key) AS who,
           min(time + toInt64(precision) * 1000000 - (precision > 0)) AS since
    FROM posts
    WHERE account_key != '' AND kind != 1 AND fingerprint != 0 AND bitAnd(flags, 2) = 0 AND (:condition)
      AND fingerprint IN (
          SELECT fingerprint FROM posts
          WHERE account_key != '' AND kind != 1 AND (:condition) AND sipHash64(account_key) IN :accounts)
    GROUP BY fingerprint, account_key) AS t
ORDER BY own, since, who
LIMIT 2 BY own
