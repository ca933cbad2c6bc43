/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the reader can no longer do.  Each attempt is made in a child of its own, which locks itself up first. */
#include "reader/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/landlock.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "unit.h"

static char scratch[96], other[96], folder[64];

static int try_socket(void)
{
    return socket(AF_INET, SOCK_STREAM, 0);
}
static int try_unix_socket(void)
{
    return socket(AF_UNIX, SOCK_STREAM, 0);
}
static int try_write(void)
{
    return open(scratch, O_WRONLY);
}
static int try_read_write(void)
{
    return open(scratch, O_RDWR);
}
static int try_create(void)
{
    return open("made-by-the-sandbox-test", O_RDONLY | O_CREAT, 0600);
}
static int try_truncate(void)
{
    return open(scratch, O_RDONLY | O_TRUNC);
}
static int try_nameless(void)
{
    return open("/tmp", O_TMPFILE | O_RDWR, 0600);
}
static int try_unlink(void)
{
    return unlink(scratch);
}
static int try_rename(void)
{
    return rename(scratch, "elsewhere");
}
static int try_mkdir(void)
{
    return mkdir("made-by-the-sandbox-test", 0700);
}
static int try_chmod(void)
{
    return chmod(scratch, 0777);
}
static int try_execve(void)
{
    char *const argv[] = { (char *)(uintptr_t) "true", NULL };
    return execve("/bin/true", argv, argv + 1);
}
static int try_fork(void)
{
    int pid = fork();
    if (pid == 0) _exit(0);
    return pid;
}
static int try_vfork(void)
{
    return (int)syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);
}
static int try_kill(void)
{
    return kill(getppid(), 0);
}
static int try_signal_other_thread_group(void)
{
    return (int)syscall(SYS_tgkill, getppid(), getppid(), 0);
}
static int try_ptrace(void)
{
    return (int)ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
}
static int try_read_memory_of_others(void)
{
    return (int)syscall(SYS_process_vm_readv, getppid(), NULL, 0, NULL, 0, 0);
}
static int try_bpf(void)
{
    return (int)syscall(SYS_bpf, 0, NULL, 0);
}
static int try_io_uring(void)
{
    return (int)syscall(SYS_io_uring_setup, 1, NULL);
}
static int try_openat2(void)
{
    return (int)syscall(SYS_openat2, AT_FDCWD, scratch, NULL, 0);
}
static int try_more_memory(void)
{
    struct rlimit r = { 1 << 30, 1 << 30 };
    return setrlimit(RLIMIT_NOFILE, &r);
}
static int try_unshare(void)
{
    return (int)syscall(SYS_unshare, 0);
}
static int try_program_from_memory(void)
{
    char *const argv[] = { (char *)(uintptr_t) "x", NULL };
    int fd = memfd_create("x", 0);
    if (fd < 0) return 0;
    return (int)syscall(SYS_execveat, fd, "", argv, argv + 1, AT_EMPTY_PATH);
}
static int try_write_memory_of_others(void)
{
    return (int)syscall(SYS_process_vm_writev, getppid(), NULL, 0, NULL, 0, 0);
}
static int try_pidfd(void)
{
    return (int)syscall(SYS_pidfd_open, getppid(), 0);
}
static int try_prctl(void)
{
    return prctl(PR_SET_DUMPABLE, 1);
}
static int try_typing_for_the_user(void)
{
    return ioctl(STDIN_FILENO, TIOCSTI, "x");
}
static int try_sending(void)
{
    struct msghdr m = { 0 };
    return (int)sendmsg(STDOUT_FILENO, &m, 0);
}
static int try_io_uring_enter(void)
{
    return (int)syscall(SYS_io_uring_enter, 0, 0, 0, 0, NULL, 0);
}
static int try_userfaultfd(void)
{
    return (int)syscall(SYS_userfaultfd, 0);
}
static int try_shared_memory(void)
{
    return (int)syscall(SYS_shmget, 1, 4096, 01600);
}
static int try_message_queue(void)
{
    return (int)syscall(SYS_mq_open, "x", O_CREAT, 0600, NULL);
}
static int try_keys(void)
{
    return (int)syscall(SYS_keyctl, 0, 0, 0, 0, 0);
}
static int try_truncate_by_name(void)
{
    return truncate(scratch, 0);
}
static int try_link(void)
{
    return link(scratch, "made-by-the-sandbox-test");
}
static int try_signal_owner(void)
{
    return fcntl(STDIN_FILENO, F_SETOWN, getppid());
}
static int try_thread_in_a_namespace(void)
{
    return (int)syscall(SYS_clone, CLONE_VM | CLONE_SIGHAND | CLONE_THREAD | CLONE_NEWNS, 0, 0, 0, 0);
}
static int try_copying_into_a_file(void)
{
    return (int)syscall(SYS_sendfile, 1, 0, NULL, 1);
}

static const struct {
    const char *what;
    int (*attempt)(void);
} refused[] = {
    { "a socket", try_socket },
    { "a local socket", try_unix_socket },
    { "opening for writing", try_write },
    { "opening for both", try_read_write },
    { "making a file", try_create },
    { "emptying a file", try_truncate },
    { "a file without a name on a disk", try_nameless },
    { "removing a file", try_unlink },
    { "renaming a file", try_rename },
    { "making a folder", try_mkdir },
    { "changing rights", try_chmod },
    { "another program", try_execve },
    { "fork", try_fork },
    { "clone without a thread's flags", try_vfork },
    { "a signal to another process", try_kill },
    { "a signal to another's thread", try_signal_other_thread_group },
    { "ptrace", try_ptrace },
    { "another's memory", try_read_memory_of_others },
    { "bpf", try_bpf },
    { "io_uring", try_io_uring },
    { "openat2", try_openat2 },
    { "other limits", try_more_memory },
    { "unshare", try_unshare },
    { "a program in memory", try_program_from_memory },
    { "writing another's memory", try_write_memory_of_others },
    { "a handle on another process", try_pidfd },
    { "prctl", try_prctl },
    { "typing for the user", try_typing_for_the_user },
    { "sending over what is open", try_sending },
    { "io_uring that is there", try_io_uring_enter },
    { "userfaultfd", try_userfaultfd },
    { "shared memory", try_shared_memory },
    { "a message queue", try_message_queue },
    { "keys", try_keys },
    { "emptying by name", try_truncate_by_name },
    { "a hard link", try_link },
    { "signals to another by a descriptor", try_signal_owner },
    { "a thread in a namespace", try_thread_in_a_namespace },
    { "sendfile", try_copying_into_a_file },
};

static int try_reading(void)
{
    char c;
    int fd = open(scratch, O_RDONLY);
    return fd >= 0 && read(fd, &c, 1) == 1 ? 0 : -1;
}
static int try_memory_file(void)
{
    int fd = memfd_create("x", MFD_CLOEXEC);
    return fd >= 0 && ftruncate(fd, 4096) == 0 && write(fd, "x", 1) == 1 ? 0 : -1;
}
static void *end_at_once(void *arg)
{
    return arg;
}
static int try_thread(void)
{
    pthread_t t;
    return pthread_create(&t, NULL, end_at_once, NULL) == 0 && pthread_join(t, NULL) == 0 ? 0 : -1;
}
static int try_memory(void)
{
    char *p = malloc(32 << 20);
    if (!p) return -1;
    memset(p, 1, 32 << 20);
    free(p);
    return 0;
}
static const struct {
    const char *what;
    int (*attempt)(void);
} granted[] = {
    { "reading a file", try_reading },
    { "a file in memory", try_memory_file },
    { "a thread", try_thread },
    { "memory", try_memory },
};

/* ---- which files ---- */

static int open_to_read(const char *path)
{
    char c;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    return fd >= 0 && read(fd, &c, 1) == 1 ? 0 : -1;
}
static int try_the_source(void)
{
    return open_to_read(scratch);
}
static int try_another_file(void)
{
    return open_to_read(other);
}
static int try_the_source_through_a_link(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/link", folder);
    return open_to_read(path);
}
static int try_passwords(void)
{
    return open_to_read("/etc/passwd");
}
static int try_parents_environment(void)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/environ", (int)getppid());
    return open_to_read(path);
}
static int try_listing(void)
{
    return open("/tmp", O_RDONLY | O_DIRECTORY);
}
static int try_file_in_the_folder(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/inside", folder);
    return open_to_read(path);
}
static int try_listing_the_folder(void)
{
    return open(folder, O_RDONLY | O_DIRECTORY);
}
static int try_memory_by_its_name(void)
{
    char path[64];
    int fd = memfd_create("x", MFD_CLOEXEC);
    if (fd < 0 || write(fd, "x", 1) != 1) return -1;
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    return open_to_read(path);
}
static int try_what_libraries_share(void)
{
    return open("/usr/share", O_RDONLY | O_DIRECTORY);
}
static const struct {
    const char *what;
    const char *source;
    int (*attempt)(void);
    int expected;
} files[] = {
    { "the source, a file", scratch, try_the_source, 0 },
    { "a link to it", scratch, try_the_source_through_a_link, 0 },
    { "the file beside it", scratch, try_another_file, EACCES },
    { "users' names", scratch, try_passwords, EACCES },
    { "what the parent was started with", scratch, try_parents_environment, EACCES },
    { "the folder that it lies in", scratch, try_listing, EACCES },
    { "a file in memory, by its name", scratch, try_memory_by_its_name, 0 },
    { "what libraries share", scratch, try_what_libraries_share, 0 },
    { "a file of a source that is a folder", folder, try_file_in_the_folder, 0 },
    { "its list", folder, try_listing_the_folder, 0 },
    { "a link in it that leads out", folder, try_the_source_through_a_link, EACCES },
    { "a file beside it", folder, try_another_file, EACCES },
    { "a file, of a source that is not there", "/nowhere/at/all", try_another_file, EACCES },
};

/* ---- what was open before ---- */

static int try_inherited(void)
{
    return (int)write(9, "x", 1);
}

/* The attempt's errno, 0 when it succeeded, 255 when the child could not lock itself up, 254 when it was killed. */
static int outcome_with(const char *source, int (*attempt)(void))
{
    fflush(NULL);
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const struct sandbox_limits limits = { .memory_bytes = (uint64_t)4 << 30, .source = source };
        struct sg_err err = { 0 };
        if (sandbox_enter(&limits, &err) != SG_OK) _exit(255);
        errno = 0;
        _exit(attempt() >= 0 ? 0 : errno ? errno : 253);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 254;
}
static int outcome(int (*attempt)(void))
{
    return outcome_with(NULL, attempt);
}

static void test_what_a_reader_does_not_need_is_refused(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(refused); i++) {
        int found = outcome(refused[i].attempt);
        if (found != EPERM) print_error("%s: ended with %d\n", refused[i].what, found);
        assert_int_equal(found, EPERM);
    }
}

static void test_what_it_needs_is_left(void **state)
{
    (void)state;
    for (size_t i = 0; i < ROWS(granted); i++) {
        int found = outcome(granted[i].attempt);
        if (found != 0) print_error("%s: ended with %d\n", granted[i].what, found);
        assert_int_equal(found, 0);
    }
}

static void test_only_the_source_and_shared_data_can_be_opened(void **state)
{
    (void)state;
    if (syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION) < 1) {
        print_message("this kernel has no Landlock\n");
        skip();
    }
    for (size_t i = 0; i < ROWS(files); i++) {
        int found = outcome_with(files[i].source, files[i].attempt);
        if (found != files[i].expected) print_error("%s: ended with %d\n", files[i].what, found);
        assert_int_equal(found, files[i].expected);
    }
}

static void test_nothing_that_was_open_stays_open(void **state)
{
    (void)state;
    int fd = open(other, O_WRONLY);
    assert_true(fd >= 0 && dup2(fd, 9) == 9);
    assert_int_equal(outcome(try_inherited), EBADF);
    close(fd);
    close(9);
}

static void test_memory_is_limited_and_no_core_is_left(void **state)
{
    (void)state;
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        const struct sandbox_limits limits = { .memory_bytes = (uint64_t)1 << 30 };
        struct rlimit core, memory;
        if (sandbox_enter(&limits, NULL) != SG_OK) _exit(1);
        if (getrlimit(RLIMIT_CORE, &core) != 0 || core.rlim_max != 0) _exit(2);
        if (prctl(PR_GET_DUMPABLE) == 1) _exit(3); /* refused, or 0 */
#if !defined(__SANITIZE_ADDRESS__)
        if (getrlimit(RLIMIT_AS, &memory) != 0 || memory.rlim_max != (rlim_t)1 << 30) _exit(4);
        if (mmap(NULL, (size_t)2 << 30, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED) _exit(5);
#else
        (void)memory;
#endif
        _exit(0);
    }
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static int make_file(const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    if (fd < 0 || write(fd, "x", 1) != 1) return -1;
    return close(fd);
}
static int make_scratch(void **state)
{
    char path[128];
    (void)state;
    snprintf(folder, sizeof folder, "/tmp/sillage-sandbox-XXXXXX");
    if (!mkdtemp(folder)) return -1;
    snprintf(scratch, sizeof scratch, "%s.file", folder);
    snprintf(other, sizeof other, "%s.other", folder);
    snprintf(path, sizeof path, "%s/link", folder);
    if (symlink(scratch, path) != 0) return -1;
    snprintf(path, sizeof path, "%s/inside", folder);
    return make_file(path) || make_file(scratch) || make_file(other) ? -1 : 0;
}
static int drop_scratch(void **state)
{
    char path[128];
    (void)state;
    snprintf(path, sizeof path, "%s/inside", folder);
    int failed = unlink(path);
    snprintf(path, sizeof path, "%s/link", folder);
    failed |= unlink(path);
    return failed | rmdir(folder) | unlink(scratch) | unlink(other);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_a_reader_does_not_need_is_refused),
        cmocka_unit_test(test_what_it_needs_is_left),
        cmocka_unit_test(test_only_the_source_and_shared_data_can_be_opened),
        cmocka_unit_test(test_nothing_that_was_open_stays_open),
        cmocka_unit_test(test_memory_is_limited_and_no_core_is_left),
    };
    return cmocka_run_group_tests(tests, make_scratch, drop_scratch);
}
