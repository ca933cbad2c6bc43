-- coordination_values: what given objects are
SELECT object, min(value) AS text
FROM objects
WHERE object IN :objects
GROUP BY object
