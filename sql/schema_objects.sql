-- schema_objects: one thing that a post carries; all carriers of a thing lie together, in the order of time
CREATE TABLE IF NOT EXISTS objects (
    object UInt64,
    kind UInt8,
    value String,
    time Int64,
    post UInt64,
    source UInt64,
    row UInt64,
    batch UInt32
) ENGINE = MergeTree ORDER BY (object, time)
