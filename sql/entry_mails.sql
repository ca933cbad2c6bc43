-- entry_mails: what a mail names, of the mails between two places in the order of date and item, both included
SELECT item, date, received, sender, recipients, subject, headers, urls
FROM messages
WHERE date >= :from AND date <= :to AND (date > :from OR item >= :from_item) AND (date < :to OR item <= :to_item)
ORDER BY date, item
LIMIT 1 BY item
