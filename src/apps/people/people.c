/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdlib.h>

#include "apps/people/people_int.h"

struct people *people_new(const struct services *services, struct accounts *accounts)
{
    struct people *people = must_calloc(1, sizeof(*people));
    people->services = services;
    people->db = services->db;
    people->accounts = accounts;
    return people;
}

void people_free(struct people *people)
{
    free(people);
}
