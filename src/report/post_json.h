/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SG_REPORT_POST_JSON_H
#define SG_REPORT_POST_JSON_H

#include "base/json_out.h"
#include "model/story.h"

/* One post as an object: {platform, id, account, time, kind, source{file, sha256, row}, …}; doc/formats/origin-json.md.
 */
void sg_post_json(struct sg_json_out *j, const struct sg_story *s, uint32_t post, bool with_text);
/* null for SG_NO_INDEX. */
void sg_post_json_or_null(struct sg_json_out *j, const struct sg_story *s, uint32_t post, bool with_text);
/* The fields query, posts, accounts, evidence_posts, platforms, range, milestone, counts and missing_share, into the
 * object that is open. */
void sg_story_json(struct sg_json_out *j, const struct sg_story *s, bool with_text);
/* The fields of `counts`, into the object that is open. */
void sg_counts_json(struct sg_json_out *j, const struct sg_story *s);
void sg_calendar_json(struct sg_json_out *j, const struct sg_story *s);

#endif
