-- coordination_links: who reposted a post, and when; a repost that does not say of which post is nobody's companion
SELECT parent AS object, child_time AS time, author, child AS post
FROM links
WHERE kind = :kind AND id != '' AND :posts
