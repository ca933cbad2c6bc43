/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words that text and pictures share: how a time, a gap, an account or a link is said. */
#ifndef SG_REPORT_SAY_H
#define SG_REPORT_SAY_H

#include "model/story.h"

/* "5 May 2017 18:49 UTC", cut to what the precision knows ("5 May 2017, about 18 h UTC", "5 May 2017"). */
void sg_say_time(struct sg_buf *out, sg_time t, uint32_t precision);
void sg_say_date(struct sg_buf *out, sg_time t); /* "5 May 2017" */
void sg_say_day(struct sg_buf *out, sg_time t);  /* "5 May" */
void sg_say_clock(struct sg_buf *out, sg_time t,
                  uint32_t precision);            /* "18:49", "18:49:30", "about 18 h", "that day" */
void sg_say_gap(struct sg_buf *out, int64_t us);  /* "42 minutes", "6 h 42 min", "3 days 4 h" */
void sg_say_count(struct sg_buf *out, int64_t n); /* "1,234,567" */
void sg_say_short(struct sg_buf *out, int64_t n); /* "1.2 M", "16 k", "730" */
/* "1 post", "2 posts". */
void sg_say_many(struct sg_buf *out, int64_t n, const char *one, const char *many);
/* sg_say_name of an account; without a name "anonymous on 4chan". */
void sg_say_account(struct sg_buf *out, const struct sg_story *s, uint32_t platform, uint32_t account);
/* Who posted it, to be followed by " on 4chan"; without a name "an anonymous post", or of a ghost "a post". */
void sg_say_author(struct sg_buf *out, const struct sg_story *s, const struct sg_story_post *p);
/* "repost", "quote", "reply", "permalink", "inferred"; "root" for SG_NO_INDEX. */
const char *sg_say_how(const struct sg_story *s, uint32_t link);
/* "reposts", "links to", "repeats the words of" … */
const char *sg_say_verb(enum sg_link_kind kind);

const char *sg_post_platform(const struct sg_story *s, const struct sg_story_post *p);
/* The post that stands for this one in pictures and graphs: itself, or what it duplicates. */
uint32_t sg_post_original(const struct sg_story *s, uint32_t post);

#endif
