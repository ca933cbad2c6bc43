-- status_ghosts: posts that links name and the evidence lacks; without an id only their account is known
SELECT id = '' AS is_unnamed, uniqExact(parent) AS n_ghosts
FROM links
WHERE parent NOT IN (SELECT post FROM posts WHERE post IN (SELECT parent FROM links))
GROUP BY is_unnamed
ORDER BY is_unnamed
