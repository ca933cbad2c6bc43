-- coordination_objects: who carried a kind of thing, and when
SELECT object, time, author, post
FROM objects
WHERE kind = :kind AND :posts AND :kinds
