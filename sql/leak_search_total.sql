-- leak_search_total: how many mails and documents a condition finds
SELECT uniqExact(item) AS n
FROM (
    SELECT item FROM messages WHERE :mails
    UNION ALL
    SELECT item FROM documents WHERE :documents
)
