-- trace_parents: what the given posts point to
SELECT parent FROM links WHERE child IN :posts
