-- schema_meta: what the store says about itself; one row, key 'schema', the version of these tables
CREATE TABLE IF NOT EXISTS meta (key String, value String) ENGINE = MergeTree ORDER BY key
