-- entry_items: what given mails and documents say of themselves
SELECT item, at, received, who, title
FROM (
    SELECT item, date AS at, received, sender AS who, subject AS title FROM messages WHERE item IN :items
    UNION ALL
    SELECT item, modified AS at, toInt64(:none) AS received, if(editor != '', editor, author) AS who, title
    FROM documents WHERE item IN :items
)
ORDER BY item, at
LIMIT 1 BY item
