-- trace_reposts: which posts say that they repost one of the given posts
SELECT child FROM links WHERE kind = 1 AND parent IN :posts
