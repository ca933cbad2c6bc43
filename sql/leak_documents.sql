-- leak_documents: what each document says of itself, without its text
SELECT item, format, author, editor, application, app_version, template, company, lang, ids, camera, authors, created, modified,
       printed, entry_first, entry_last, xmp_created, xmp_modified, taken, zone, revision, minutes, saves
FROM documents
ORDER BY item
LIMIT 1 BY item
