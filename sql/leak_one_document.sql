-- leak_one_document: a document's facts and text
SELECT facts, text, ids FROM documents WHERE item = :item ORDER BY source, row LIMIT 1
