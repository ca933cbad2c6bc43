-- leak_document_dates: when each document was last saved
SELECT item, any(modified) AS modified FROM documents GROUP BY item ORDER BY item
