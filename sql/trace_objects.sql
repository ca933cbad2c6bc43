-- trace_objects: which addresses (1), hashtags (3), media (5) and other things (6) given posts carry; the same may come twice (DISTINCT on a part of the order is slow)
SELECT post, object, kind
FROM objects
WHERE kind IN (1, 3, 5, 6) AND post IN :posts
