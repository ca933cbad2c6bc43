-- store_tables: is there a schema yet
SELECT count() AS n FROM system.tables WHERE database = currentDatabase() AND name = 'meta'
