-- trace_links: the explicit links of given posts
SELECT DISTINCT child, kind, parent, platform, id, account
FROM links
WHERE child IN :posts
