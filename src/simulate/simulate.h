/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Evidence whose truth is known: posts on several platforms, written in the formats that the readers take, and
 * truth.json, which says who invented them and how.  What it models and what not: doc/method/simulate.md.
 */
#ifndef SG_SIMULATE_SIMULATE_H
#define SG_SIMULATE_SIMULATE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/time.h"

/* Start from sg_simulate_options_default. */
struct sg_simulate_options {
    const char *folder;        /* made when absent; must be empty */
    uint64_t seed;             /* 1 */
    uint64_t posts;            /* about so many in all: 100,000 */
    uint32_t accounts;         /* 0: a fiftieth of the posts, at least 200 */
    double days;               /* 14 */
    sg_time start;             /* 2017-04-22 00:00 UTC */
    uint32_t stories;          /* that jump between platforms: 20 */
    uint32_t groups;           /* that act in step: 10, the kinds in turn */
    uint32_t group_size;       /* members: 0: from 5 to 12 */
    uint32_t group_acts;       /* joint actions of a group: 0: from 12 to 40 */
    sg_time group_spread;      /* how far apart a joint action's posts lie at most; 0: tight and loose groups in turn */
    double camouflage;         /* share of members' posts that are like anyone's: 0.5 */
    bool without_groups;       /* the same evidence with the joint actions taken out */
    bool shuffles_times;       /* the same posts with each platform's times dealt out anew */
    double deleted;            /* share left out of the originals (on boards, of the answers): 0.02 */
    double lossy;              /* share of rows that lack fields which are optional: 0.05 */
    double clock_errors;       /* share of accounts whose platform's export shifts the time: 0.01; at most about 200 */
    bool only_shares;          /* one four-column file (object_id, account_id, content_id, timestamp_share) */
    unsigned threads;          /* 0: as many as the machine has, at most 8; no influence on the bytes */
    void (*progress)(void *ctx, uint64_t done, uint64_t total);
    void *progress_ctx;
};
struct sg_simulate_result {
    uint64_t posts, bytes;
    uint32_t accounts, groups, files;
};
void sg_simulate_options_default(struct sg_simulate_options *o);
/* Writes FOLDER/evidence/ (what `add` takes), FOLDER/cascades.csv and FOLDER/truth.json.  The same options give the
 * same bytes.  SG_EEXIST when the folder is not empty, SG_EUSAGE for options out of range.  Memory: accounts and
 * groups, not posts. */
enum sg_code sg_simulate(const struct sg_simulate_options *o, struct sg_simulate_result *ret,
                         struct sg_err *err) SG_CHECKED;

#endif
