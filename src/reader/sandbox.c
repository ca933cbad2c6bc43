/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "reader/sandbox.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <sched.h>
#include <seccomp.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A sanitizer's shadow is terabytes of address space. */
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define IS_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define IS_SANITIZED 1
#endif
#endif
#ifndef IS_SANITIZED
#define IS_SANITIZED 0
#endif

enum { OPEN_FILES = 256 };
#define FILE_BYTES ((rlim_t)2 << 30) /* of a file that has no name (memfd) */

/* Allowed whatever the arguments: they reach nothing but the process itself and what it holds open. */
static const int allowed[] = {
    SCMP_SYS(read),
    SCMP_SYS(pread64),
    SCMP_SYS(readv),
    SCMP_SYS(preadv),
    SCMP_SYS(write),
    SCMP_SYS(pwrite64),
    SCMP_SYS(writev),
    SCMP_SYS(pwritev),
    SCMP_SYS(close),
    SCMP_SYS(lseek),
    SCMP_SYS(ftruncate),
    SCMP_SYS(fallocate),
    SCMP_SYS(fstat),
    SCMP_SYS(stat),
    SCMP_SYS(lstat),
    SCMP_SYS(newfstatat),
    SCMP_SYS(statx),
    SCMP_SYS(access),
    SCMP_SYS(faccessat),
    SCMP_SYS(faccessat2),
    SCMP_SYS(readlink),
    SCMP_SYS(readlinkat),
    SCMP_SYS(getdents64),
    SCMP_SYS(getcwd),
    SCMP_SYS(dup),
    SCMP_SYS(fadvise64),
    SCMP_SYS(poll),
    SCMP_SYS(ppoll),
    SCMP_SYS(memfd_create),
    SCMP_SYS(eventfd2),
    SCMP_SYS(fstatfs),
    SCMP_SYS(statfs),
    SCMP_SYS(mmap),
    SCMP_SYS(munmap),
    SCMP_SYS(mprotect),
    SCMP_SYS(mremap),
    SCMP_SYS(madvise),
    SCMP_SYS(brk),
    SCMP_SYS(mincore),
    SCMP_SYS(membarrier),
    SCMP_SYS(futex),
    SCMP_SYS(set_robust_list),
    SCMP_SYS(rseq),
    SCMP_SYS(sched_yield),
    SCMP_SYS(sched_getaffinity),
    SCMP_SYS(getrandom),
    SCMP_SYS(getpid),
    SCMP_SYS(getppid),
    SCMP_SYS(gettid),
    SCMP_SYS(getuid),
    SCMP_SYS(geteuid),
    SCMP_SYS(getgid),
    SCMP_SYS(getegid),
    SCMP_SYS(getrlimit),
    SCMP_SYS(getrusage),
    SCMP_SYS(sysinfo),
    SCMP_SYS(uname),
    SCMP_SYS(times),
    SCMP_SYS(clock_gettime),
    SCMP_SYS(clock_getres),
    SCMP_SYS(clock_nanosleep),
    SCMP_SYS(nanosleep),
    SCMP_SYS(gettimeofday),
    SCMP_SYS(time),
    SCMP_SYS(rt_sigaction),
    SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(rt_sigreturn),
    SCMP_SYS(sigaltstack),
    SCMP_SYS(restart_syscall),
    SCMP_SYS(exit),
    SCMP_SYS(exit_group),
};

static enum sg_code cannot(struct sg_err *err, const char *what, int error)
{
    return sg_fail(err, SG_EIO, "the reader cannot lock itself up (%s: %s); it reads nothing then", what,
                   strerror(error));
}

/* Calls that are harmless with some arguments only. */
static int add_narrow_rules(scmp_filter_ctx f)
{
    const scmp_datum_t writing = O_ACCMODE | O_CREAT | O_TRUNC | (O_TMPFILE & ~O_DIRECTORY);
    const scmp_datum_t self = (scmp_datum_t)getpid();
    const scmp_datum_t thread = CLONE_THREAD | CLONE_VM | CLONE_SIGHAND;
    const scmp_datum_t namespaces = CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER |
                                    CLONE_NEWPID | CLONE_NEWNET | CLONE_PTRACE;
    static const int descriptor[] = { F_GETFD, F_SETFD,         F_GETFL,     F_SETFL,
                                      F_DUPFD, F_DUPFD_CLOEXEC, F_ADD_SEALS, F_GET_SEALS };
    int r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(open), 1, SCMP_A1(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
    if (r == 0)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(openat), 1, SCMP_A2(SCMP_CMP_MASKED_EQ, writing, O_RDONLY));
    /* A thread, not a process, and no namespace.  clone3's flags lie in memory where no filter sees them: the C library
     * then takes clone. */
    if (r == 0)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                             SCMP_A0(SCMP_CMP_MASKED_EQ, thread | namespaces, thread));
    if (r == 0) r = seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
    /* abort() */
    if (r == 0) r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1, SCMP_A0(SCMP_CMP_EQ, self));
    /* Its limits may be asked for and not changed. */
    if (r == 0)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prlimit64), 2, SCMP_A0(SCMP_CMP_EQ, 0),
                             SCMP_A2(SCMP_CMP_EQ, 0));
    for (size_t i = 0; r == 0 && i < sizeof descriptor / sizeof *descriptor; i++)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(fcntl), 1, SCMP_A1(SCMP_CMP_EQ, (scmp_datum_t)descriptor[i]));
    return r;
}

static enum sg_code load_filter(struct sg_err *err)
{
    /* Refused, not killed: a library that asks for something harmless that nobody thought of goes on without it. */
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
    if (!f) return sg_fail_nomem(err, "the reader's filter");
    /* A call by another machine's numbers (32 bits) ends the process, not a thread of it. */
    int r = seccomp_attr_set(f, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS);
    for (size_t i = 0; r == 0 && i < sizeof allowed / sizeof *allowed; i++)
        r = seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
    if (r == 0) r = add_narrow_rules(f);
    if (r == 0) r = seccomp_load(f);
    seccomp_release(f);
    return r == 0 ? SG_OK : cannot(err, "seccomp", -r);
}

/* ---- what may still be opened ---- */

/* The kernel's first six interfaces of Landlock; the C library's header may know fewer. */
#define READ_RIGHTS (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define RIGHTS_1 ((UINT64_C(1) << 13) - 1) /* execute, write, read, list, remove, make … */
#define RIGHT_REFER (UINT64_C(1) << 13)
#define RIGHT_TRUNCATE (UINT64_C(1) << 14)
#define RIGHT_IOCTL (UINT64_C(1) << 15)

/* What libraries open late: a character set's module, a font, a table of glyphs.  Nobody keeps secrets there. */
static const char *const shared_data[] = {
    "/usr/share", "/usr/lib",   "/usr/lib32",       "/usr/lib64",     "/lib",
    "/lib64",     "/etc/fonts", "/usr/local/share", "/usr/local/lib", "/var/cache/fontconfig"
};

/* Reading `path`, and what lies below it when it is a folder.  What is not there is left out. */
static int may_read(int rules, const char *path)
{
    struct stat st;
    int fd = open(path, O_PATH | O_CLOEXEC);
    if (fd < 0 || fstat(fd, &st) != 0) {
        if (fd >= 0) close(fd);
        return 0;
    }
    const struct landlock_path_beneath_attr below = {
        .allowed_access = S_ISDIR(st.st_mode) ? READ_RIGHTS : LANDLOCK_ACCESS_FS_READ_FILE, .parent_fd = fd
    };
    int r = (int)syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &below, 0);
    int error = errno;
    close(fd);
    errno = error;
    return r;
}

/* A kernel without Landlock (before 5.13, or switched off) leaves it at the other walls: doc/method/sandbox.md. */
static enum sg_code enter_landlock(const char *source, struct sg_err *err)
{
    long version = syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
    if (version < 1) return SG_OK;
    const uint64_t handled = RIGHTS_1 | (version >= 2 ? RIGHT_REFER : 0) | (version >= 3 ? RIGHT_TRUNCATE : 0) |
                             (version >= 5 ? RIGHT_IOCTL : 0);
    int rules = (int)syscall(SYS_landlock_create_ruleset, &handled, sizeof handled, 0);
    if (rules < 0) return cannot(err, "landlock", errno);
    int r = may_read(rules, source);
    for (size_t i = 0; r == 0 && i < sizeof shared_data / sizeof *shared_data; i++)
        r = may_read(rules, shared_data[i]);
    if (r == 0) r = (int)syscall(SYS_landlock_restrict_self, rules, 0);
    int error = errno;
    close(rules);
    return r == 0 ? SG_OK : cannot(err, "landlock", error);
}

/* The walls go up around the calling thread: there must be no other one. */
static enum sg_code be_alone(struct sg_err *err)
{
    unsigned n = 0;
    DIR *tasks = opendir("/proc/self/task");
    if (!tasks) return SG_OK; /* no /proc: it cannot be asked */
    for (struct dirent *e = readdir(tasks); e; e = readdir(tasks))
        n += e->d_name[0] != '.';
    closedir(tasks);
    return n == 1 || IS_SANITIZED ? SG_OK : cannot(err, "a library has started a thread", EBUSY);
}

static int limit(int what, rlim_t most)
{
    struct rlimit now;
    if (getrlimit(what, &now) != 0) return -1;
    if (now.rlim_max != RLIM_INFINITY && now.rlim_max < most) most = now.rlim_max;
    const struct rlimit to = { most, most };
    return setrlimit(what, &to);
}

/* Parsers talk to standard error, past every handler: what they say is evidence's word and goes nowhere. */
static void quiet_libraries(void)
{
    int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
    if (nowhere >= 0) dup2(nowhere, STDERR_FILENO);
    if (nowhere >= 0) close(nowhere);
}

enum sg_code sandbox_enter(const struct sandbox_limits *limits, struct sg_err *err)
{
    if (!IS_SANITIZED) quiet_libraries(); /* a sanitizer's report is wanted */
    const pid_t parent = getppid();
    if (prctl(PR_SET_PDEATHSIG, SIGKILL) != 0) return cannot(err, "PR_SET_PDEATHSIG", errno);
    if (getppid() != parent) return cannot(err, "its parent is gone", ESRCH);
    if (prctl(PR_SET_DUMPABLE, 0) != 0) return cannot(err, "PR_SET_DUMPABLE", errno);
    if (limit(RLIMIT_CORE, 0) != 0 || limit(RLIMIT_FSIZE, FILE_BYTES) != 0 || limit(RLIMIT_NOFILE, OPEN_FILES) != 0)
        return cannot(err, "limits", errno);
    if (limits->memory_bytes && !IS_SANITIZED && limit(RLIMIT_AS, (rlim_t)limits->memory_bytes) != 0)
        return cannot(err, "the limit of its memory", errno);
    /* What the caller's caller left open (a lock, a log, a connection) could be written to without opening it. */
    if (close_range(STDERR_FILENO + 1, ~0U, 0) != 0 && errno != ENOSYS) return cannot(err, "close_range", errno);
    SG_TRY(be_alone(err));
    if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) return cannot(err, "PR_SET_NO_NEW_PRIVS", errno);
    if (limits->source) SG_TRY(enter_landlock(limits->source, err));
    return load_filter(err);
}
