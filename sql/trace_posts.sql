-- trace_posts: the posts that a condition finds, with what a story keeps of them; letters: how much the words themselves hold
SELECT post, time, precision, platform, id, account, name, kind, fingerprint,
       toUInt32(lengthUTF8(replaceRegexpAll(replaceRegexpAll(text, 'https?://[^ \\n]+|@[0-9A-Za-z_]+', ''),
                                             '[^\\pL\\pM\\pN]+', ''))) AS letters,
       lang, audience, channel, url, flags, source, row, offset, member, :words AS words
FROM posts
WHERE :condition
