-- store_landed: has this batch of a source landed in a table
SELECT count() AS n FROM :table WHERE source = :source AND batch = :batch
