/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The answer of `origin` as sentences. */
#include "report/page.h"
#include "report/report.h"
#include "report/say.h"

struct telling {
    struct report_page page;
    const struct sg_story *s;
    const struct sg_report_options *o;
};

static void author(struct telling *t, const struct sg_story_post *p)
{
    sg_auto_buf words = { 0 };
    sg_say_author(&words, t->s, p);
    report_page_words(&t->page, PAGE_BOLD, &words);
}

static void when(struct telling *t, const struct sg_story_post *p)
{
    sg_auto_buf words = { 0 };
    sg_say_time(&words, p->time, p->precision);
    report_page_words(&t->page, PAGE_PLAIN, &words);
}

static void where(struct telling *t, const struct sg_story_post *p)
{
    if (p->source == SG_NO_INDEX) return;
    sg_auto_buf words = { 0 };
    sg_buf_printf(&words, "  [%s", t->s->sources[p->source].file);
    if (*p->member) sg_buf_printf(&words, "/%s", p->member);
    sg_buf_printf(&words, ":%llu]", (unsigned long long)p->row);
    report_page_words(&t->page, PAGE_FAINT, &words);
}

static void text_line(struct telling *t, const struct sg_story_post *p, int indent)
{
    if (!t->o->with_text || !*p->text) return;
    report_page_indent(&t->page, indent);
    report_page_say(&t->page, PAGE_PLAIN, p->flags & SG_POST_SUMMARY ? "Summary: " : "“");
    report_page_say(&t->page, PAGE_PLAIN, p->text);
    if (!(p->flags & SG_POST_SUMMARY)) report_page_say(&t->page, PAGE_PLAIN, "”");
}

static bool is_full(const struct telling *t, size_t listed, size_t all)
{
    return t->o->max_list && listed >= t->o->max_list && all > listed;
}

static void opening(struct telling *t)
{
    const struct sg_story *s = t->s;
    sg_auto_buf words = { 0 };
    if (*s->query)
        sg_buf_printf(&words, "The story '%s': ", s->query);
    else
        sg_buf_text(&words, "All posts of the case: ");
    sg_say_many(&words, s->n_matches, "post", "posts");
    sg_buf_text(&words, " by ");
    sg_say_many(&words, s->n_match_accounts, "account", "accounts");
    if (s->n_evidence > s->n_matches) {
        sg_buf_text(&words, ", and ");
        sg_say_many(&words, s->n_evidence - s->n_matches, "post", "posts");
        sg_buf_text(&words, " that they lead back to");
    }
    sg_buf_text(&words, ", on ");
    sg_say_many(&words, (int64_t)s->n_platforms, "platform", "platforms");
    if (s->n_evidence) {
        sg_buf_text(&words, ", from ");
        sg_say_time(&words, s->from, SG_TO_MINUTE);
        sg_buf_text(&words, " to ");
        sg_say_time(&words, s->to, SG_TO_MINUTE);
    }
    sg_buf_char(&words, '.');
    report_page_words(&t->page, PAGE_PLAIN, &words);
    report_page_end(&t->page);
}

/* The first post of the evidence whose time may decide an order. */
static void earliest(struct telling *t)
{
    for (size_t i = 0; i < t->s->n_posts; i++) {
        const struct sg_story_post *p = &t->s->posts[i];
        if (p->is_ghost || !p->is_ordered || p->duplicate_of != SG_NO_INDEX) continue;
        report_page_say(&t->page, PAGE_BOLD, "Earliest in this evidence: ");
        author(t, p);
        report_page_sayf(&t->page, PAGE_PLAIN, " on %s, ", sg_post_platform(t->s, p));
        when(t, p);
        report_page_say(&t->page, PAGE_PLAIN, ".");
        where(t, p);
        text_line(t, p, 2);
        report_page_end(&t->page);
        return;
    }
    report_page_say(&t->page, PAGE_PLAIN,
                    "No post of this story has a time to the minute, so none can be called the earliest.");
    report_page_end(&t->page);
}

/* " links to @x's post" or " probably via … (inferred, co-object, confidence 0.71)". */
static void how(struct telling *t, const struct sg_story_link *l)
{
    const struct sg_story_post *parent = &t->s->posts[l->parent];
    enum sg_link_kind kind = (enum sg_link_kind)l->kind;
    bool is_inferred = sg_link_is_inferred(kind);
    report_page_say(&t->page, PAGE_PLAIN, is_inferred ? "probably via " : sg_say_verb(kind));
    if (!is_inferred) report_page_say(&t->page, PAGE_PLAIN, " ");
    author(t, parent);
    report_page_sayf(&t->page, PAGE_PLAIN, " on %s", sg_post_platform(t->s, parent));
    if (is_inferred)
        report_page_sayf(&t->page, PAGE_PLAIN, " (inferred, %s, confidence %.2f)", l->method, (double)l->confidence);
    if (parent->is_ghost) report_page_say(&t->page, PAGE_PLAIN, " (not in the evidence)");
}

static void chain(struct telling *t)
{
    const struct sg_story *s = t->s;
    if (s->n_chain == 0) return;
    sg_auto_buf title = { 0 };
    sg_buf_text(&title, "The chain to the milestone");
    if (*s->milestone_why) sg_buf_printf(&title, " (%s)", s->milestone_why);
    report_page_head(&t->page, sg_buf_cstr(&title) ? title.data : "");
    for (size_t i = 0; i < s->n_chain; i++) {
        const struct sg_story_step *step = &s->chain[i];
        const struct sg_story_post *p = &s->posts[step->post];
        report_page_end(&t->page);
        report_page_sayf(&t->page, PAGE_BOLD, "%3zu.", i + 1);
        t->page.indent = 5;
        report_page_say(&t->page, PAGE_PLAIN, " ");
        when(t, p);
        report_page_sayf(&t->page, PAGE_PLAIN, ", %s, ", sg_post_platform(s, p));
        author(t, p);
        if (i > 0) {
            sg_auto_buf gap = { 0 };
            int64_t us = p->time - s->posts[s->chain[i - 1].post].time;
            sg_buf_text(&gap, ", ");
            sg_say_gap(&gap, us);
            sg_buf_text(&gap, us < 0 ? " before (times that decide no order)" : " later");
            report_page_words(&t->page, PAGE_PLAIN, &gap);
        }
        if (p->is_ghost)
            report_page_say(&t->page, PAGE_ALERT, " (not in the evidence; the time is the latest possible)");
        if (step->link != SG_NO_INDEX) {
            report_page_say(&t->page, PAGE_PLAIN, ": ");
            how(t, &s->links[step->link]);
        } else if (i == 0 && !p->is_ghost)
            report_page_say(&t->page, PAGE_PLAIN, ": a root, nothing in this evidence leads further back");
        if (step->also != SG_NO_INDEX) {
            report_page_say(&t->page, PAGE_PLAIN, "; it also ");
            how(t, &s->links[step->also]);
        }
        report_page_say(&t->page, PAGE_PLAIN, ".");
        where(t, p);
        text_line(t, p, 5);
    }
    report_page_end(&t->page);
}

static void firsts(struct telling *t)
{
    const struct sg_story *s = t->s;
    if (s->n_firsts == 0) return;
    report_page_head(&t->page, "First on each platform");
    for (size_t i = 0; i < s->n_firsts; i++) {
        if (is_full(t, i, s->n_firsts)) {
            report_page_and_more(&t->page, s->n_firsts - i);
            return;
        }
        const struct sg_story_first *f = &s->firsts[i];
        const struct sg_story_post *p = &s->posts[f->post];
        report_page_indent(&t->page, 2);
        report_page_sayf(&t->page, PAGE_PLAIN, "%s: ", sg_post_platform(s, p));
        author(t, p);
        report_page_say(&t->page, PAGE_PLAIN, ", ");
        when(t, p);
        report_page_say(&t->page, PAGE_PLAIN, ", ");
        if (f->link == SG_NO_INDEX)
            report_page_say(&t->page, PAGE_PLAIN, "a root");
        else
            how(t, &s->links[f->link]);
        if (f->n_coarse_earlier) {
            sg_auto_buf words = { 0 };
            sg_buf_text(&words, "; ");
            sg_say_many(&words, f->n_coarse_earlier, "post", "posts");
            sg_buf_text(&words, " with a coarser time may be earlier");
            report_page_words(&t->page, PAGE_ALERT, &words);
        }
        report_page_say(&t->page, PAGE_PLAIN, ".");
        where(t, p);
        report_page_end(&t->page);
    }
}

/* The posts for which `is_wanted` holds, a line each; a ghost with its latest possible time. */
static void list(struct telling *t, const char *title, bool (*is_wanted)(const struct sg_story_post *p))
{
    const struct sg_story *s = t->s;
    size_t listed = 0, all = 0;
    for (size_t i = 0; i < s->n_posts; i++)
        all += is_wanted(&s->posts[i]);
    if (all == 0) return;
    report_page_head(&t->page, title);
    for (size_t i = 0; i < s->n_posts; i++) {
        const struct sg_story_post *p = &s->posts[i];
        if (!is_wanted(p)) continue;
        if (is_full(t, listed, all)) {
            report_page_and_more(&t->page, all - listed);
            return;
        }
        listed++;
        report_page_indent(&t->page, 2);
        if (p->is_ghost) report_page_say(&t->page, PAGE_PLAIN, "at the latest ");
        when(t, p);
        report_page_sayf(&t->page, PAGE_PLAIN, ", %s, ", sg_post_platform(s, p));
        author(t, p);
        if (p->is_ghost && *p->id) report_page_sayf(&t->page, PAGE_PLAIN, " (%s)", p->id);
        where(t, p);
        report_page_end(&t->page);
    }
}

static bool is_ordered_root(const struct sg_story_post *p)
{
    return p->is_root && p->is_ordered;
}
static bool is_coarse_root(const struct sg_story_post *p)
{
    return p->is_root && !p->is_ordered;
}
static bool is_ghost(const struct sg_story_post *p)
{
    return p->is_ghost;
}

static void inferred(struct telling *t)
{
    const struct sg_story *s = t->s;
    if (s->n_inferred == 0) return;
    report_page_head(&t->page, "Inferred, not seen: the same words or things a while later, without a link");
    size_t listed = 0;
    for (size_t i = 0; i < s->n_links; i++) {
        const struct sg_story_link *l = &s->links[i];
        if (!sg_link_is_inferred((enum sg_link_kind)l->kind)) continue;
        if (is_full(t, listed, s->n_inferred)) {
            report_page_and_more(&t->page, s->n_inferred - listed);
            return;
        }
        listed++;
        sg_auto_buf gap = { 0 };
        report_page_indent(&t->page, 2);
        author(t, &s->posts[l->parent]);
        report_page_say(&t->page, PAGE_PLAIN, " → ");
        author(t, &s->posts[l->child]);
        report_page_say(&t->page, PAGE_PLAIN, ", ");
        when(t, &s->posts[l->child]);
        sg_buf_text(&gap, ", ");
        sg_say_gap(&gap, s->posts[l->child].time - s->posts[l->parent].time);
        report_page_words(&t->page, PAGE_PLAIN, &gap);
        report_page_sayf(&t->page, PAGE_PLAIN, " later (%s, confidence %.2f)", l->method, (double)l->confidence);
        where(t, &s->posts[l->child]);
        report_page_end(&t->page);
    }
}

static void calendar(struct telling *t)
{
    const struct sg_story *s = t->s;
    if (s->n_calendar == 0) return;
    report_page_head(&t->page, "The calendar around it");
    for (size_t i = 0; i < s->n_calendar; i++) {
        const struct sg_story_period *p = &s->calendar[i];
        sg_auto_buf words = { 0 };
        report_page_indent(&t->page, 2);
        report_page_say(&t->page, PAGE_BOLD, p->name);
        sg_buf_text(&words, ": ");
        sg_say_time(&words, p->from, SG_TO_MINUTE);
        if (p->to > p->from) {
            sg_buf_text(&words, " to ");
            sg_say_time(&words, p->to, SG_TO_MINUTE);
        }
        if (s->milestone != SG_NO_INDEX) {
            int64_t after = p->from - s->posts[s->milestone].time;
            sg_buf_text(&words, "; it began ");
            sg_say_gap(&words, after);
            sg_buf_text(&words, after >= 0 ? " after the milestone" : " before the milestone");
        }
        sg_buf_char(&words, '.');
        report_page_words(&t->page, PAGE_PLAIN, &words);
        report_page_end(&t->page);
    }
}

static void caveats(struct telling *t)
{
    const struct sg_story *s = t->s;
    sg_auto_buf words = { 0 };
    report_page_head(&t->page, "What this cannot tell");
    report_page_indent(&t->page, 2);
    report_page_say(&t->page, PAGE_PLAIN,
                    "“Earliest” means earliest in this evidence: what was not collected may be older.");
    report_page_indent(&t->page, 2);
    if (s->n_explicit) {
        sg_buf_printf(&words, "%.0f%% of the ", s->missing_share * 100);
        sg_say_many(&words, s->n_explicit, "explicit link leads", "explicit links lead");
        sg_buf_text(&words, " to posts that are not in the evidence.");
    } else
        sg_buf_text(&words, "No post of this story links to, reposts, quotes or answers another one explicitly.");
    report_page_words(&t->page, PAGE_PLAIN, &words);
    if (s->n_inferred) {
        report_page_indent(&t->page, 2);
        report_page_say(&t->page, PAGE_PLAIN,
                        "Inferred links are guesses with a method and a confidence; they prove no relay.");
    }
    if (s->n_coarse) {
        report_page_indent(&t->page, 2);
        sg_say_many(&words, s->n_coarse, "post has a time", "posts have times");
        sg_buf_text(&words, " known only to the hour or day: such times decide no order here.");
        report_page_words(&t->page, PAGE_PLAIN, &words);
    }
    if (s->n_duplicates) {
        report_page_indent(&t->page, 2);
        sg_say_many(&words, s->n_duplicates, "row repeats a post that another row holds, and is not counted.",
                    "rows repeat posts that other rows hold, and are not counted.");
        report_page_words(&t->page, PAGE_PLAIN, &words);
    }
    if (s->n_contradictions) {
        report_page_indent(&t->page, 2);
        sg_say_many(&words, s->n_contradictions, "link points to a post that is later by its own clock",
                    "links point to posts that are later by their own clocks");
        sg_buf_text(&words, ": a clock is wrong, or a record was changed. Such a link explains nothing here.");
        report_page_words(&t->page, PAGE_ALERT, &words);
    }
    if (s->n_self_links) {
        report_page_indent(&t->page, 2);
        sg_say_many(&words, s->n_self_links, "link of a post to itself is left out.",
                    "links of posts to themselves are left out.");
        report_page_words(&t->page, PAGE_PLAIN, &words);
    }
    report_page_end(&t->page);
}

enum sg_code sg_report_origin_text(const struct sg_story *s, const struct sg_report_options *o, struct sg_buf *out,
                                   struct sg_err *err)
{
    struct telling t = { .page = { .out = out, .columns = o->columns > 20 ? o->columns : 80, .color = o->color },
                         .s = s,
                         .o = o };
    if (s->n_posts == 0) {
        report_page_sayf(&t.page, PAGE_PLAIN, "No post of this case matches '%.200s'.", s->query);
        report_page_end(&t.page);
        report_page_release(&t.page);
        return sg_buf_check(out, err);
    }
    opening(&t);
    earliest(&t);
    chain(&t);
    firsts(&t);
    list(&t, "Roots: no explicit parent in this evidence", is_ordered_root);
    list(&t, "Roots too, at some time of that hour or day: their place in the order is not known", is_coarse_root);
    list(&t, "Referred to, but not in this evidence", is_ghost);
    inferred(&t);
    calendar(&t);
    caveats(&t);
    report_page_release(&t.page);
    return sg_buf_check(out, err);
}
