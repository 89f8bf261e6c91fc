# SPDX-License-Identifier: GPL-3.0-or-later
"""What the trainings of all models share: data, networks, the loop, export, calibration, pictures and cards."""
