-- status_links: explicit links by kind, and how many of them point to a post that is not in the evidence
SELECT kind, count() AS n_links,
       countIf(parent NOT IN (SELECT post FROM posts WHERE post IN (SELECT parent FROM links))) AS n_missing
FROM links
GROUP BY kind
ORDER BY kind
