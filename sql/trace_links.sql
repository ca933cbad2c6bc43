-- trace_links: the explicit links of given posts
SELECT child, kind, parent, platform, id, account
FROM links
WHERE child IN :posts
GROUP BY child, kind, parent, platform, id, account
