/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/leak_answer.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fs.h"
#include "base/hash.h"
#include "base/text.h"
#include "cli/finding.h"
#include "cli/progress.h"
#include "leak/leak.h"
#include "report/leak.h"

enum { ID_DIGITS = 16, LEAST_DIGITS = 4 };

void leak_note(struct sg_json_out *j, const struct sg_leak_settings *s)
{
    sg_json_ktext(j, "keys", *s->keys ? s->keys : NULL);
    sg_json_ktext(j, "keys_sha256", *s->keys_sha256 ? s->keys_sha256 : NULL);
    sg_json_kbool(j, "dns", s->with_dns);
    sg_json_ktime(j, "theft", s->theft);
    sg_json_kdouble(j, "unusual", s->unusual);
}

/* ---- the kept one ---- */

static enum sg_code read_leak(struct sg_str json, const char *name, void *answer, struct sg_err *err)
{
    struct sg_leak **ret = answer;
    return sg_report_leak_read(json, name, ret, err);
}

enum sg_code leak_kept(struct context *ctx, struct sg_leak **ret, char ret_sha256[static 65], uint64_t *ret_stale,
                       struct sg_err *err)
{
    *ret = NULL;
    return finding_newest(ctx, "leak verify", read_leak, ret, ret_sha256, ret_stale, err);
}

/* ---- judging ---- */

struct judging {
    struct context *ctx;
    struct progress progress;
    uint64_t n_rejected;
    char first[256];
};

static void show_progress(void *ctx, const char *what, uint64_t done, uint64_t total)
{
    struct judging *j = ctx;
    progress_share(&j->progress, what, done, total, 0);
}

static void reject_key(void *ctx, uint64_t row, const char *reason)
{
    struct judging *j = ctx;
    if (!j->n_rejected++) snprintf(j->first, sizeof j->first, "row %" PRIu64 ": %s", row, reason);
}

static enum sg_code size_of(const char *text, uint64_t *ret, struct sg_err *err)
{
    static const char *const units[] = { "", "k", "m", "g", "t" };
    char *end;
    double v = text ? strtod(text, &end) : 0;
    if (!text) return SG_OK;
    while (*end == ' ')
        end++;
    struct sg_str unit = sg_str(end);
    if (unit.len && sg_lower(unit.data[unit.len - 1]) == 'b') unit.len--;
    for (size_t i = 0; end != text && v >= 0 && i < sizeof units / sizeof *units; i++, v *= 1000)
        if (sg_str_is_nocase(unit, units[i]) && v < 1e18) {
            *ret = (uint64_t)v;
            return SG_OK;
        }
    return sg_fail(err, SG_EUSAGE, "--promised-size: \"%s\" is no size such as 9GB or 700 MB", text);
}

/* Keys are read more than once, and the case keeps a copy: a pipe would be empty the second time. */
static enum sg_code check_keys(const char *path, struct sg_err *err)
{
    struct stat st;
    if (stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode))
        return sg_fail(err, SG_EUSAGE, "--keys takes a file, not a pipe or device: \"%s\" is no file", path);
    return SG_OK;
}

/* The key file that the last judgement left in the case. */
static enum sg_code last_keys(struct context *ctx, char **ret, struct sg_err *err)
{
    struct sg_leak *kept;
    char sha256[65], name[64];
    uint64_t stale;
    SG_TRY(leak_kept(ctx, &kept, sha256, &stale, err));
    if (kept && *kept->settings.keys_sha256) {
        snprintf(name, sizeof name, "inputs/keys-%.16s.csv", kept->settings.keys_sha256);
        *ret = sg_case_path(ctx->kase, name);
        if (*ret && !sg_fs_exists(*ret)) {
            free(*ret);
            *ret = NULL;
        }
    }
    sg_leak_free(kept);
    return SG_OK;
}

enum sg_code leak_judge(struct context *ctx, const struct leak_values *v, struct sg_leak **ret, struct sg_err *err)
{
    struct judging j = { .ctx = ctx };
    sg_auto_char keys = v->keys ? strdup(v->keys) : NULL;
    if (v->keys && !keys) return sg_fail_nomem(err, "the keys");
    if (v->keys) SG_TRY(check_keys(v->keys, err));
    if (!keys) SG_TRY(last_keys(ctx, &keys, err));
    struct sg_leak_options o = { .keys = keys,
                                 .with_dns = v->with_dns,
                                 .theft = SG_TIME_NONE,
                                 .promised_mails = v->promised_mails,
                                 .unusual = v->unusual,
                                 .key_reject = reject_key,
                                 .progress = show_progress,
                                 .ctx = &j };
    uint32_t precision;
    if (v->theft && sg_time_parse(sg_str(v->theft), &o.theft, &precision, err) != SG_OK)
        return sg_fail(err, SG_EUSAGE, "--theft: \"%s\" is no time such as 2017-04-24 or 2017-04-24T12:00Z", v->theft);
    SG_TRY(size_of(v->promised_bytes, &o.promised_bytes, err));
    progress_init(&j.progress, &ctx->term);
    enum sg_code code = sg_leak_find(ctx->store, &o, ret, err);
    progress_clear(&j.progress);
    if (code != SG_OK && v->keys && strncmp(err->text, v->keys, strlen(v->keys)) == 0 && !strstr(err->text, "needed")) {
        const struct sg_err why = *err;
        return sg_fail(err, code, "%.300s; --keys takes a CSV file with the columns domain, selector, value", why.text);
    }
    if (code == SG_OK && j.n_rejected && !ctx->term.is_quiet)
        say("%s: %" PRIu64 " of its rows could not be read; the first is %s", sg_path_name(keys), j.n_rejected,
            j.first);
    return code;
}

enum sg_code leak_answer(struct context *ctx, const struct leak_values *v, struct sg_leak **ret, struct sg_err *err)
{
    bool is_asked_otherwise = v->keys || v->with_dns || v->theft || v->unusual > 0;
    char sha256[65];
    uint64_t stale = 0;
    if (!is_asked_otherwise) {
        SG_TRY(leak_kept(ctx, ret, sha256, &stale, err));
        if (*ret && !stale) return SG_OK;
        sg_leak_free(*ret);
        *ret = NULL;
    }
    return leak_judge(ctx, v, ret, err);
}

/* ---- naming an item ---- */

enum sg_code leak_item_named(const struct sg_leak *l, const char *name, uint32_t *ret, struct sg_err *err)
{
    struct sg_str id = sg_str(name);
    if (id.len > 2 && id.data[0] == '<' && id.data[id.len - 1] == '>') id = sg_str_n(id.data + 1, id.len - 2);
    uint32_t found = SG_NO_INDEX;
    size_t n = 0;
    if (id.len < LEAST_DIGITS)
        return sg_fail(err, SG_EUSAGE,
                       "\"%s\" is too short: an item is named by %d or more digits of its id or SHA-256, or by its "
                       "Message-ID",
                       name, LEAST_DIGITS);
    char hex[SG_SHA256_HEX] = "";
    for (size_t i = 0; i < id.len && id.len < sizeof hex; i++)
        hex[i] = sg_lower(id.data[i]);
    for (uint32_t i = 0; i < l->n_items; i++) {
        char digits[ID_DIGITS + 1];
        snprintf(digits, sizeof digits, "%016" PRIx64, l->items[i].id);
        bool is_id = id.len < sizeof hex &&
                     (id.len <= ID_DIGITS ? memcmp(digits, hex, id.len) == 0
                                          : memcmp(l->items[i].sha256, hex, id.len) == 0);
        if (!is_id && !sg_str_is(id, l->items[i].message_id)) continue;
        if (!n++) found = i;
    }
    if (!n)
        return sg_fail(err, SG_ENOTFOUND, "no item of the leak is called \"%s\": \"sillage leak list\" shows their ids",
                       name);
    if (n > 1 && id.len < ID_DIGITS)
        return sg_fail(err, SG_EUSAGE, "the ids of %zu items begin with %s: give more digits of it", n, name);
    *ret = found;
    return SG_OK;
}
