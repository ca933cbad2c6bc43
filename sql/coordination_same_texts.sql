-- coordination_same_texts: who wrote a text in their own name, and when, of the texts that several wrote; short ones coincide by chance
SELECT fingerprint AS object, time, if(account_key = '', toUInt64(0), sipHash64(account_key)) AS author, post
FROM posts
WHERE fingerprint != 0 AND kind != 1 AND bitAnd(flags, 2) = 0 AND :posts
  AND fingerprint IN (SELECT fingerprint FROM posts GROUP BY fingerprint HAVING min(account_key) != max(account_key))
  AND lengthUTF8(replaceRegexpAll(replaceRegexpAll(text, 'https?://[^ \\n]+|@[0-9A-Za-z_]+', ''), '[^\\pL\\pM\\pN]+', '')) >= :letters
