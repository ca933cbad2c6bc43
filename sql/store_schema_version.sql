-- store_schema_version: the version of the tables that this store was made with
SELECT max(toUInt64(value)) AS version, count() AS n FROM meta WHERE key = 'schema'
