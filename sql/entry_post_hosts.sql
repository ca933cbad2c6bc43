-- entry_post_hosts: the hosts of the addresses that posts carry, each once; newer engines name no host where the name is odd
SELECT domain(value) AS host FROM objects WHERE kind = 1 GROUP BY host ORDER BY host
