/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands beside figures and groups so that they can be read: doc/method/automation.md, doc/method/coordination.md.
 */
#include <math.h>

#include "model/coordination.h"

const struct sg_signal_reference sg_signal_references[] = {
    { "gap_entropy_bits", "bits", NAN, NAN,
      "no published range; for scale: a fixed interval gives 0, purely random moments 2.8; clocks without seconds give "
      "less" },
    { "repeated_gaps", "share", NAN, NAN,
      "no published range; for scale: 1,000 gaps spread evenly over the scales from a minute to a day repeat by chance "
      "to 0.20, 100 to 0.03" },
    { "round_seconds", "share", NAN, NAN,
      "no published range; for scale: 1 of 60 (0.017) by chance; that people post at all seconds alike is the test of "
      "Zhang and Paxson, PAM 2011" },
    { "longest_rest_h", "h", NAN, NAN,
      "no published range; for scale: 7 to 9 h of sleep are recommended to adults (Hirshkowitz et al., Sleep Health "
      "1:40, "
      "2015); 100 posts at purely random times leave 1.2 h" },
    { "repost_share", "share", NAN, NAN, "no published range: it follows from how the evidence was collected" },
    { "reply_share", "share", NAN, NAN, "no published range: it follows from how the evidence was collected" },
    { "median_reaction_s", "s", NAN, NAN,
      "no published range of accounts; for scale: over all of Twitter in 2009 half of the reposts came within an hour, "
      "75 % within a day (Kwak et al., WWW 2010)" },
    { "fast_reactions", "share", NAN, NAN,
      "no published range; for scale: reading a post and pressing a button within 5 s is hard for a person, not "
      "impossible" },
    { "copied_texts", "share", NAN, NAN, "no published range: it grows with the evidence that there is to copy from" },
    { "repeated_texts", "share", NAN, NAN, "no published range" },
    { "client_share", "share", NAN, NAN, "no published range: who has one telephone has 1" },
    { "name_template", "", NAN, NAN,
      "no published range; for scale: from December 2017 at the latest Twitter itself gave newcomers a name and eight "
      "digits (D. Kazemi, 2020)" },
    { "like_names", "accounts", NAN, NAN, "no published range: it grows with the number of accounts" },
    { "created_near", "accounts", NAN, NAN, "no published range: it grows with the number of accounts" },
    { "started_near", "accounts", NAN, NAN, "no published range: all accounts seem to start when the collection does" },
    { 0 },
};

const char sg_disarm_release[] = "DISARM Red, files of February 2025";

const struct sg_disarm_technique sg_disarm_techniques[] = {
    { "T0049.002", "Flood Existing Hashtag", 1u << SG_BY_HASHTAG | 1u << SG_BY_HASHTAG_PAIR },
    { "T0049.003", "Bots Amplify via Automated Forwarding and Reposting", 1u << SG_BY_REPOST },
    { "T0084.001", "Use Copypasta", 1u << SG_BY_TEXT | 1u << SG_BY_NEAR_TEXT },
    { 0 },
};
