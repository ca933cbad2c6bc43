/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Private keys made for the tests alone. */
#ifndef SG_TESTS_DKIM_KEYS_H
#define SG_TESTS_DKIM_KEYS_H

#define KEY_RSA_512 \
    "-----BEGIN RSA PRIVATE KEY-----\n" \
    "MIIBPAIBAAJBAMarxqS6g/xc5orrZUXslVLXU+chWjOCwPCWWtpSmFvLdao+xPfI\n" \
    "GM8XIf2Z/2Tb55MyWcbfuTdktc95ZRfZgCkCAwEAAQJBAMDUVXfpuNWnbfUESUW3\n" \
    "PbAsY7mAu8YncRGTPheN92ePuu5NaVWL4OMKpjUQWh5E6gqrerDj8/R6pQWB2dmJ\n" \
    "zQkCIQDuWUtQIpzFjFi4GFucRI9TU3duPIuYcz8kcYzWDEklpwIhANViQUzZZe25\n" \
    "75zKcChjxzig2Acr1pd0qwPZEB0vj4WvAiAkSeAXkU2BHj8buEmqXx3bN+gFFp7C\n" \
    "VTmV2NvycuhoHQIhAJDCM2KbKVb5CODpROVhq0lzdJqI1u+wqkPWAeSK22bpAiEA\n" \
    "xpMzWccGM3jzY29WPdFreN8DRa86bRkIvsoFddGYTT0=\n" \
    "-----END RSA PRIVATE KEY-----\n"

#define KEY_RSA_1024 \
    "-----BEGIN RSA PRIVATE KEY-----\n" \
    "MIICXQIBAAKBgQDQrBId05ZQssG/XAldVtQowFhD3+4vRUNPkQKaa9qqu+SMbw+E\n" \
    "fEiDZn7wjc9LoAK2XE7rwJhod0iaS5vMUgWud0cGnq5N3gDmGOG1f9gKg0sc+ios\n" \
    "5zNjeNlXG9xjhHpicrLtIuFLRxSBta31yvcs3zA4o+NISN90Hmg8PPgNPwIDAQAB\n" \
    "AoGBAKvCdscGOlwCR2fzoeGqbsd8SyrTT4KpSFZdzf69eCfAsMbHQ8aRZj6CR0pJ\n" \
    "768X7iOcp3l19f1G8gPO6FatzO3onFD1upm0b9N6ZUxzHKk58ju2RMbNn8kbsXBe\n" \
    "ylTbwNBapbejPwlDdsZJ9+BXAcwq1cF5StBhU23+oxeBV4iBAkEA+lAFtmGPWJ4G\n" \
    "P9y1StJX+KMa4i0BQy0hvvabmNlKk7QC0LKi+Gmik9BOg4i4MXn9vea7zTW6mjh+\n" \
    "VQb3Egq1ZwJBANVp11NiC6IUqpJmgEzSO95kLODSs4HTDC20qUmOytrhRX8LU6cT\n" \
    "aME8ydayHm9zhp44wzFbUAt/SiK+v+NxamkCQQCC6/Pw7poxOYX/RQs1tUr56yWW\n" \
    "gv+UCTkLTqUXjx9ondCTI7wFvgqg0WUfexUMG8hR2SsFLEMLgtzg0CHON/elAkAG\n" \
    "Pui8Wfw5LB2p1zIeDXEPGyNtGP2D6SdMFyN1MaaiLUGZbD1wgFLqhNrrW58kZ98i\n" \
    "tkqQIToAfCMxTR/UijcxAkBrRqdokUXLNGWoOOoEBgXEPiK1/jsOlt0q+N5KKUFN\n" \
    "F1+UW/NrpETK6tM2oXPseQfmLm8Yk/mxDqboUhy6+oFy\n" \
    "-----END RSA PRIVATE KEY-----\n"

#define KEY_RSA_2048 \
    "-----BEGIN RSA PRIVATE KEY-----\n" \
    "MIIEpAIBAAKCAQEAxwhQ/HhMZ0pr79+NLHuZHXMZwIATrBNbfkkrJl7NuFqjzST8\n" \
    "409PN9LYOYqFEuMwbAsvCp6S0Hex3ujVAUzYwRp0XfO1Q2jIyl88PBugQB2tSvrY\n" \
    "kASkHD+WopYr1jlDbIoSeUKpJn+0x4MDAwU84mB+lA0zQprdWYr0u0lxxwOkwdF3\n" \
    "YipJnFObDDwkSxR3XRLoALrHxMJtn+5A2ylJbpQcLncfVe+26nZ4d9eHheRgLc3T\n" \
    "q69IK48sLSv2/whsXTdw4crEIoWSXiIAx38BqutK86OIjxMHAm9iT8z+SIlW/Xxo\n" \
    "yViBY3ftA6IVMw9F1R+wD4TGMj0RVyNuIXHOJwIDAQABAoIBAB3dh5l6y6wsJKon\n" \
    "1103ZrBelxylm04U0YPPouPtEd157F5aEIBjZDWyM7Perz04TgnIW9SyGsGhVFVo\n" \
    "hp3dVCEVwSRf73EgBhEn3Tf/xToZuekoXtqtd5qtiAL5mbZZfV6KEV+UuyEFxLCz\n" \
    "Xf5UCODHLfc1S93Qsyo+iZ6Y1LPR+iohzTsDWSZQhZ/CMLvCccGW4KlrnfkvcFXq\n" \
    "Ttz3JltNrtMwFkXsyg5prf07HLNjw0hwtFVTnkY1OWyZjiet4iqJ7KtDfyuLtTla\n" \
    "M+UV1n7KKW1Bjqw5zoTABWEs4Hha0u9F7bv9dn+h93uxQ7xNPcd8vKiS5HnJKeRh\n" \
    "K8zz+oECgYEA9W3NR1pdNqtvynQDvdj1qCXSImRD0DUDzTjlAgfpzpuGHOW70SMK\n" \
    "mg8KF6GnJhK5x/wepat1hpCcQ1zqZtDUtqBBT6XBaxiRA1F/dXBPdLNXkiosSu0m\n" \
    "hk0GRoK/iGikesEE8+YXe9dLrmX/lxa+XuJtQlGpoz2I4MClpsA7NWECgYEAz5rt\n" \
    "w7cwxdezCD53YpgmDxkKC7vnfmMWu1YmiY5rLeno7JIDsFbypmEu7pV/GoZ4XGtE\n" \
    "iCzl5CDfB8vbcg4hIILNpPpuZKyUyuVKDf0Ec83AmHhgSEJfmPTCPT9GYDxg5VhM\n" \
    "bN82wJYAOKMiU0Xj000D2nhB/Pu97yervzPRqIcCgYEAimOBrsw7Z0o/3O6R9YjS\n" \
    "7B93X8Edo9dg72U3bG+93KxBcSXxQ7n4jmoQjMawE33Xl/aH6W7G9DuygSFxYsw6\n" \
    "RUgTy69xYswVaMOZlUTg6LL/nAF/vDgA0xW3hibPjUFEDZutCUIi18fMeug0uKMw\n" \
    "cRxH829MsilOdzzpqx8Vw8ECgYAgurAZVtwdlK/o8NApfwsg/jWTPAB28HA5AI/6\n" \
    "x7Ul++Z4xVxHhK2khVW8z1zGdcSr7U1Ump9zo6sFs6HZDVkzouuAwup8fKjIg/V0\n" \
    "1xrIlvtyDig/vBcOKiglN8CEk4BDJ/SEhXxASGWoiC91KWONgGrHGoZst9NtzLdK\n" \
    "4YSAKQKBgQDRZopSxgqy+JF/y34tHM59C4yjn1Jm+K/VEZh1SuWJ3eS4qDhJEKrS\n" \
    "FHMmpVr7TKvAPnk3228DzRTjNm8OgAodyrvnsf+EExoIQ0PWFpT4nZZpmhLqy6QI\n" \
    "e645uLWQB0La/oDDPJwz/Ilvxmn99K4SOiJlh3qWFvjir5sInfdzWA==\n" \
    "-----END RSA PRIVATE KEY-----\n"

#define KEY_ED25519 \
    "-----BEGIN PRIVATE KEY-----\n" \
    "MC4CAQAwBQYDK2VwBCIEICodM9hukazTnug+Yz3sqUl2g+hFIQBfTgWSOO03ubKP\n" \
    "-----END PRIVATE KEY-----\n"

#endif
