-- coordination_near_texts: what was written in one's own name, in the order of time
SELECT time, post, if(account_key = '', toUInt64(0), sipHash64(account_key)) AS author, text
FROM posts
WHERE kind != 1 AND bitAnd(flags, 2) = 0 AND (:condition)
ORDER BY time, post, source, row
