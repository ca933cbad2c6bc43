/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pairs as tables: doc/formats/coordination-json.md. */
#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "report/coordination_rows.h"
#include "report/map_files.h"

struct keys {
    struct sg_buf a, b;
    bool is_turned; /* b's key comes first in byte order: a platform's name is part of another's beginning */
};

static void keys_release(struct keys *k)
{
    sg_buf_release(&k->a);
    sg_buf_release(&k->b);
}
#define auto_keys __attribute__((cleanup(keys_release))) struct keys

static void key_of(struct sg_buf *out, const struct sg_coordination *c, uint32_t account, bool has_platforms)
{
    sg_buf_clear(out);
    coordination_key(out, &c->accounts[account], has_platforms);
}

static int compare_keys(const struct sg_buf *a, const struct sg_buf *b)
{
    size_t n = a->len < b->len ? a->len : b->len;
    int order = n ? memcmp(a->data, b->data, n) : 0;
    return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* "a,b": as they are written, the first before the second in byte order. */
static void write_keys(struct sg_buf *out, struct keys *k, const struct sg_coordination *c,
                       const struct sg_step_pair *p, bool has_platforms)
{
    key_of(&k->a, c, p->a, has_platforms);
    key_of(&k->b, c, p->b, has_platforms);
    k->is_turned = compare_keys(&k->a, &k->b) > 0;
    sg_escape_csv(out, sg_buf_view(k->is_turned ? &k->b : &k->a));
    sg_buf_char(out, ',');
    sg_escape_csv(out, sg_buf_view(k->is_turned ? &k->a : &k->b));
    out->failed |= k->a.failed || k->b.failed;
}

enum sg_code sg_report_coordination_pairs(const struct sg_coordination *c, struct sg_buf *out, struct sg_err *err)
{
    auto_keys k = { 0 };
    bool has_platforms = coordination_has_platforms(c);
    sg_buf_text(out, "account_a,account_b,weight\r\n");
    for (size_t i = 0; i < c->n_pairs; i++) {
        write_keys(out, &k, c, &c->pairs[i], has_platforms);
        sg_buf_printf(out, ",%" PRIu64 "\r\n", c->pairs[i].weight);
    }
    return sg_buf_check(out, err);
}

static void real(struct sg_buf *out, bool is_known, double v)
{
    sg_buf_char(out, ',');
    if (is_known && isfinite(v)) sg_buf_printf(out, "%.6g", v);
}

static void figures(struct sg_buf *out, const struct sg_coordination *c, const struct sg_step_pair *p, bool is_turned)
{
    bool is_tested = coordination_is_tested(c);
    uint32_t posts[2] = { p->a_posts, p->b_posts }, firsts[2] = { p->a_first, p->b_first };
    sg_buf_printf(out, ",%" PRIu64 ",", p->weight);
    coordination_kinds(out, p->kinds, " ");
    sg_buf_printf(out, ",%" PRIu64 ",", p->fast);
    if (is_tested) sg_buf_printf(out, "%u", p->joint);
    real(out, is_tested, p->expected);
    real(out, is_tested, p->p);
    real(out, is_tested, p->q);
    real(out, true, p->balance);
    sg_buf_printf(out, ",%u,%u,%u,%u", posts[is_turned], posts[!is_turned], firsts[is_turned], firsts[!is_turned]);
    real(out, true, p->mean_gap);
    sg_buf_printf(out, ",%s,%s,", p->is_significant ? "true" : "false", p->is_above ? "true" : "false");
    if (p->group != SG_NO_INDEX) sg_buf_printf(out, "%u", p->group);
}

enum sg_code coordination_csv_write(const struct sg_coordination *c, const struct sg_coordination_report_options *o,
                                    struct sg_buf *out, struct sg_err *err)
{
    (void)o;
    auto_keys k = { 0 };
    bool has_platforms = coordination_has_platforms(c);
    sg_buf_text(out, "account_a,account_b,weight,kinds,fast,joint,expected,p,q,balance,a_posts,b_posts,a_first,b_first,"
                     "mean_gap_s,significant,above_cut,group\r\n");
    for (size_t i = 0; i < c->n_pairs; i++) {
        write_keys(out, &k, c, &c->pairs[i], has_platforms);
        figures(out, c, &c->pairs[i], k.is_turned);
        sg_buf_text(out, "\r\n");
    }
    return sg_buf_check(out, err);
}
