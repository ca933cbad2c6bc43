-- schema_links: one relation from a post (child) to an earlier one (parent)
CREATE TABLE IF NOT EXISTS :table (
    child UInt64,
    child_time Int64,
    author UInt64,
    kind UInt8,
    parent UInt64,
    platform String,
    id String,
    account String,
    source UInt64,
    row UInt64,
    batch UInt32
) ENGINE = MergeTree ORDER BY child
