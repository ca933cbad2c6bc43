-- leak_mails: what each mail says of itself, without its header and text
SELECT date, item, message_id, in_reply_to, refs, subject, sender, sender_name, recipients, zone, received, client, charset,
       lang, structure, boundary, thread_index, list, parts, attachments, defects
FROM messages
ORDER BY date, item
LIMIT 1 BY item
