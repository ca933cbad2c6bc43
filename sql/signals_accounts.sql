-- signals_accounts: every account of the posts that a condition finds: its name, its first post known to the minute, and when it was made, where an export says so
SELECT sipHash64(account_key) AS who, any(account) AS written,
       min(if(precision <= 60, time, toInt64(9223372036854775807))) AS began,
       max(multiIf(visitParamHas(extra, 'user_created_at'), visitParamExtractRaw(extra, 'user_created_at'),
                   visitParamHas(extra, 'account_creation_date'), visitParamExtractRaw(extra, 'account_creation_date'),
                   visitParamHas(extra, 'author_created_at'), visitParamExtractRaw(extra, 'author_created_at'), '')) AS made
FROM posts
WHERE account_key != '' AND (:condition)
GROUP BY account_key
