/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes as a host name: judged within bounds, said in terminated UTF-8, and the same when asked by its ASCII form.
 * Several lines are a stream, too: by one thread and by two it tells the same. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/text.h"
#include "lookalike/lookalike.h"

enum { STREAM_LARGEST = 1024 }; /* threads for each input take their time: of small ones every fourth finds as much */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char list[] = "example.org alias:example-mail.net brand:ex-ample\n"
                           "gov.pl\nmil.am\norange.co.uk\nsillage-workbench.fr brand:sillage\n"
                           "m\xc3\xbcnster.example\n\xd0\xbf\xd1\x80\xd0\xb8\xd0\xbc\xd0\xb5\xd1\x80.example\n"
                           "a-very-long-name-that-has-nearly-as-many-letters-as-may-be-63ab.com\n"
                           "allow: partner.example gov\n";
static struct sg_protected *names;
static struct sg_matcher *matcher;
static struct sg_judge *judge;

static void set_up(void)
{
    if (judge) return;
    if (sg_protected_new(&names, NULL) != SG_OK || sg_protected_read(names, sg_str(list), "list", NULL) != SG_OK ||
        sg_matcher_new(names, &matcher, NULL) != SG_OK || sg_judge_new(matcher, &judge, NULL) != SG_OK)
        abort();
}

static void check_part(const char part[SG_LOOK_PART])
{
    const char *end = memchr(part, '\0', SG_LOOK_PART);
    if (!end || !sg_utf8_is_valid(part, (size_t)(end - part))) abort();
}

static void check_alike(const struct sg_lookalike *l)
{
    if (l->protected_name >= names->n || !l->tricks || l->tricks >> SG_TRICKS || l->grounds >> SG_GROUNDS ||
        l->flags > 15)
        abort();
    if (l->severity < SG_LOW || l->severity > SG_HIGH || l->n_steps > SG_LOOK_STEPS) abort();
    for (uint32_t i = 0; i < l->n_steps; i++) {
        if ((unsigned)l->steps[i].trick >= SG_TRICKS || !(l->tricks & 1u << l->steps[i].trick)) abort();
        check_part(l->steps[i].from);
        check_part(l->steps[i].to);
    }
}

static void check_names(const struct sg_judged *j)
{
    const struct sg_str all[] = { j->ascii, j->shown, j->registrable };
    for (size_t i = 0; i < 3; i++)
        if (!all[i].len || !sg_utf8_is_valid(all[i].data, all[i].len) || memchr(all[i].data, 0, all[i].len)) abort();
    if (j->ascii.len > 253 || j->registrable.len > j->ascii.len ||
        memcmp(j->ascii.data + j->ascii.len - j->registrable.len, j->registrable.data, j->registrable.len) != 0)
        abort();
    for (size_t i = 0; i < j->ascii.len; i++)
        if ((unsigned char)j->ascii.data[i] >= 0x80 || (j->ascii.data[i] >= 'A' && j->ascii.data[i] <= 'Z')) abort();
}

/* What a stream told, in its order. */
struct told {
    uint64_t hits, rejects, line, all;
};

static void add(struct told *t, const struct sg_stream_hit *h, struct sg_str text)
{
    if (h->line <= t->line || h->raw.len > 300) abort();
    t->line = h->line;
    const uint64_t parts[] = { t->all, h->line, sg_siphash(text.data, text.len), sg_siphash(h->raw.data, h->raw.len) };
    t->all = sg_siphash(parts, sizeof parts);
}

static enum sg_code take_hit(void *ctx, const struct sg_stream_hit *h, struct sg_err *err)
{
    struct told *t = ctx;
    (void)err;
    check_alike(&h->judged->look);
    check_names(h->judged);
    add(t, h, h->judged->ascii);
    t->hits++;
    return SG_OK;
}

static enum sg_code take_reject(void *ctx, const struct sg_stream_hit *h, struct sg_err *err)
{
    struct told *t = ctx;
    (void)err;
    add(t, h, sg_str(h->judged->reason));
    t->rejects++;
    return SG_OK;
}

static struct told read_stream(const char *path, unsigned threads)
{
    struct told t = { 0 };
    struct sg_lookalike_counts n = { 0 };
    const struct sg_lookalike_stream s = {
        .threads = threads, .least = SG_MEDIUM, .hit = take_hit, .reject = take_reject, .ctx = &t
    };
    if (sg_lookalike_stream(matcher, path, &s, &n, NULL) != SG_OK) return t; /* packed, and broken */
    if (n.rejected != t.rejects || n.alike[SG_MEDIUM] + n.alike[SG_HIGH] != t.hits || n.names > n.lines ||
        n.own + n.rejected + n.alike[SG_LOW] + t.hits > n.names)
        abort();
    return t;
}

static void check_stream(const uint8_t *data, size_t size)
{
    char path[64];
    int fd = memfd_create("stream", MFD_CLOEXEC);
    if (fd < 0 || write(fd, data, size) != (ssize_t)size) abort();
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    struct told one = read_stream(path, 1), two = read_stream(path, 2);
    if (memcmp(&one, &two, sizeof one) != 0) abort();
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct sg_judged first = { 0 }, again = { 0 };
    char ascii[254];
    set_up();
    if (size && size <= STREAM_LARGEST && size % 4 == 0 && memchr(data, '\n', size)) check_stream(data, size);
    enum sg_judgement is = sg_judge(judge, sg_str_n((const char *)data, size), &first);
    switch (is) {
    case SG_JUDGED_STRANGER:
        return 0;
    case SG_JUDGED_UNREADABLE:
        if (!first.reason || !first.reason[0] || !sg_utf8_is_valid(first.reason, strlen(first.reason))) abort();
        return 0;
    case SG_JUDGED_ALIKE:
        check_alike(&first.look);
        break;
    case SG_JUDGED_OWN:
        break;
    default:
        abort();
    }
    check_names(&first);
    size_t n = first.ascii.len;
    memcpy(ascii, first.ascii.data, n);
    if (sg_judge(judge, sg_str_n(ascii, n), &again) != is || again.ascii.len != n ||
        memcmp(again.ascii.data, ascii, n) != 0)
        abort();
    if (is == SG_JUDGED_ALIKE && (again.look.protected_name != first.look.protected_name ||
                                  again.look.tricks != first.look.tricks || again.look.grounds != first.look.grounds ||
                                  again.look.severity != first.look.severity || again.look.flags != first.look.flags))
        abort();
    return 0;
}
