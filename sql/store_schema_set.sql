-- store_schema_set: writes down the version of the tables
INSERT INTO meta (key, value) SELECT 'schema', toString(toUInt64(:version))
