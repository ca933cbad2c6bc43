-- signals_posts: the posts of given accounts that a condition finds, each once, account by account in the order of time; own: the fingerprint of words of their own, long enough not to coincide
SELECT sipHash64(account_key) AS who, post, time, precision, kind, client,
       if(kind = 1 OR bitAnd(flags, 2) != 0 OR
          lengthUTF8(replaceRegexpAll(replaceRegexpAll(text, 'https?://[^ \\n]+|@[0-9A-Za-z_]+', ''), '[^\\pL\\pM\\pN]+', '')) < :letters,
          toUInt64(0), fingerprint) AS own
FROM posts
WHERE account_key != '' AND (:condition) AND sipHash64(account_key) IN :accounts
ORDER BY who, time, post, bitAnd(flags, 1), source, row, member
LIMIT 1 BY who, post
