-- status_platforms: rows, accounts and time range of each platform, the earliest first
SELECT platform, count() AS n_rows, uniqExact(account_key) - max(account_key = '') AS n_accounts,
       min(time) AS first_time, max(time) AS last_time
FROM posts
GROUP BY platform
ORDER BY first_time, platform
