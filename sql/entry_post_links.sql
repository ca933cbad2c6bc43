-- entry_post_links: the posts that carry an address at given hosts (by so much of their hash), or given addresses, each once with all of these
SELECT post, min(time) AS at, arrayStringConcat(arraySort(groupUniqArray(value)), '\n') AS urls
FROM objects
WHERE kind = 1 AND (bitAnd(sipHash64(domain(value)), :mask) IN :hosts OR object IN :urls)
GROUP BY post
ORDER BY post
