-- store_upgrade_links: what a store of version 1 lacks, who wrote each post, looked up
INSERT INTO links_2 (child, child_time, author, kind, parent, platform, id, account, source, row, batch)
SELECT child, child_time, author, kind, parent, platform, id, account, source, row, batch
FROM links
ANY LEFT JOIN (SELECT post AS child, if(account_key = '', toUInt64(0), sipHash64(account_key)) AS author FROM posts) AS w
USING child
