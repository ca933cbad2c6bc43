/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The newest mail, when clocks are wrong. */
#include "leak/newest.h"
#include "unit.h"

enum { MOST = 4000 };

static void test_the_newest_does_not_stand_alone_in_its_future(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        size_t n;          /* mails, evenly spread */
        double days;       /* over so many days */
        size_t n_ahead;    /* and so many more */
        double ahead[3];   /* so many days after the last */
        size_t passed_over;
    } row[] = {
        { "nobody's clock is wrong", 2000, 800, 0, { 0 }, 0 },
        { "one mail of 2,750 is 26 years ahead", 2750, 330, 1, { 9500 }, 1 },
        { "one of three hundred", 300, 840, 1, { 400 }, 1 },
        { "two by one machine", 2000, 800, 2, { 4000, 4001 }, 2 },
        { "two, years apart", 2000, 800, 2, { 1000, 4001 }, 2 },
        { "of few mails one comes a fortnight later", 300, 840, 1, { 14 }, 0 },
        { "three of twenty are no wrong clocks", 20, 100, 3, { 400, 401, 402 }, 0 },
        { "too few to tell", 5, 5, 1, { 400 }, 0 },
    };
    for (size_t i = 0; i < ROWS(row); i++) {
        static sg_time t[MOST];
        size_t n = 0;
        while (n < row[i].n) {
            t[n] = (sg_time)(row[i].days * (double)SG_DAY * (double)n / (double)row[i].n);
            n++;
        }
        sg_time last = t[n - 1];
        for (size_t k = 0; k < row[i].n_ahead; k++)
            t[n++] = last + (sg_time)(row[i].ahead[k] * (double)SG_DAY);
        size_t found = leak_newest(t, n);
        if (found != n - 1 - row[i].passed_over) fail_msg("%s: %zu of %zu", row[i].what, found, n);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_newest_does_not_stand_alone_in_its_future),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
