-- leak_carriers: in what each document was found
SELECT item, parent
FROM places
WHERE parent != 0 AND item IN (SELECT item FROM documents)
GROUP BY item, parent
ORDER BY item, parent
