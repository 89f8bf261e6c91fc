/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where messages go, as it was set last, and the connection that is made of it. */
#include <stdlib.h>

#include "base/utf8.h"
#include "platform/mail/mail_int.h"

bool mail_is_sender(struct str text)
{
    struct mail_from from;
    return utf8_valid(text) && mail_from_parse(text, &from) == E_OK;
}

static const char *or_empty(const char *text)
{
    return text != NULL ? text : "";
}

struct mail_recipe *mail_recipe_new(const char *url, const char *tls,
                                    const struct mail_server *server)
{
    struct arena *arena = arena_new();
    struct mail_recipe *recipe = arena_calloc(arena, 1, sizeof(*recipe));
    recipe->arena = arena;
    recipe->url = arena_strdup(arena, or_empty(url));
    recipe->tls = arena_strdup(arena, or_empty(tls));
    recipe->server = (struct mail_server){
        .host = arena_strdup(arena, or_empty(server->host)),
        .port = server->port,
        .security = server->security,
        .user = arena_strdup(arena, or_empty(server->user)),
        .password = arena_strdup(arena, or_empty(server->password)),
        .from = arena_strdup(arena, or_empty(server->from)),
    };
    return recipe;
}

void mail_recipe_free(struct mail_recipe *recipe)
{
    if (recipe != NULL) {
        char *password = (char *)recipe->server.password;
        secret_wipe(password, strlen(password));
        arena_free(recipe->arena);
    }
}

static int open_smtp(const struct mail_recipe *recipe, struct mail_smtp **out, struct err *err)
{
    if (recipe->server.host[0] != '\0') {
        return mail_smtp_new_server(&recipe->server, out, err);
    }
    return recipe->url[0] != '\0' ? mail_smtp_new(recipe->url, recipe->tls, out, err) : E_OK;
}

int mail_route_new(const struct mail_recipe *recipe, struct mail_route **out, struct err *err)
{
    struct mail_route *route = must_calloc(1, sizeof(*route));
    route->from_text = strdup(recipe->server.from);
    ASSERT(route->from_text != NULL);
    struct str from = str_from(route->from_text);
    int rc = E_OK;
    if (!mail_is_sender(from) || mail_from_parse(from, &route->from) < 0) {
        rc = err_set(
            err, E_INVALID,
            "mail_from must be like \"Assisti <assisti@example.org>\" or only the address.");
    }
    if (rc == E_OK) {
        rc = open_smtp(recipe, &route->smtp, err);
    }
    if (rc < 0) {
        mail_route_free(route);
        return rc;
    }
    *out = route;
    return E_OK;
}

void mail_route_free(struct mail_route *route)
{
    if (route != NULL) {
        mail_smtp_free(route->smtp);
        free(route->from_text);
        free(route);
    }
}
