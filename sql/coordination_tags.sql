-- coordination_tags: the hashtags of given posts
SELECT post, object, min(value) AS tag
FROM objects
WHERE kind = 3 AND post IN :posts
GROUP BY post, object
