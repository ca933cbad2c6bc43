-- entry_mail_keys: where each mail stands in the order of date and item; a mail that lies in several places comes several times
SELECT date, item FROM messages ORDER BY date, item
