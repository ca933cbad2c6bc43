/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * PST and OST through libpst.  The library trusts what it reads more than one should: what can be checked beforehand
 * is, and the process that this runs in may die.
 */
#include <errno.h>
#include <inttypes.h>
#include <libpst/libpst.h>
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wstrict-prototypes" /* the library's header is older than that */
#include <libpst/vbuf.h>
#pragma GCC diagnostic pop
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zlib.h>

#include "base/text.h"
#include "containers/containers_internal.h"
#include "containers/rebuild.h"
#include "mail/mail.h"

enum { FOLDERS = 64 /* inside each other */, PARTS = 2048, EMBEDDED = 8, HEADER_BYTES = 512 };

struct pst {
    struct walk *w;
    pst_file file;
    bool is_open;
    struct place inside;
    struct sg_buf path;
    uint32_t part;
    unsigned embedded;
    bool is_cut;
};

void pst_prepare(void)
{
    pst_unicode_init();
}

/* ---- before the library sees it ---- */

static uint64_t le(const unsigned char *p, int bytes)
{
    uint64_t v = 0;
    for (int i = bytes - 1; i >= 0; i--)
        v = v << 8 | p[i];
    return v;
}

/* MS-PST 2.2.2.6: the version, where the file ends, where its two trees begin.  Empty: nothing speaks against it. */
static void check_header(const struct stream *s, struct sg_err *ret_why, bool *ret_is_cut)
{
    unsigned char h[HEADER_BYTES] = { 0 };
    if (stream_pread(s, 0, h, sizeof h) < sizeof h) {
        (void)sg_fail(ret_why, SG_EINPUT, "a PST of %" PRIu64 " bytes: its header alone is longer", s->size);
        return;
    }
    unsigned version = (unsigned)le(h + 10, 2);
    bool is_64 = version >= 21;
    if (version != 14 && version != 15 && (version < 21 || version > 37)) {
        (void)sg_fail(ret_why, SG_EINPUT, "a PST of version %u, which is not known", version);
        return;
    }
    uint64_t end = is_64 ? le(h + 0xb8, 8) : le(h + 0xa8, 4);
    uint64_t nodes = is_64 ? le(h + 0xe0, 8) : le(h + 0xbc, 4), blocks = is_64 ? le(h + 0xf0, 8) : le(h + 0xc4, 4);
    if (nodes >= s->size || blocks >= s->size)
        (void)sg_fail(ret_why, SG_EINPUT, "the PST is cut short: its index lies behind the file's end");
    *ret_is_cut = end > s->size;
}

/* A page of one of the two trees ([MS-PST] 2.2.2.7.7): entries, how many and how wide they are, its level, a trailer.
 */
enum { PAGE = 512, LEVELS = 8, NODE_PAGE = 0x81, BLOCK_PAGE = 0x80 };

struct index {
    const struct stream *s;
    bool is_64;
    uint64_t left; /* pages that the file has room for: more are a circle */
    uint64_t damaged;
};

static uint32_t page_sum(const unsigned char *page, unsigned n)
{
    return (uint32_t)~crc32(0xffffffffUL, page, n); /* 5.3: zlib's, not inverted */
}

static bool is_whole_page(const struct index *x, const unsigned char *page, uint64_t number, unsigned kind, int level)
{
    const unsigned char *count = page + (x->is_64 ? 0x1e8 : 0x1f0), *trailer = page + (x->is_64 ? 0x1f0 : 0x1f4);
    unsigned least = (x->is_64 ? 24 : 12) + (kind == NODE_PAGE && count[3] == 0 ? x->is_64 ? 8 : 4 : 0);
    int width = x->is_64 ? 8 : 4;
    if (trailer[0] != kind || trailer[1] != kind || le(page + 0x1f8, width) != number) return false;
    if (count[0] > count[1] || count[2] < least || count[0] * count[2] > count - page) return false;
    if (level < 0 ? count[3] > LEVELS : count[3] != level) return false;
    for (unsigned i = 1; i < count[0]; i++)
        if (le(page + i * count[2], width) <= le(page + (i - 1) * count[2], width)) return false;
    uint32_t sum = (uint32_t)le(x->is_64 ? trailer + 4 : trailer + 8, 4);
    return sum == 0 || sum == page_sum(page, (unsigned)(trailer - page)); /* 0: other programs leave it out */
}

/* `level` -1: the root, of any level. */
static void check_pages(struct index *x, uint64_t at, uint64_t number, unsigned kind, int level)
{
    unsigned char page[PAGE];
    if (x->left == 0 || stream_pread(x->s, at, page, PAGE) < PAGE || !is_whole_page(x, page, number, kind, level)) {
        x->damaged++;
        return;
    }
    x->left--;
    const unsigned char *count = page + (x->is_64 ? 0x1e8 : 0x1f0);
    int width = x->is_64 ? 8 : 4;
    for (unsigned i = 0; count[3] > 0 && i < count[0]; i++) {
        const unsigned char *entry = page + i * count[2];
        check_pages(x, le(entry + 2 * width, width), le(entry + width, width), kind, count[3] - 1);
    }
}

/* What the library cannot read of an index it leaves out without a word: how many pages are damaged.  The form with
 * pages of 4,096 bytes is not checked. */
static uint64_t damaged_pages(const struct stream *s)
{
    unsigned char h[HEADER_BYTES] = { 0 };
    if (stream_pread(s, 0, h, sizeof h) < sizeof h) return 0;
    unsigned version = (unsigned)le(h + 10, 2);
    if (version > 23) return 0;
    struct index x = { .s = s, .is_64 = version >= 21, .left = s->size / PAGE };
    int width = x.is_64 ? 8 : 4;
    const unsigned char *roots = h + (x.is_64 ? 0xd8 : 0xb8); /* each a number and a place */
    check_pages(&x, le(roots + width, width), le(roots, width), NODE_PAGE, -1);
    check_pages(&x, le(roots + 3 * width, width), le(roots + 2 * width, width), BLOCK_PAGE, -1);
    return x.damaged;
}

/* ---- values ---- */

static sg_time time_of(const FILETIME *t)
{
    return t ? filetime((uint64_t)t->dwHighDateTime << 32 | t->dwLowDateTime) : SG_TIME_NONE;
}

static struct sg_str binary(const pst_binary *b)
{
    return b->data ? sg_str_n(b->data, b->size) : sg_str("");
}

/* What a message's strings point to. */
struct strings {
    struct sg_buf buf[24];
    size_t n;
    char charset[32], html_charset[32];
};

static void strings_release(struct strings *s)
{
    for (size_t i = 0; i < s->n; i++)
        sg_buf_release(&s->buf[i]);
}

static struct sg_str text_in(struct sg_buf *out, const char *charset, const pst_string *p)
{
    if (!p->str || !*p->str) return sg_str("");
    uint32_t defects = 0;
    sg_mail_to_utf8(sg_str(p->is_utf8 ? "utf-8" : charset), sg_str(p->str), out, &defects);
    return sg_buf_view(out);
}

static struct sg_str text(struct strings *s, const pst_string *p)
{
    if (s->n == sizeof s->buf / sizeof *s->buf) return sg_str("");
    return text_in(&s->buf[s->n++], s->charset, p);
}

static void set_charset(struct strings *s, const pst_item *item)
{
    char room[32];
    int32_t page = item->message_codepage ? item->message_codepage : item->internet_cpid;
    const char *name = codepage_name(page > 0 ? (uint32_t)page : 1252, room);
    snprintf(s->charset, sizeof s->charset, "%s", name);
    /* HTML is kept as bytes of the mail's own code page, whatever the store's. */
    if (item->internet_cpid > 0) name = codepage_name((uint32_t)item->internet_cpid, room);
    snprintf(s->html_charset, sizeof s->html_charset, "%s", name);
}

/* ---- a mail ---- */

struct addresses {
    struct rebuilt_address *list;
    size_t n, cap;
};

/* "Ann Example; Bob": names as shown, parted by ';'. */
static void add_shown(struct addresses *a, enum rebuilt_role role, struct sg_str shown)
{
    while (shown.len && a->n < a->cap) {
        const char *end = memchr(shown.data, ';', shown.len);
        struct sg_str one = { shown.data, end ? (size_t)(end - shown.data) : shown.len };
        shown = sg_str_n(shown.data + one.len + (end != NULL), shown.len - one.len - (end != NULL));
        one = sg_str_trim(one);
        if (!one.len) continue;
        bool is_address = memchr(one.data, '@', one.len) && !memchr(one.data, ' ', one.len);
        a->list[a->n++] = (struct rebuilt_address){ .role = role,
                                                    .name = is_address ? sg_str("") : one,
                                                    .address = is_address ? one : sg_str("") };
    }
}

static void fill_addresses(struct addresses *a, struct strings *s, const pst_item *item, struct sg_str to,
                           struct sg_str cc, struct sg_str bcc)
{
    const pst_item_email *e = item->email;
    struct sg_str name = text(s, &e->outlook_sender_name), address = text(s, &e->sender_address);
    struct sg_str other_name = text(s, &e->outlook_sender_name2), other = text(s, &e->sender2_address);
    /* In whose name it was sent, and who sent it: mostly one person, of whom either may be told in part.  An address of
     * another person, who sent it for the first, is not given to the first. */
    bool is_one = !name.len || !other_name.len || sg_str_same(name, other_name);
    bool has = address.len && memchr(address.data, '@', address.len);
    if (is_one && !name.len) name = other_name;
    if (!address.len && is_one) address = other;
    if (!has && is_one && other.len && memchr(other.data, '@', other.len)) address = other;
    if (name.len || address.len)
        a->list[a->n++] = (struct rebuilt_address){ .role = REBUILT_FROM, .name = name, .address = address };
    if (!is_one)
        a->list[a->n++] = (struct rebuilt_address){ .role = REBUILT_SENDER, .name = other_name, .address = other };
    add_shown(a, REBUILT_TO, to);
    add_shown(a, REBUILT_CC, cc);
    add_shown(a, REBUILT_BCC, bcc);
}

static enum sg_code rebuild_item(struct pst *p, pst_item *item, struct sg_buf *out, struct sg_err *err);

/* The parts' bytes; each freed with free(). */
struct parts {
    struct rebuilt_part *list;
    void **bytes;
    struct sg_buf *names;
    const char *charset;
    size_t n, cap;
};

static void parts_release(struct parts *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->bytes[i]);
    for (size_t i = 0; l->names && i < l->n; i++)
        sg_buf_release(&l->names[i]);
    free(l->names);
    free(l->bytes);
    free(l->list);
}

static struct sg_str plain(const pst_string *s)
{
    return s->str ? sg_str(s->str) : sg_str("");
}

static enum sg_code add_embedded(struct pst *p, pst_item_attach *a, struct rebuilt_part *part, void **bytes,
                                 struct sg_err *err)
{
    if (p->embedded >= EMBEDDED) {
        p->is_cut = true;
        return SG_OK;
    }
    pst_index_ll *id = pst_getID(&p->file, a->i_id);
    pst_desc_tree node = { .desc = id };
    pst_item *item = id ? pst_parse_item(&p->file, &node, a->id2_head) : NULL;
    if (!item || !item->email) {
        p->is_cut = true;
        if (item) pst_freeItem(item);
        return SG_OK;
    }
    sg_auto_buf mail = { 0 };
    p->embedded++;
    enum sg_code code = rebuild_item(p, item, &mail, err);
    p->embedded--;
    pst_freeItem(item);
    SG_TRY(code);
    part->is_message = true;
    size_t n = mail.len;
    *bytes = sg_buf_take(&mail);
    part->bytes = sg_str_n(*bytes, *bytes ? n : 0);
    return SG_OK;
}

static enum sg_code add_part(struct pst *p, struct parts *l, pst_item_attach *a, struct sg_err *err)
{
    size_t i = l->n++;
    struct rebuilt_part *part = &l->list[i];
    const pst_string *name = a->filename2.str ? &a->filename2 : &a->filename1;
    *part = (struct rebuilt_part){ .name = text_in(&l->names[i], l->charset, name),
                                   .type = plain(&a->mimetype),
                                   .content_id = plain(&a->content_id),
                                   .bytes = sg_str("") };
    if (a->method == PST_ATTACH_EMBEDDED) return add_embedded(p, a, part, &l->bytes[i], err);
    if (a->data.data) {
        part->bytes = binary(&a->data);
        return SG_OK;
    }
    pst_binary got = pst_attach_to_mem(&p->file, a);
    l->bytes[i] = got.data;
    part->bytes = binary(&got);
    if (!got.data && a->i_id) p->is_cut = true;
    return SG_OK;
}

static enum sg_code fill_parts(struct pst *p, struct parts *l, pst_item *item, struct sg_err *err)
{
    for (pst_item_attach *a = item->attach; a && l->cap < PARTS; a = a->next)
        l->cap++;
    l->list = calloc(l->cap + 1, sizeof *l->list);
    l->bytes = calloc(l->cap + 1, sizeof *l->bytes);
    l->names = calloc(l->cap + 1, sizeof *l->names);
    if (!l->list || !l->bytes || !l->names) return sg_fail_nomem(err, "a message's parts");
    if (l->cap == PARTS) p->is_cut = true;
    pst_item_attach *a = item->attach;
    for (size_t i = 0; i < l->cap; i++, a = a->next)
        if (a->method != PST_ATTACH_NONE || a->data.data || a->i_id) SG_TRY(add_part(p, l, a, err));
    return SG_OK;
}

static enum sg_code rebuild_with(struct pst *p, pst_item *item, struct strings *s, struct addresses *a, struct parts *l,
                                 struct sg_buf *out, struct sg_err *err)
{
    const pst_item_email *e = item->email;
    struct sg_str to = text(s, &e->sentto_address), cc = text(s, &e->cc_address), bcc = text(s, &e->bcc_address);
    a->cap = PARTS;
    a->list = calloc(a->cap + 1, sizeof *a->list);
    if (!a->list) return sg_fail_nomem(err, "a message's addresses");
    fill_addresses(a, s, item, to, cc, bcc);
    SG_TRY(fill_parts(p, l, item, err));
    struct rebuilt_mail mail = {
        .transport = plain(&e->header),
        .subject = text(s, &item->subject),
        .message_id = text(s, &e->messageid),
        .in_reply_to = text(s, &e->in_reply_to),
        .thread_index = binary(&e->conversation_index),
        .references = sg_str(""),
        .class_name = sg_str(item->ascii_type ? item->ascii_type : ""),
        .sent = time_of(e->sent_date),
        .received = time_of(e->arrival_date),
        .addresses = a->list,
        .n_addresses = a->n,
        .plain = plain(&item->body),
        .plain_charset = sg_str(item->body.is_utf8 ? "utf-8" : s->charset),
        .html = plain(&e->htmlbody),
        .html_charset = sg_str(e->htmlbody.is_utf8 ? "utf-8" : s->html_charset),
        .rtf = binary(&e->rtf_compressed),
        .parts = l->list,
        .n_parts = l->n,
    };
    return rebuild_mail(&mail, out, err);
}

static enum sg_code rebuild_item(struct pst *p, pst_item *item, struct sg_buf *out, struct sg_err *err)
{
    struct strings s = { 0 };
    struct addresses a = { 0 };
    struct parts l = { 0 };
    set_charset(&s, item);
    l.charset = s.charset;
    enum sg_code code = rebuild_with(p, item, &s, &a, &l, out, err);
    parts_release(&l);
    free(a.list);
    strings_release(&s);
    return code;
}

/* ---- folders ---- */

static enum sg_code give_item(struct pst *p, pst_item *item, const struct place *at, struct sg_err *err)
{
    uint64_t number;
    bool is_wanted;
    sg_auto_buf mail = { 0 };
    struct place place = *at;
    p->is_cut = false;
    place.stored = time_of(item->email->arrival_date);
    place.flags = SG_PLACE_REBUILT;
    if (!walk_number(p->w, at->path, &number, &is_wanted) || !is_wanted) return SG_OK;
    SG_TRY(rebuild_item(p, item, &mail, err));
    if (p->is_cut) place.flags |= SG_PLACE_BROKEN;
    SG_TRY(walk_held_leaf(p->w, &place, SG_LEAF_MESSAGE, sg_buf_view(&mail), number, err));
    if (p->is_cut)
        walk_reject(p->w, number, true, at->path, sg_str(""),
                    "parts of it are damaged, too many or nested too deep, and "
                    "left out");
    return SG_OK;
}

static enum sg_code walk_node(struct pst *p, pst_desc_tree *node, const char *folder, unsigned depth,
                              struct sg_err *err);

static enum sg_code walk_children(struct pst *p, pst_desc_tree *node, const char *path, unsigned depth,
                                  struct sg_err *err)
{
    if (node->child && depth >= FOLDERS) {
        walk_reject_rest(p->w, &p->inside, "folders lie more than %d deep: the rest of that branch is not read",
                         FOLDERS);
        return SG_OK;
    }
    for (pst_desc_tree *d = node->child; d && !p->w->is_ended; d = d->next) {
        if (walk_is_to_leave(p->w)) {
            walk_reject_rest(p->w, &p->inside,
                             "reading on in \"%.200s\" ended the reader each time: the rest of that "
                             "folder is missing",
                             path);
            return SG_OK;
        }
        SG_TRY(walk_node(p, d, path, depth + 1, err));
    }
    return SG_OK;
}

static enum sg_code walk_subfolder(struct pst *p, pst_desc_tree *node, pst_item *item, const char *folder,
                                   unsigned depth, struct sg_err *err)
{
    struct strings s = { 0 };
    sg_auto_buf path = { 0 };
    set_charset(&s, item);
    struct sg_str name = text(&s, &item->file_as);
    const char *below = place_path(&path, folder, name.len ? name : sg_str("(unnamed)"), false);
    strings_release(&s);
    if (!below) return sg_fail_nomem(err, "a path");
    return walk_children(p, node, below, depth, err);
}

static enum sg_code walk_parsed(struct pst *p, pst_desc_tree *node, pst_item *item, const char *folder, unsigned depth,
                                struct sg_err *err)
{
    if (item->folder) return walk_subfolder(p, node, item, folder, depth, err);
    if (item->message_store) return walk_children(p, node, folder, depth, err);
    char name[16];
    struct place at = p->inside;
    at.part = p->part++;
    snprintf(name, sizeof name, "%" PRIu32, p->part);
    at.path = place_path(&p->path, folder, sg_str(name), false);
    if (!at.path) return sg_fail_nomem(err, "a path");
    at.name = "";
    if (item->email) return give_item(p, item, &at, err);
    struct sg_err why;
    (void)sg_fail(&why, SG_EINPUT, "is no mail but %.100s: not read",
                  item->ascii_type ? item->ascii_type : "something unnamed");
    walk_no_leaf(p->w, at.path, why.text);
    return SG_OK;
}

static enum sg_code walk_node(struct pst *p, pst_desc_tree *node, const char *folder, unsigned depth,
                              struct sg_err *err)
{
    if (!node->desc) return walk_children(p, node, folder, depth, err);
    pst_item *item = pst_parse_item(&p->file, node, NULL);
    if (!item) {
        sg_auto_buf path = { 0 };
        char name[32];
        snprintf(name, sizeof name, "node %" PRIu64, node->d_id);
        const char *at = place_path(&path, folder, sg_str(name), false);
        walk_no_leaf(p->w, at ? at : folder, "cannot be read: damaged");
        return SG_OK;
    }
    enum sg_code code = walk_parsed(p, node, item, folder, depth, err);
    pst_freeItem(item);
    return code;
}

/* ---- the file ---- */

/* The library wants a name. */
static bool open_named(struct pst *p, int fd)
{
    char name[64];
    snprintf(name, sizeof name, "/proc/self/fd/%d", fd);
    p->is_open = pst_open(&p->file, name, "windows-1252") == 0;
    return p->is_open && pst_load_index(&p->file) == 0 && p->file.d_head;
}

static enum sg_code walk_tree(struct pst *p, bool is_cut, uint64_t damaged, struct sg_err *err)
{
    (void)pst_load_extended_attributes(&p->file); /* without them named properties are missing, nothing else */
    pst_item *root = p->file.d_head ? pst_parse_item(&p->file, p->file.d_head, NULL) : NULL;
    pst_desc_tree *top = root && root->message_store ? pst_getTopOfFolders(&p->file, root) : NULL;
    if (root) pst_freeItem(root);
    if (is_cut)
        walk_reject_rest(p->w, &p->inside, "the PST is shorter than it says: what lies behind its end is missing");
    if (damaged)
        walk_reject_rest(p->w, &p->inside,
                         "damaged pages of the PST's index: %" PRIu64 "; what is named there alone is missing",
                         damaged);
    if (top) return walk_children(p, top, p->inside.path, 0, err);
    walk_reject_rest(p->w, &p->inside, "the PST has no readable list of folders");
    return SG_OK;
}

static enum sg_code walk_opened(struct pst *p, struct stream *s, const struct place *at, const struct kind *kind,
                                struct sg_err *err)
{
    struct sg_err why = { 0 };
    bool is_cut = false;
    auto_stream spooled = { .fd = -1 };
    check_header(s, &why, &is_cut);
    if (why.code == SG_OK && s->fd < 0) { /* in memory */
        struct stream again;
        stream_memory(&again, sg_str_n(s->memory, (size_t)s->size));
        SG_TRY(stream_to_file(&again, &spooled, err));
    }
    if (why.code == SG_OK && !open_named(p, s->fd >= 0 ? s->fd : spooled.fd))
        (void)sg_fail(&why, SG_EINPUT, "the PST's index cannot be read: it is damaged or of an unknown kind");
    uint64_t damaged = why.code == SG_OK ? damaged_pages(s) : 0;
    uint8_t flags = why.code != SG_OK ? SG_PLACE_BROKEN | SG_PLACE_NOT_OPENED : is_cut || damaged ? SG_PLACE_BROKEN : 0;
    SG_TRY(walk_container(p->w, s, at, kind->name, flags, &p->inside, err));
    if (p->w->is_ended) return SG_OK;
    if (why.code == SG_OK) return walk_tree(p, is_cut, damaged, err);
    walk_reject_rest(p->w, &p->inside, "%s", why.text);
    return SG_OK;
}

enum sg_code walk_pst(struct walk *w, struct stream *s, const struct place *at, const struct kind *kind,
                      struct sg_err *err)
{
    struct pst p = { .w = w };
    enum sg_code code = walk_opened(&p, s, at, kind, err);
    if (p.is_open) pst_close(&p.file);
    sg_buf_release(&p.path);
    return code;
}
