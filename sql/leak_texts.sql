-- leak_texts: the texts of some mails
SELECT item, text
FROM messages
WHERE date IN (:dates) AND item IN :items
ORDER BY item
LIMIT 1 BY item
