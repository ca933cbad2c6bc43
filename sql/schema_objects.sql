-- schema_objects: one thing that a post carries; all things of a kind lie together, and of a thing all carriers, in the order of time
CREATE TABLE IF NOT EXISTS :table (
    object UInt64,
    kind UInt8,
    value String,
    time Int64,
    post UInt64,
    author UInt64,
    post_kind UInt8,
    source UInt64,
    row UInt64,
    batch UInt32
) ENGINE = MergeTree ORDER BY (kind, object, time)
