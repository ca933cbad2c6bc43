/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Errors: a code to branch on and a sentence to read, written once, where the cause is known. */
#ifndef SG_BASE_ERR_H
#define SG_BASE_ERR_H

enum sg_code {
    SG_OK = 0,
    SG_ENOMEM,  /* no memory */
    SG_EINPUT,  /* evidence, a file or an argument is not what it should be */
    SG_EIO,     /* the operating system or the engine failed */
    SG_ELIMIT,  /* a declared limit was reached */
    SG_EUSAGE,  /* the user asked wrongly */
    SG_EEXIST,  /* it is there already */
    SG_ENOTFOUND
};

/* `text` is one sentence for a person, without a final newline, safe for a terminal. */
struct sg_err {
    enum sg_code code;
    char text[768];
};

/* Passes a failure up unchanged. */
#define SG_TRY(call)                \
    do {                            \
        enum sg_code c_ = (call);   \
        if (c_ != SG_OK) return c_; \
    } while (0)

#define SG_CHECKED __attribute__((warn_unused_result))

/*
 * Writes the sentence into `err` (NULL is allowed) and returns `code`.  Control characters in the result are
 * replaced, so that words from evidence can stand in a message.
 */
enum sg_code sg_fail(struct sg_err *err, enum sg_code code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/* Puts "prefix: " before the sentence that `err` holds; returns err->code. */
enum sg_code sg_fail_within(struct sg_err *err, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* SG_ENOMEM with a sentence that names what the memory was for. */
enum sg_code sg_fail_nomem(struct sg_err *err, const char *what);

#endif
