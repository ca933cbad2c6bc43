-- leak_boxes: every place of each mail
SELECT item, path
FROM places
WHERE kind = 0
GROUP BY item, path
ORDER BY item, path
