/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of data/ are built into the program as text (tools/embed_tables.py) and read here, so that a reader of the
 * folder and the program see the same thing. */
#include "objects/tables_data.h"

#include <stdlib.h>

#include "objects/objects_internal.h"

static bool next_line(struct sg_str *rest, struct sg_str *ret_line)
{
    while (rest->len) {
        const char *end = memchr(rest->data, '\n', rest->len);
        size_t len = end ? (size_t)(end - rest->data) : rest->len;
        *ret_line = sg_str_n(rest->data, len);
        size_t step = len + (end ? 1 : 0);
        *rest = sg_str_n(rest->data + step, rest->len - step);
        if (len && ret_line->data[0] != '#') return true;
    }
    return false;
}

static struct sg_str cut(struct sg_str *rest, char mark)
{
    const char *end = memchr(rest->data, mark, rest->len);
    size_t len = end ? (size_t)(end - rest->data) : rest->len;
    struct sg_str piece = sg_str_n(rest->data, len);
    size_t step = len + (end ? 1 : 0);
    *rest = sg_str_n(rest->data + step, rest->len - step);
    return piece;
}

/* One more place at the end of an array whose capacity is the next power of two. */
static void *one_more(void *array, size_t *n, size_t size)
{
    void **where = array;
    if ((*n & (*n - 1)) == 0) {
        void *bigger = realloc(*where, (*n ? *n * 2 : 1) * size);
        if (!bigger) return NULL;
        *where = bigger;
    }
    void *place = (char *)*where + *n * size;
    memset(place, 0, size);
    ++*n;
    return place;
}

static bool load_tracking(struct tables *t)
{
    struct sg_str rest = sg_str_n(sg_data_url_tracking, sg_data_url_tracking_len), line;
    while (next_line(&rest, &line)) {
        struct sg_str host = cut(&line, '\t'), param = cut(&line, '\t');
        bool is_prefix = param.len && param.data[param.len - 1] == '*';
        if (sg_str_is(host, "*") && !is_prefix) {
            if (!names_add(&t->tracked, param, 1)) return false;
            continue;
        }
        struct track_rule *rule = one_more(&t->tracks, &t->n_tracks, sizeof *rule);
        if (!rule) return false;
        *rule = (struct track_rule){ host, sg_str_n(param.data, param.len - is_prefix), is_prefix };
    }
    return true;
}

static bool load_hosts(struct tables *t)
{
    struct sg_str rest = sg_str_n(sg_data_url_hosts, sg_data_url_hosts_len), line;
    while (next_line(&rest, &line)) {
        struct sg_str what = cut(&line, '\t'), a = cut(&line, '\t'), b = cut(&line, '\t'), c = cut(&line, '\t');
        if (sg_str_is(what, "prefix") || sg_str_is(what, "amp-cache")) {
            struct sg_str *p = sg_str_is(what, "prefix") ? one_more(&t->prefixes, &t->n_prefixes, sizeof *p)
                                                         : one_more(&t->amp_caches, &t->n_amp_caches, sizeof *p);
            if (!p) return false;
            *p = a;
        } else if (sg_str_is(what, "host")) {
            if (!names_add(&t->hosts, a, (int32_t)t->n_host_to)) return false;
            struct sg_str *to = one_more(&t->host_to, &t->n_host_to, sizeof *to);
            if (!to) return false;
            *to = b;
        } else if (sg_str_is(what, "tail")) {
            struct tail_rule *rule = one_more(&t->tails, &t->n_tails, sizeof *rule);
            if (!rule) return false;
            *rule = (struct tail_rule){ a, b };
        } else if (sg_str_is(what, "unwrap")) {
            struct wrap_rule *rule = one_more(&t->wraps, &t->n_wraps, sizeof *rule);
            if (!rule) return false;
            *rule = (struct wrap_rule){ a, b, c };
        }
    }
    return true;
}

static bool load_shorteners(struct tables *t)
{
    struct sg_str rest = sg_str_n(sg_data_shorteners, sg_data_shorteners_len), line;
    while (next_line(&rest, &line)) {
        const char *blank = memchr(line.data, ' ', line.len);
        bool is_wrapper = blank != NULL;
        if (blank) line.len = (size_t)(blank - line.data);
        if (!names_add(&t->shorteners, line, is_wrapper ? SHORTENER_WRAPPER : SHORTENER)) return false;
    }
    return true;
}

/* A host's patterns hang together in the order of the file. */
static bool hang(struct tables *t, int32_t *first, int32_t pattern)
{
    struct pattern_link *link = one_more(&t->links, &t->n_links, sizeof *link);
    if (!link) return false;
    *link = (struct pattern_link){ pattern, -1 };
    int32_t number = (int32_t)t->n_links - 1;
    if (*first < 0) {
        *first = number;
        return true;
    }
    int32_t last = *first;
    while (t->links[last].next >= 0)
        last = t->links[last].next;
    t->links[last].next = number;
    return true;
}

static bool load_permalinks(struct tables *t)
{
    struct sg_str rest = sg_str_n(sg_data_permalinks, sg_data_permalinks_len), line;
    t->any_host = -1;
    while (next_line(&rest, &line)) {
        struct pattern p = { .platform = cut(&line, '\t') };
        struct sg_str hosts = cut(&line, '\t');
        p.path = cut(&line, '\t');
        p.id = cut(&line, '\t');
        p.account = cut(&line, '\t');
        struct pattern *place = one_more(&t->patterns, &t->n_patterns, sizeof *place);
        if (!place) return false;
        *place = p;
        int32_t number = (int32_t)t->n_patterns - 1;
        while (hosts.len) {
            struct sg_str host = cut(&hosts, ' ');
            int32_t *first = sg_str_is(host, "*") ? &t->any_host : names_add(&t->permalinks, host, -1);
            if (!first || !hang(t, first, number)) return false;
        }
    }
    return true;
}

enum sg_code tables_load(struct tables *t, struct sg_err *err)
{
    if (load_tracking(t) && load_hosts(t) && load_shorteners(t) && load_permalinks(t)) return SG_OK;
    return sg_fail_nomem(err, "the tables of addresses");
}

void tables_release(struct tables *t)
{
    names_release(&t->tracked);
    names_release(&t->hosts);
    names_release(&t->shorteners);
    names_release(&t->permalinks);
    free(t->tracks);
    free(t->host_to);
    free(t->prefixes);
    free(t->amp_caches);
    free(t->wraps);
    free(t->tails);
    free(t->patterns);
    free(t->links);
    *t = (struct tables){ 0 };
}
