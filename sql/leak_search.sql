-- leak_search: mails and documents that a condition on their words finds, the earliest first
SELECT item, date, kind, sender, title, snippet
FROM (
    SELECT item, date, toUInt8(0) AS kind, sender, subject AS title, substring(text, :around) AS snippet
    FROM messages WHERE :mails
    UNION ALL
    SELECT item, modified AS date, toUInt8(1) AS kind, if(editor != '', editor, author) AS sender, title, substring(text, :around) AS snippet
    FROM documents WHERE :documents
)
ORDER BY date, item
LIMIT 1 BY item
LIMIT :limit
