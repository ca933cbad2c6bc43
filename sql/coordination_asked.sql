-- coordination_asked: how many posts a condition finds, each once
SELECT uniqExact(post) AS n_posts
FROM posts
WHERE :condition
