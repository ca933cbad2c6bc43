/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base/hash.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/text.h"

static inline uint64_t rotate(uint64_t x, unsigned by) { return (x << by) | (x >> (64 - by)); }

static inline uint64_t load_le64(const unsigned char *p)
{
    uint64_t v;
    memcpy(&v, p, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

struct sip {
    uint64_t v0, v1, v2, v3;
};

static inline void sip_round(struct sip *s)
{
    s->v0 += s->v1;
    s->v1 = rotate(s->v1, 13) ^ s->v0;
    s->v0 = rotate(s->v0, 32);
    s->v2 += s->v3;
    s->v3 = rotate(s->v3, 16) ^ s->v2;
    s->v0 += s->v3;
    s->v3 = rotate(s->v3, 21) ^ s->v0;
    s->v2 += s->v1;
    s->v1 = rotate(s->v1, 17) ^ s->v2;
    s->v2 = rotate(s->v2, 32);
}

uint64_t sg_siphash(const void *bytes, size_t len)
{
    const unsigned char *p = bytes;
    struct sip s = { UINT64_C(0x736f6d6570736575), UINT64_C(0x646f72616e646f6d), UINT64_C(0x6c7967656e657261),
                     UINT64_C(0x7465646279746573) };
    size_t whole = len & ~(size_t)7;
    for (size_t i = 0; i < whole; i += 8) {
        uint64_t word = load_le64(p + i);
        s.v3 ^= word;
        sip_round(&s);
        sip_round(&s);
        s.v0 ^= word;
    }
    uint64_t last = (uint64_t)(len & 0xff) << 56;
    for (size_t i = whole; i < len; i++)
        last |= (uint64_t)p[i] << (8 * (i - whole));
    s.v3 ^= last;
    sip_round(&s);
    sip_round(&s);
    s.v0 ^= last;
    s.v2 ^= 0xff;
    for (int i = 0; i < 4; i++)
        sip_round(&s);
    return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

struct sg_sha256 {
    EVP_MD_CTX *ctx;
};

void sg_sha256_free(struct sg_sha256 *h)
{
    if (!h) return;
    EVP_MD_CTX_free(h->ctx);
    free(h);
}

enum sg_code sg_sha256_new(struct sg_sha256 **ret, struct sg_err *err)
{
    struct sg_sha256 *h = calloc(1, sizeof *h);
    if (h) h->ctx = EVP_MD_CTX_new();
    if (!h || !h->ctx || !EVP_DigestInit_ex(h->ctx, EVP_sha256(), NULL)) {
        sg_sha256_free(h);
        return sg_fail_nomem(err, "a SHA-256 computation");
    }
    *ret = h;
    return SG_OK;
}

enum sg_code sg_sha256_add(struct sg_sha256 *h, const void *bytes, size_t len, struct sg_err *err)
{
    if (!EVP_DigestUpdate(h->ctx, bytes, len)) return sg_fail(err, SG_EIO, "SHA-256 failed in OpenSSL");
    return SG_OK;
}

enum sg_code sg_sha256_end(struct sg_sha256 *h, char ret_hex[static SG_SHA256_HEX], struct sg_err *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char raw[EVP_MAX_MD_SIZE];
    unsigned int n = 0;
    if (!EVP_DigestFinal_ex(h->ctx, raw, &n) || n != SG_SHA256_BYTES)
        return sg_fail(err, SG_EIO, "SHA-256 failed in OpenSSL");
    for (unsigned i = 0; i < SG_SHA256_BYTES; i++) {
        ret_hex[2 * i] = digits[raw[i] >> 4];
        ret_hex[2 * i + 1] = digits[raw[i] & 15];
    }
    ret_hex[2 * SG_SHA256_BYTES] = '\0';
    return SG_OK;
}

enum sg_code sg_sha256_of(const void *bytes, size_t len, char ret_hex[static SG_SHA256_HEX], struct sg_err *err)
{
    struct sg_sha256 *h = NULL;
    SG_TRY(sg_sha256_new(&h, err));
    enum sg_code code = sg_sha256_add(h, bytes, len, err);
    if (code == SG_OK) code = sg_sha256_end(h, ret_hex, err);
    sg_sha256_free(h);
    return code;
}

enum sg_code sg_sha256_raw(const void *bytes, size_t len, unsigned char ret[static SG_SHA256_BYTES],
                           struct sg_err *err)
{
    if (!EVP_Digest(bytes, len, ret, NULL, EVP_sha256(), NULL))
        return sg_fail(err, SG_EIO, "SHA-256 failed in OpenSSL");
    return SG_OK;
}

enum sg_code sg_sha256_file(const char *path, char ret_hex[static SG_SHA256_HEX], uint64_t *ret_bytes,
                            struct sg_err *err)
{
    enum { PIECE = 1 << 18 };
    struct sg_sha256 *h = NULL;
    enum sg_code code = SG_OK;
    uint64_t total = 0;
    unsigned char *piece = malloc(PIECE);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        code = sg_fail(err, errno == ENOENT ? SG_ENOTFOUND : SG_EIO, "%s: cannot be opened: %s", path, strerror(errno));
        goto out;
    }
    if (!piece) {
        code = sg_fail_nomem(err, "reading a file");
        goto out;
    }
    if ((code = sg_sha256_new(&h, err)) != SG_OK) goto out;
    for (;;) {
        ssize_t n = read(fd, piece, PIECE);
        if (n < 0 && errno == EINTR) continue;
        if (n < 0) {
            code = sg_fail(err, SG_EIO, "%s: cannot be read: %s", path, strerror(errno));
            goto out;
        }
        if (n == 0) break;
        total += (uint64_t)n;
        if ((code = sg_sha256_add(h, piece, (size_t)n, err)) != SG_OK) goto out;
    }
    code = sg_sha256_end(h, ret_hex, err);
    if (code == SG_OK && ret_bytes) *ret_bytes = total;
out:
    if (fd >= 0) close(fd);
    free(piece);
    sg_sha256_free(h);
    return code;
}

/* "xxxxxxxx-xxxx-…" to its 16 bytes; false when it is none. */
static bool uuid_bytes(const char *text, unsigned char ret[static 16])
{
    size_t n = 0;
    for (size_t i = 0; i < SG_UUID_TEXT - 1; i++) {
        if (i == 8 || i == 13 || i == 18 || i == 23) {
            if (text[i] != '-') return false;
            continue;
        }
        int digit = sg_hex_digit(text[i]);
        if (digit < 0) return false; /* the terminator too */
        ret[n / 2] = (unsigned char)(n % 2 ? ret[n / 2] | digit : digit << 4);
        n++;
    }
    return text[SG_UUID_TEXT - 1] == '\0';
}

static bool sha1_of_both(const unsigned char space[static 16], struct sg_str name,
                         unsigned char ret[static EVP_MAX_MD_SIZE])
{
    EVP_MD_CTX *ctx = EVP_MD_CTX_new();
    bool is_done = ctx && EVP_DigestInit_ex(ctx, EVP_sha1(), NULL) && EVP_DigestUpdate(ctx, space, 16) &&
                   EVP_DigestUpdate(ctx, name.data, name.len) && EVP_DigestFinal_ex(ctx, ret, NULL);
    EVP_MD_CTX_free(ctx);
    return is_done;
}

enum sg_code sg_uuid5(const char *namespace_uuid, struct sg_str name, char ret[static SG_UUID_TEXT], struct sg_err *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char space[16], hash[EVP_MAX_MD_SIZE];
    if (!uuid_bytes(namespace_uuid, space)) return sg_fail(err, SG_EINPUT, "%s is no UUID", namespace_uuid);
    if (!sha1_of_both(space, name, hash)) return sg_fail(err, SG_EIO, "SHA-1 failed in OpenSSL");
    hash[6] = (unsigned char)((hash[6] & 0x0f) | 0x50); /* version 5 */
    hash[8] = (unsigned char)((hash[8] & 0x3f) | 0x80); /* the variant of RFC 9562 */
    char *to = ret;
    for (size_t i = 0; i < 16; i++) {
        if (i == 4 || i == 6 || i == 8 || i == 10) *to++ = '-';
        *to++ = digits[hash[i] >> 4];
        *to++ = digits[hash[i] & 15];
    }
    *to = '\0';
    return SG_OK;
}
