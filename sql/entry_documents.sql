-- entry_documents: what documents say, of those between two items, both included
SELECT item, modified, if(editor != '', editor, author) AS who, title, text
FROM documents
WHERE item >= :from AND item <= :to
ORDER BY item
LIMIT 1 BY item
