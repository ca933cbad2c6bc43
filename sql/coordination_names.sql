-- coordination_names: who accounts are (the name as first written, the last display name), their audience, and their posts that a condition finds
SELECT sipHash64(account_key) AS who, any(platform) AS platform, argMin(account, (time, source, row)) AS account,
       argMax(name, (name != '', time, source, row)) AS display, max(audience) AS audience, uniqExact(post) AS n_posts
FROM posts
WHERE account_key != '' AND (:condition) AND (:accounts)
GROUP BY account_key
