-- search_total: how many different posts a condition finds
SELECT uniqExact(post) AS total FROM posts WHERE :condition
