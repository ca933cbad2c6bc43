-- coordination_spellings: every account's name as it is written, each spelling once
SELECT platform, account
FROM posts
WHERE account != ''
GROUP BY platform, account
