-- signals_reposts: what given accounts reposted, and when that was posted where the evidence has it to the second
SELECT who, child, where_it_is, number, original, is_known
FROM (
    SELECT author AS who, child, parent, any(platform) AS where_it_is, any(id) AS number
    FROM links
    WHERE kind = 1 AND id != '' AND author IN :accounts AND :posts
    GROUP BY author, child, parent) AS r
ANY LEFT JOIN (
    SELECT post AS parent, min(time) AS original, toUInt8(1) AS is_known
    FROM posts
    WHERE precision = 0 AND post IN (SELECT parent FROM links WHERE kind = 1 AND author IN :accounts)
    GROUP BY post) AS o
USING parent
ORDER BY who, child, number
