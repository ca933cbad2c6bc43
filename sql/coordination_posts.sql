-- coordination_posts: where given posts stand in the evidence; a post that came twice is given twice
SELECT post, precision, platform, id, url, toUInt8(bitAnd(flags, 1)) AS is_embedded, source, row, offset, member, :words AS words
FROM posts
WHERE post IN :posts AND (:times)
