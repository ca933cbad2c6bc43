-- schema_places: where an item of a leak lies; the same bytes in two places are two rows with one item
CREATE TABLE IF NOT EXISTS :table (
    item UInt64,
    sha256 String,
    kind UInt8,
    type String,
    bytes UInt64,
    name String,
    path String,
    parent UInt64,
    part UInt32,
    stored Int64,
    flags UInt8,
    source UInt64,
    row UInt64,
    batch UInt32
) ENGINE = MergeTree ORDER BY item
