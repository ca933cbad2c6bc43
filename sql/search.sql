-- search: a page of the posts that a condition finds, each once, the earliest first, equal times settled by platform and id
SELECT post, time, precision, platform, id, account, kind, text, flags, source, row, offset, member
FROM posts
WHERE (post, source, row) IN (
    SELECT post, source, row FROM posts
    WHERE :condition
    ORDER BY time, platform, id, source, row, post LIMIT 1 BY post LIMIT :offset, :limit)
ORDER BY time, platform, id, source, row, post LIMIT 1 BY post
