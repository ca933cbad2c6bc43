-- coordination_replies: who replied to an account, and when
SELECT sipHash64(concat(platform, '/', lower(account))) AS object, child_time AS time, author, child AS post
FROM links
WHERE kind = :kind AND account != '' AND :posts
