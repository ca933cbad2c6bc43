-- entry_document_keys: how long the text of each document is
SELECT item, max(length(text)) AS letters FROM documents GROUP BY item ORDER BY item
