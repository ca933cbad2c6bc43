/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <inttypes.h>
#include <string.h>

#include "survey/survey.h"

void sg_survey_store(const struct sg_case *c, struct sg_buf *out)
{
    const char *url = c->store_url;
    const char *host = url ? strstr(url, "://") : NULL, *at = host ? strrchr(host, '@') : NULL;
    const char *colon = at ? memchr(host + 3, ':', (size_t)(at - host) - 3) : NULL;
    if (!url) {
        sg_buf_text(out, "embedded");
    } else if (colon) {
        sg_buf_add(out, url, (size_t)(colon - url) + 1);
        sg_buf_printf(out, "…%s", at);
    } else {
        sg_buf_text(out, url);
    }
}

const char *sg_survey_state(const struct sg_case *c, const struct sg_survey_source *s)
{
    if (!s->has_ended) return sg_case_is_locked(c) ? "being added" : "cut off";
    return s->error[0] ? "ended early" : "whole";
}

uint64_t sg_survey_sum(const struct sg_survey_kind *kinds, size_t n, bool is_other)
{
    uint64_t total = 0;
    for (size_t i = 0; i < n; i++)
        total += is_other ? kinds[i].other : kinds[i].n;
    return total;
}

static void put_sources_json(struct sg_json_out *j, const struct sg_case *c, const struct sg_survey *s)
{
    sg_json_key(j, "sources");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_sources; i++) {
        const struct sg_survey_source *one = &s->sources[i];
        sg_auto_buf rejects = { 0 };
        sg_buf_printf(&rejects, "rejects/%016" PRIx64 ".ndjson", one->source);
        sg_json_object(j);
        sg_json_ktext(j, "file", one->file);
        sg_json_ktext(j, "sha256", one->sha256);
        sg_json_ktext(j, "format", one->format);
        sg_json_ktext(j, "platform", one->platform[0] ? one->platform : NULL);
        sg_json_ku64(j, "bytes", one->bytes);
        sg_json_ku64(j, "rows", one->rows);
        sg_json_ku64(j, "rejected", one->rejected);
        sg_json_ku64(j, "repaired", one->repaired);
        sg_json_ktext(j, "rejects", one->rejected + one->repaired ? sg_buf_cstr(&rejects) : NULL);
        sg_json_ktext(j, "state", sg_survey_state(c, one));
        sg_json_ktext(j, "error", one->error[0] ? one->error : NULL);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

static void put_platforms_json(struct sg_json_out *j, const struct sg_survey *s)
{
    sg_json_key(j, "platforms");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_platforms; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "platform", s->platforms[i].name);
        sg_json_ku64(j, "posts", s->platforms[i].rows);
        sg_json_ku64(j, "accounts", s->platforms[i].accounts);
        sg_json_ktime(j, "from", s->platforms[i].from);
        sg_json_ktime(j, "to", s->platforms[i].to);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
}

static void put_totals_json(struct sg_json_out *j, const struct sg_survey *s)
{
    sg_json_ku64(j, "posts", s->rows);
    sg_json_ku64(j, "embedded", s->embedded);
    sg_json_key(j, "range");
    sg_json_object(j);
    sg_json_ktime(j, "from", s->from);
    sg_json_ktime(j, "to", s->to);
    sg_json_object_end(j);
    uint64_t links = sg_survey_sum(s->links, s->n_links, false), missing = sg_survey_sum(s->links, s->n_links, true);
    sg_json_key(j, "links");
    sg_json_object(j);
    sg_json_ku64(j, "total", links);
    sg_json_ku64(j, "missing", missing);
    sg_json_kdouble(j, "missing_share", links ? (double)missing / (double)links : 0);
    sg_json_key(j, "by_kind");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_links; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "kind", sg_link_kind_name((enum sg_link_kind)s->links[i].kind));
        sg_json_ku64(j, "links", s->links[i].n);
        sg_json_ku64(j, "missing", s->links[i].other);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
    sg_json_object_end(j);
    sg_json_key(j, "objects");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_objects; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "kind", sg_object_kind_name((enum sg_object_kind)s->objects[i].kind));
        sg_json_ku64(j, "carried", s->objects[i].n);
        sg_json_ku64(j, "distinct", s->objects[i].other);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
    sg_json_key(j, "leak");
    sg_json_array(j);
    for (size_t i = 0; i < s->n_items; i++) {
        sg_json_object(j);
        sg_json_ktext(j, "kind", sg_item_kind_name((enum sg_item_kind)s->items[i].kind));
        sg_json_ku64(j, "items", s->items[i].n);
        sg_json_ku64(j, "places", s->items[i].other);
        sg_json_object_end(j);
    }
    sg_json_array_end(j);
    sg_json_ku64(j, "ghosts", s->ghosts);
    sg_json_ku64(j, "unnamed_ghosts", s->unnamed_ghosts);
}

enum sg_code sg_survey_json(const struct sg_case *c, const struct sg_survey *s, const struct sg_case_findings *kept,
                            bool indent, struct sg_buf *out, struct sg_err *err)
{
    sg_auto_buf store = { 0 };
    sg_survey_store(c, &store);
    struct sg_json_out j = sg_json_out(out, indent);
    sg_json_object(&j);
    sg_json_ktext(&j, "title", c->title);
    sg_json_ktext(&j, "folder", c->folder);
    sg_json_ktime(&j, "created", c->created);
    sg_json_ki64(&j, "version", c->version);
    sg_json_kstr(&j, "store", sg_buf_view(&store));
    put_totals_json(&j, s);
    put_platforms_json(&j, s);
    put_sources_json(&j, c, s);
    sg_case_kept_json(kept, &j);
    sg_case_calendar_json(c, &j);
    sg_json_object_end(&j);
    sg_buf_char(out, '\n');
    return sg_buf_check(out, err);
}
