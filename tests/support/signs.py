# SPDX-License-Identifier: GPL-3.0-or-later
"""The data of road signs: archives with scenes (det-*) and with crops of single signs (cls-*), and tables that say what is on them."""
import csv
import tarfile

from detections import Box


def read_rows(path):
    with open(path, encoding="utf-8") as rows:
        return list(csv.DictReader(rows))


def read_boxes(data):
    """The signs on each scene, by its path in the archives."""
    boxes = {}
    for row in read_rows(data / "det_annotations.csv"):
        corners = tuple(float(row[key]) for key in ("x1", "y1", "x2", "y2"))
        boxes.setdefault(row["path"], []).append(Box(row["label"], corners))
    return boxes


def exhaustive_scenes(data):
    """Paths of the scenes whose boxes are all signs of the German benchmark's kinds that they show."""
    return {row["path"] for row in read_rows(data / "det_images.csv") if row["exhaustive"] == "1"}


def german_labels(data):
    """The kinds of the German benchmark."""
    return {row["name"] for row in read_rows(data / "classes.csv") if row["gtsrb_gtsdb_id"]}


def extract(data, folder, wanted, kinds=("cls", "det")):
    """The pictures that are wanted as files, by their paths in the archives."""
    found = {}
    for archive in sorted(path for kind in kinds for path in data.glob(f"{kind}-*.tar*")):
        with tarfile.open(archive) as shard:
            for member in shard:
                if member.isfile() and wanted(member.name):
                    found[member.name] = folder / member.name.replace("/", "-")
                    found[member.name].write_bytes(shard.extractfile(member).read())
    return found
