-- coordination_names: what accounts call themselves (the last display name), their audience, and their posts that a condition finds
SELECT sipHash64(account_key) AS who, argMax(name, (name != '', time, source, row)) AS display, max(audience) AS largest,
       uniqExact(post) AS n_posts
FROM posts
WHERE account_key != '' AND (:condition) AND (:accounts)
GROUP BY account_key
