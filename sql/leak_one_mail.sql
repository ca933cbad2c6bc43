-- leak_one_mail: a mail's header, readable text and recipients
SELECT headers, text, recipients FROM messages WHERE item = :item ORDER BY source, row LIMIT 1
