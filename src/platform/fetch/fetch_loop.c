/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What libcurl waits for: its sockets by epoll and its timer, so that a turn costs as much as there is to do and not as
 * much as there are requests. */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/file.h"
#include "platform/fetch/fetch_int.h"

#define EVENTS_A_TURN 256
/* Connections that are kept for requests to come; what is above is closed when its answer is whole. */
#define CONNECTIONS_KEPT 64L

/* libcurl 7.88 closes a socket that is not connected yet (lib/cf-socket.c, cf_socket_close()) before it says that it does not wait for
 * it any more. Epoll has forgotten the socket by then, and the number may be another thread's, which epoll does not know: nothing
 * happens. ThreadSanitizer, which believes that the number stands for that thread's socket, is passed by. */
static void forget(struct fetch_loop *loop, curl_socket_t fd)
{
    (void)syscall(SYS_epoll_ctl, loop->epoll, EPOLL_CTL_DEL, fd, NULL);
}

/* libcurl says which events of a socket it waits for. Where the system cannot watch one more, the request ends with its
 * time. */
static int watch(CURL *easy, curl_socket_t fd, int what, void *context, void *known)
{
    (void)easy;
    struct fetch_loop *loop = context;
    if (what == CURL_POLL_REMOVE) {
        forget(loop, fd);
        return 0;
    }
    struct epoll_event event = {.data.fd = fd};
    event.events |= (what & CURL_POLL_IN) != 0 ? (uint32_t)EPOLLIN : 0;
    event.events |= (what & CURL_POLL_OUT) != 0 ? (uint32_t)EPOLLOUT : 0;
    if (known == NULL) {
        (void)epoll_ctl(loop->epoll, EPOLL_CTL_ADD, fd, &event);
        CURLMcode rc = curl_multi_assign(loop->multi, fd, loop);
        ASSERT(rc == CURLM_OK);
    } else {
        (void)epoll_ctl(loop->epoll, EPOLL_CTL_MOD, fd, &event);
    }
    return 0;
}

static int set_timer(CURLM *multi, long timeout_ms, void *context)
{
    (void)multi;
    struct fetch_loop *loop = context;
    loop->due_ms = timeout_ms < 0 ? INT64_MAX : clock_mono_ms() + timeout_ms;
    return 0;
}

#define SET(loop, option, value) (curl_multi_setopt((loop)->multi, option, value) == CURLM_OK)

int fetch_loop_init(struct fetch_loop *loop, struct err *err)
{
    loop->due_ms = INT64_MAX;
    loop->epoll = epoll_create1(EPOLL_CLOEXEC);
    loop->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    loop->multi = curl_multi_init();
    ASSERT(loop->multi != NULL);
    struct epoll_event event = {.events = EPOLLIN, .data.fd = loop->wake};
    if (loop->epoll < 0 || loop->wake < 0 ||
        epoll_ctl(loop->epoll, EPOLL_CTL_ADD, loop->wake, &event) < 0) {
        return err_set(err, E_IO, "Sockets cannot be waited for: %s.", strerror(errno));
    }
    bool is_set =
        SET(loop, CURLMOPT_SOCKETFUNCTION, watch) && SET(loop, CURLMOPT_SOCKETDATA, loop) &&
        SET(loop, CURLMOPT_TIMERFUNCTION, set_timer) && SET(loop, CURLMOPT_TIMERDATA, loop) &&
        SET(loop, CURLMOPT_MAXCONNECTS, CONNECTIONS_KEPT);
    ASSERT(is_set);
    return E_OK;
}

void fetch_loop_done(struct fetch_loop *loop)
{
    curl_multi_cleanup(loop->multi);
    fd_closep(&loop->epoll);
    fd_closep(&loop->wake);
}

void fetch_loop_wake(struct fetch_loop *loop)
{
    const uint64_t one = 1;
    /* Where this fails, the counter is full: the turn ends all the same. */
    (void)!write(loop->wake, &one, sizeof(one));
}

static void let_act(struct fetch_loop *loop, curl_socket_t fd, int what)
{
    int running;
    CURLMcode rc = curl_multi_socket_action(loop->multi, fd, what, &running);
    ASSERT(rc == CURLM_OK);
}

static void handle(struct fetch_loop *loop, const struct epoll_event *event)
{
    if (event->data.fd == loop->wake) {
        uint64_t count;
        (void)!read(loop->wake, &count, sizeof(count)); /* nothing there: somebody else's turn */
        return;
    }
    int what = (event->events & (EPOLLIN | EPOLLHUP)) != 0 ? CURL_CSELECT_IN : 0;
    what |= (event->events & EPOLLOUT) != 0 ? CURL_CSELECT_OUT : 0;
    what |= (event->events & EPOLLERR) != 0 ? CURL_CSELECT_ERR : 0;
    let_act(loop, event->data.fd, what);
}

void fetch_loop_turn(struct fetch_loop *loop, int64_t latest_ms)
{
    int64_t now_ms = clock_mono_ms();
    int64_t until_ms = loop->due_ms < latest_ms ? loop->due_ms : latest_ms;
    int wait_ms = until_ms > now_ms ? (int)(until_ms - now_ms) : 0;
    struct epoll_event events[EVENTS_A_TURN];
    int n = epoll_wait(loop->epoll, events, EVENTS_A_TURN, wait_ms);
    for (int i = 0; i < n; i++) {
        handle(loop, &events[i]);
    }
    if (clock_mono_ms() >= loop->due_ms) {
        loop->due_ms = INT64_MAX; /* set_timer() may say otherwise at once */
        let_act(loop, CURL_SOCKET_TIMEOUT, 0);
    }
}
