-- store_running: does the server still work on inserts whose name begins like this
SELECT count() AS n FROM system.processes WHERE startsWith(query_id, :id)
