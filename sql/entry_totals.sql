-- entry_totals: how much there is to look through, each thing once: posts, their addresses, mails, documents, items
SELECT toUInt8(0) AS what, uniqExact(post) AS n FROM posts
UNION ALL SELECT toUInt8(1) AS what, uniqExact(object) AS n FROM objects WHERE kind = 1
UNION ALL SELECT toUInt8(2) AS what, uniqExact(item) AS n FROM messages
UNION ALL SELECT toUInt8(3) AS what, uniqExact(item) AS n FROM documents
UNION ALL SELECT toUInt8(4) AS what, uniqExact(item) AS n FROM places
