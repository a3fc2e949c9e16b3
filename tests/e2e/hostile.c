/* Subjects that no harness likes: hostile MODE, with host and port in the environment, as mustls
 * gives them. */
#define _GNU_SOURCE
#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static char block[65536];

static void hang(void)
{
    for (;;)
        pause();
}

/* errno is that of connect() if it failed. */
static int try_dial(void)
{
    struct addrinfo hints = {.ai_family = AF_INET, .ai_socktype = SOCK_STREAM}, *a;
    if (getaddrinfo(getenv("MUSTLS_HOST"), getenv("MUSTLS_PORT"), &hints, &a) != 0)
        _exit(4);
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    if (fd < 0)
        _exit(5);
    int rc = connect(fd, a->ai_addr, a->ai_addrlen);
    freeaddrinfo(a);
    return rc == 0 ? fd : -1;
}

static int dial(void)
{
    int fd = try_dial();
    if (fd < 0)
        _exit(5);
    return fd;
}

/* Reads until a line of the reply has a blank behind its code. */
static void read_reply(int fd)
{
    char line[1024];
    size_t n = 0;
    while (read(fd, line + n, 1) == 1) {
        if (line[n] != '\n') {
            n += n < sizeof line - 1;
            continue;
        }
        if (n > 3 && line[3] == ' ')
            return;
        n = 0;
    }
    _exit(6);
}

static void say(int fd, const char *command)
{
    if (write(fd, command, strlen(command)) < 0)
        _exit(7);
}

/* Writes for ever: a harness that closes is answered by trying again. */
static void pour(int fd)
{
    signal(SIGPIPE, SIG_IGN);
    while (write(fd, block, sizeof block / 6 * 6) > 0)
        ;
    hang();
}

static void flood(void)
{
    for (size_t i = 0; i < sizeof block; i++)
        block[i] = "NOOP\r\n"[i % 6];
    pour(dial());
}

static void endless_line(void)
{
    memset(block, 'x', sizeof block);
    pour(dial());
}

static void never_reads(void)
{
    int fd = dial();
    int small = 4096;
    setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    say(fd, "EHLO hostile\r\n");
    hang();
}

static void reads_slowly(void)
{
    int fd = dial();
    for (char c; read(fd, &c, 1) == 1;)
        nanosleep(&(struct timespec){.tv_sec = 1}, NULL);
    hang();
}

static void crowd(void)
{
    struct rlimit files = {4096, 4096};
    setrlimit(RLIMIT_NOFILE, &files);
    for (int i = 0; i < 1000; i++)
        if (try_dial() < 0 && errno != ECONNRESET) /* turned away before connect() has returned */
            _exit(5);
    hang();
}

static void garbage(void)
{
    int fd = dial();
    read_reply(fd);
    say(fd, "EHLO hostile\r\n");
    read_reply(fd);
    say(fd, "STARTTLS\r\n");
    read_reply(fd);
    say(fd, "\x16\x03\x01\xff\xff garbage where a ClientHello should be\r\n");
    while (read(fd, block, sizeof block) > 0)
        ;
    hang();
}

static void leave_child(void)
{
    dial();
    if (fork() == 0)
        hang();
}

static void leave_daemon(void)
{
    dial();
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            hang();
        _exit(0);
    }
    wait(NULL);
}

/* As a daemon that also throws its environment away. */
static void leave_stranger(char *program)
{
    char word[] = "hang", *argv[] = {program, word, NULL}, *none[] = {NULL};
    dial();
    if (fork() == 0) {
        setsid();
        if (fork() == 0)
            execve(program, argv, none);
        _exit(0);
    }
    wait(NULL);
}

static void ignore_signals(void)
{
    for (int i = 1; i < 32; i++)
        signal(i, SIG_IGN);
    dial();
    hang();
}

static void gigabyte(void)
{
    memset(block, 'y', sizeof block);
    for (int i = 0; i < 1 << 14; i++)
        if (write(STDOUT_FILENO, block, sizeof block) != (ssize_t)sizeof block)
            _exit(8);
}

static void close_all(void)
{
    int fd = dial();
    read_reply(fd); /* unread bytes would make a reset of the close */
    close(fd);
    for (int i = 0; i < 3; i++)
        close(i);
    hang();
}

static void binary(void)
{
    static const char bytes[] = "\0\x1b[31mred\x1b[0m\x1b]0;title\a</failure>]]>&amp;<!--\r\n"
                                "\xff\xfe\xc0\xaf\x01\x02\x7f\x80\n  ---\n  ...\nnot ok 7\n";
    fwrite(bytes, 1, sizeof bytes, stdout);
}

/* The one with manners: says EHLO and QUIT and fails. */
static void leaves(void)
{
    int fd = dial();
    read_reply(fd);
    say(fd, "EHLO hostile\r\n");
    read_reply(fd);
    say(fd, "QUIT\r\n");
    read_reply(fd);
}

/* Says EHLO and waits for what comes, as long as it takes. */
static void waits(void)
{
    int fd = dial();
    read_reply(fd);
    say(fd, "EHLO hostile\r\n");
    while (read(fd, block, sizeof block) > 0)
        ;
    hang();
}

static void crash(void)
{
    signal(SIGSEGV, SIG_DFL);
    raise(SIGSEGV);
}

int main(int argc, char **argv)
{
    static const struct {
        const char *name;
        void (*act)(void);
        int code;
    } rows[] = {
        {"flood", flood, 0},
        {"endless-line", endless_line, 0},
        {"never-reads", never_reads, 0},
        {"reads-slowly", reads_slowly, 0},
        {"crowd", crowd, 0},
        {"garbage", garbage, 0},
        {"child", leave_child, 0},
        {"daemon", leave_daemon, 0},
        {"ignores-signals", ignore_signals, 0},
        {"gigabyte", gigabyte, 0},
        {"closes-all", close_all, 0},
        {"binary", binary, 1},
        {"crash", crash, 0},
        {"hang", hang, 0},
        {"leaves", leaves, 1},
        {"waits", waits, 0},
    };
    const char *mode = argc > 1 ? argv[1] : "";
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(mode, rows[i].name) == 0) {
            rows[i].act();
            return rows[i].code;
        }
    }
    if (strcmp(mode, "stranger") == 0)
        leave_stranger(argv[0]);
    else if (strcmp(mode, "stops") == 0)
        raise(SIGSTOP);
    else if (strcmp(mode, "exits") != 0)
        return 9;
    return 1;
}
