/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "report/entry_rows.h"

#include "report/leak.h"

#define END                                                                                                            \
    {                                                                                                                  \
        NULL, ROW_TEXT, 0, NULL                                                                                        \
    }
#define WHOLE(key, kind, field, names)                                                                                 \
    {                                                                                                                  \
        key, kind, offsetof(struct sg_entry, field), names                                                             \
    }
const struct row_field entry_settings_fields[] = {
    WHOLE("list", ROW_TEXT, settings.list, NULL),
    WHOLE("list_sha256", ROW_PLAIN, settings.list_sha256, NULL),
    WHOLE("least", ROW_ENUM, settings.least, sg_severity_names),
    WHOLE("allowed", ENTRY_ALLOWED, settings.allowed, NULL),
    END,
};
const struct row_field entry_total_fields[] = {
    WHOLE("posts", ROW_U64, totals.posts, NULL),
    WHOLE("mails", ROW_U64, totals.mails, NULL),
    WHOLE("documents", ROW_U64, totals.documents, NULL),
    WHOLE("items", ROW_U64, totals.items, NULL),
    WHOLE("hosts", ROW_U64, totals.hosts, NULL),
    WHOLE("addresses", ROW_U64, totals.addresses, NULL),
    WHOLE("urls", ROW_U64, totals.urls, NULL),
    WHOLE("own", ROW_U64, totals.own, NULL),
    WHOLE("below", ROW_U64, totals.below, NULL),
    WHOLE("unreadable", ROW_U64, totals.unreadable, NULL),
    WHOLE("indicators", ROW_U64, totals.indicators, NULL),
    WHOLE("first_mail", ENTRY_NAME, first_mail, NULL),
    END,
};

#define FIELD(type, key, kind, field, names)                                                                           \
    {                                                                                                                  \
        key, kind, offsetof(struct type, field), names                                                                 \
    }
#define SIGHTING(key, kind, field) FIELD(sg_entry_sighting, key, kind, field, NULL)
const struct row_field entry_sighting_fields[] = {
    FIELD(sg_entry_sighting, "where", ROW_ENUM, where, sg_entry_where_names),
    SIGHTING("time", ROW_TIME, time),
    SIGHTING("precision", ROW_U32, precision),
    SIGHTING("received", ROW_TIME, received),
    SIGHTING("value", ENTRY_VALUE, value),
    SIGHTING("by", ROW_TEXT, by),
    SIGHTING("platform", ROW_PLAIN, platform),
    SIGHTING("id", ROW_PLAIN, id),
    SIGHTING("title", ROW_CONTENT, title),
    SIGHTING("recipients", ROW_U32, n_recipients),
    SIGHTING("file", ROW_TEXT, file),
    SIGHTING("sha256", ROW_PLAIN, sha256),
    SIGHTING("row", ROW_U64, row),
    SIGHTING("path", ROW_CONTENT, path),
    SIGHTING("period", ENTRY_PERIOD, period),
    END,
};

#define PROTECTED(key, kind, field) FIELD(sg_entry_protected, key, kind, field, NULL)
static const struct row_field protected_fields[] = {
    PROTECTED("domain", ROW_PLAIN, domain),
    PROTECTED("aliases", ROW_PLAIN, aliases),
    PROTECTED("brands", ROW_PLAIN, brands),
    PROTECTED("names", ROW_U64, n_names),
    END,
};
#define PERIOD(key, kind, field) FIELD(sg_story_period, key, kind, field, NULL)
static const struct row_field period_fields[] = {
    PERIOD("name", ROW_TEXT, name),
    PERIOD("from", ROW_TIME, from),
    PERIOD("to", ROW_TIME, to),
    END,
};
#define FEED(key, kind, field) FIELD(sg_indicator_feed, key, kind, field, NULL)
static const struct row_field feed_fields[] = {
    FEED("file", ROW_TEXT, file),          FEED("sha256", ROW_PLAIN, sha256),
    FEED("format", ROW_PLAIN, format),     FEED("n", ROW_U64, n),
    FEED("other", ROW_U64, n_other),       FEED("other_kinds", ROW_PLAIN, other_kinds),
    FEED("rejected", ROW_U64, n_rejected), END,
};
#define NAME(key, kind, field) FIELD(sg_entry_name, key, kind, field, NULL)
static const struct row_field name_fields[] = {
    NAME("domain", ROW_PLAIN, domain),
    NAME("host", ROW_PLAIN, host),
    NAME("shown", ROW_PLAIN, shown),
    NAME("protected", ENTRY_PROTECTED, look.protected_name),
    FIELD(sg_entry_name, "tricks", ROW_BITS, look.tricks, sg_trick_names),
    FIELD(sg_entry_name, "flags", ROW_BITS, look.flags, sg_look_flag_names),
    FIELD(sg_entry_name, "severity", ROW_ENUM, look.severity, sg_severity_names),
    FIELD(sg_entry_name, "grounds", ROW_BITS, look.grounds, sg_ground_names),
    NAME("steps", ENTRY_STEPS, look),
    NAME("carriers", ENTRY_CARRIERS, n),
    NAME("hosts", ROW_U64, n_hosts),
    NAME("first", ROW_TIME, first),
    NAME("last", ROW_TIME, last),
    NAME("sightings", ENTRY_SIGHTINGS, first_sighting),
    NAME("first_mail", ENTRY_FIRST_MAIL, first_mail),
    END,
};
#define MATCH(key, kind, field) FIELD(sg_entry_match, key, kind, field, NULL)
static const struct row_field match_fields[] = {
    FIELD(sg_entry_match, "kind", ROW_ENUM, indicator.kind, sg_indicator_kind_names),
    MATCH("value", ENTRY_VALUE, indicator.value),
    MATCH("id", ROW_PLAIN, indicator.id),
    MATCH("label", ROW_TEXT, indicator.label),
    MATCH("author", ROW_TEXT, indicator.author),
    MATCH("from", ROW_TIME, indicator.from),
    MATCH("to", ROW_TIME, indicator.to),
    MATCH("feed", ENTRY_FEED, indicator.feed),
    MATCH("outside", ROW_BOOL, is_before_valid),
    MATCH("carriers", ENTRY_CARRIERS, n),
    MATCH("first", ROW_TIME, first),
    MATCH("last", ROW_TIME, last),
    MATCH("sightings", ENTRY_SIGHTINGS, first_sighting),
    END,
};

#define LIST(key, items, number, type, fields)                                                                         \
    {                                                                                                                  \
        key, offsetof(struct sg_entry, items), offsetof(struct sg_entry, number), sizeof(struct type), fields          \
    }
const struct row_list entry_document_lists[] = {
    LIST("protected", settings.names, settings.n_names, sg_entry_protected, protected_fields),
    LIST("periods", periods, n_periods, sg_story_period, period_fields),
    LIST("feeds", feeds, n_feeds, sg_indicator_feed, feed_fields),
    LIST("names", names, n_names, sg_entry_name, name_fields),
    LIST("matches", matches, n_matches, sg_entry_match, match_fields),
    { NULL, 0, 0, 0, NULL },
};

uint32_t entry_first_mail_place(const struct sg_entry_name *name)
{
    bool is_own =
        name->first_mail >= name->first_sighting && name->first_mail - name->first_sighting < name->n_sightings;
    return is_own ? name->first_mail - name->first_sighting : SG_NO_INDEX;
}

/* ---- values ---- */

static size_t find(struct sg_str s, const char *any)
{
    size_t i = 0;
    while (i < s.len && !(s.data[i] && strchr(any, s.data[i])))
        i++;
    return i;
}

static struct sg_str after_user(struct sg_str s)
{
    const char *at = s.len ? memrchr(s.data, '@', s.len) : NULL;
    size_t taken = at ? (size_t)(at - s.data) + 1 : 0;
    return sg_str_n(s.data + taken, s.len - taken);
}

/* Canonical ones have one of these; all marks of a URL may stand before the sign of a mail address: RFC 5322, 3.2.3. */
static bool is_url(const char *value)
{
    static const char *const schemes[] = { "https://", "http://", "ftp://" };
    for (size_t i = 0; i < sizeof schemes / sizeof *schemes; i++)
        if (strncmp(value, schemes[i], strlen(schemes[i])) == 0) return true;
    return !strchr(value, '@') && (strstr(value, "://") || strpbrk(value, "/?#"));
}

struct sg_str entry_host_of(const char *value)
{
    const char *scheme = strstr(value, "://");
    struct sg_str s = sg_str(scheme ? scheme + 3 : value);
    if (!is_url(value)) return after_user(s);
    s.len = find(s, "/?#\\");
    s = after_user(s);
    if (s.len && s.data[0] == '[') { /* an IPv6 address has colons of its own */
        size_t end = find(s, "]");
        s.len = end < s.len ? end + 1 : end;
    } else
        s.len = find(s, ":");
    return s;
}

/* All before the sign is hidden, in quotes too and however long: an envelope's sender often bears its recipient. */
static void put_masked_address(struct sg_buf *out, struct sg_str s)
{
    size_t n = s.len - after_user(s).len - 1, first = n && s.data[0] == '"', end = first + 1;
    while (end < n && ((unsigned char)s.data[end] & 0xc0) == 0x80)
        end++;
    if (end <= n) sg_buf_str(out, sg_str_n(s.data + first, end - first));
    if (n) sg_buf_text(out, "…");
    sg_buf_str(out, sg_str_n(s.data + n, s.len - n));
}

void entry_put_value(struct sg_buf *out, const char *value, bool with_content, bool is_masked)
{
    struct sg_str s = is_url(value) && !with_content ? entry_host_of(value) : sg_str(value);
    bool has_sign = s.len && memchr(s.data, '@', s.len);
    if (is_masked && has_sign && !is_url(value))
        put_masked_address(out, s);
    else if (is_masked && (has_sign || (s.len && memchr(s.data, '/', s.len))))
        sg_mask_personal(s, out);
    else
        sg_buf_str(out, s);
}

void entry_put_carriers(struct sg_json_out *j, const uint64_t n[static SG_ENTRY_WHERES], bool with_zeros)
{
    sg_json_object(j);
    for (int where = 0; where < SG_ENTRY_WHERES; where++)
        if (n[where] || with_zeros) sg_json_ku64(j, sg_entry_where_names[where], n[where]);
    sg_json_object_end(j);
}
