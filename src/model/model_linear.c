/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "model/model.h"

void model_softmax(double *scores, size_t n)
{
    double most = -INFINITY;
    for (size_t i = 0; i < n; i++) {
        most = scores[i] > most ? scores[i] : most;
    }
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        scores[i] = exp(scores[i] - most);
        sum += scores[i];
    }
    for (size_t i = 0; i < n; i++) {
        scores[i] /= sum;
    }
}

void model_linear_apply(const struct model_linear *linear, const float *embedding,
                        double *probabilities)
{
    for (size_t k = 0; k < linear->class_count; k++) {
        const float *row = linear->weights + k * (linear->width + 1);
        probabilities[k] = (double)model_dot(row, embedding, linear->width) + row[linear->width];
    }
    model_softmax(probabilities, linear->class_count);
}
