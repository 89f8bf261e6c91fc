/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "apps/chat/room/room.h"

int room_find_of_path(struct req *rq, struct room *out)
{
    struct uuid id;
    int rc = req_id(rq, "id", &id);
    if (rc < 0) {
        return rc;
    }
    CLEANUP(db_releasep) struct db_conn *conn = NULL;
    rc = db_read(rq->services->db, &conn);
    return rc < 0 ? rc : room_store_find(conn, rq->user.id, id, rq->arena, out);
}
