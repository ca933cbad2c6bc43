/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "server/sessions.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

static enum sg_code new_secret(char ret[static SG_SECRET_TEXT], struct sg_err *err)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[(SG_SECRET_TEXT - 1) / 2];
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        return sg_fail(err, SG_EIO, "the system gives no random numbers: %s", strerror(errno));
    for (size_t i = 0; i < sizeof bytes; i++) {
        ret[2 * i] = digits[bytes[i] >> 4];
        ret[2 * i + 1] = digits[bytes[i] & 15];
    }
    ret[SG_SECRET_TEXT - 1] = '\0';
    return SG_OK;
}

static bool is_same(struct sg_str text, const char secret[static SG_SECRET_TEXT])
{
    if (text.len != SG_SECRET_TEXT - 1) return false;
    volatile unsigned char differs = 0;
    for (size_t i = 0; i < SG_SECRET_TEXT - 1; i++)
        differs |= (unsigned char)(text.data[i] ^ secret[i]);
    return differs == 0;
}

enum sg_code sg_sessions_init(struct sg_sessions *s, struct sg_err *err)
{
    *s = (struct sg_sessions){ 0 };
    return new_secret(s->token, err);
}

enum sg_code sg_sessions_spend(struct sg_sessions *s, struct sg_str token, char ret_value[static SG_SECRET_TEXT],
                               struct sg_err *err)
{
    ret_value[0] = '\0';
    if (!is_same(token, s->token)) return SG_OK;
    char value[SG_SECRET_TEXT], next[SG_SECRET_TEXT];
    SG_TRY(new_secret(value, err));
    SG_TRY(new_secret(next, err));
    struct sg_session *place = &s->items[0];
    for (size_t i = 1; i < SG_SESSIONS; i++)
        if (s->items[i].last_used < place->last_used) place = &s->items[i];
    memcpy(place->value, value, sizeof value);
    place->last_used = ++s->n_uses;
    memcpy(s->token, next, sizeof next);
    memcpy(ret_value, value, sizeof value);
    return SG_OK;
}

bool sg_sessions_knows(struct sg_sessions *s, struct sg_str value)
{
    bool is_known = false;
    for (size_t i = 0; i < SG_SESSIONS; i++) {
        if (s->items[i].value[0] == '\0' || !is_same(value, s->items[i].value)) continue;
        s->items[i].last_used = ++s->n_uses;
        is_known = true;
    }
    return is_known;
}
