-- leak_more_places: where items lie that have several places
SELECT DISTINCT path FROM places WHERE item IN (SELECT item FROM places GROUP BY item HAVING count() > 1) ORDER BY path
