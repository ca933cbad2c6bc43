-- store_upgrade_objects: what a store of version 1 lacks, who wrote each post and of what kind it is, looked up
INSERT INTO objects_2 (object, kind, value, time, post, author, post_kind, source, row, batch)
SELECT object, kind, value, time, post, author, post_kind, source, row, batch
FROM objects
ANY LEFT JOIN (SELECT post, if(account_key = '', toUInt64(0), sipHash64(account_key)) AS author, kind AS post_kind FROM posts) AS w
USING post
