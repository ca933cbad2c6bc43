-- store_drop: a table that nobody reads any more
DROP TABLE IF EXISTS :table
