-- store_column: does a table have a column
SELECT count() AS n FROM system.columns WHERE database = currentDatabase() AND table = :name AND name = :column
