-- entry_posts: who wrote given posts and where they stand in the evidence; one that came by itself before one inside another's record
SELECT post, precision, platform, id, account, source, row
FROM posts
WHERE post IN :posts
ORDER BY post, bitAnd(flags, 1), source, row, member
LIMIT 1 BY post
