-- ingest_sources_there: which of some sources the table sources knows, begun or whole
SELECT source FROM sources WHERE source IN :sources GROUP BY source
