/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much a finding weighs.  Numbers are written into findings: add at the end. */
#ifndef SG_MODEL_SEVERITY_H
#define SG_MODEL_SEVERITY_H

enum sg_severity { SG_NOTE, SG_LOW, SG_MEDIUM, SG_HIGH }; /* a note is a fact that speaks against nobody */
extern const char *const sg_severity_names[]; /* "note", "low", "medium", "high"; NULL at the end */

#endif
