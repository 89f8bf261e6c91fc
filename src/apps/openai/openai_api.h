/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Handlers of openai; the table in openai_routes.c says what each does. */
#pragma once

#include "apps/openai/openai_int.h"

int openai_api_models(struct req *rq);
int openai_api_model(struct req *rq);
int openai_api_complete(struct req *rq);
