-- schema_sources: the adding of one evidence file: batch 0 when it began, batch 1 when it ended
CREATE TABLE IF NOT EXISTS sources (
    source UInt64,
    batch UInt32,
    sha256 String,
    path String,
    format String,
    platform String,
    bytes UInt64,
    rows UInt64,
    rejected UInt64,
    repaired UInt64,
    error String,
    at Int64
) ENGINE = MergeTree ORDER BY source
