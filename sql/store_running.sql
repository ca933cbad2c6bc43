-- store_running: does the server still work on an insert whose connection broke
SELECT count() AS n FROM system.processes WHERE query_id = :id
