# SPDX-License-Identifier: GPL-3.0-or-later
"""Write a MobileNetV2 as ONNX, and run such a file with PyTorch to see that it computes the same.

The graph is built by hand: torch.onnx would write a Pad node before each strided convolution, where the convolution's
own pads say the same and cost nothing.
"""
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

from . import advice, roots
from .advice import Advised
from .mobilenet_v2 import EMBEDDING, Block, Conv, MobileNetV2
from .roots import Rooted

OPSET = 13


class _Graph:
    """Nodes and their constants in the order they are met; values are known by name."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: Tensor) -> str:
        array = np.ascontiguousarray(value.detach().cpu().numpy().astype(np.float32))
        self.constants.append(numpy_helper.from_array(array, name))
        return name

    def node(self, kind: str, name: str, inputs: list[str], output: str | None = None, **attributes) -> str:
        output = output or name
        self.nodes.append(helper.make_node(kind, inputs, [output], name=name, **attributes))
        return output

    def module(self, module: nn.Module, name: str, x: str) -> str:
        if isinstance(module, Block):
            y = self.module(module.conv, f"{name}.conv", x)
            return self.node("Add", f"{name}.add", [x, y]) if module.residual else y
        if isinstance(module, nn.Sequential):
            for part, child in module.named_children():
                x = self.module(child, f"{name}.{part}", x)
            return x
        if isinstance(module, Conv):
            return self._conv(module, name, x)
        if isinstance(module, nn.ReLU6):
            return self.node("Clip", name, [x, "zero", "six"])
        if isinstance(module, nn.Identity):
            return x
        raise TypeError(f"{name}: no way to export {type(module).__name__}; is the batch norm folded?")

    def _conv(self, conv: Conv, name: str, x: str) -> str:
        size, stride, pad = conv.kernel_size[0], conv.stride[0], conv.kernel_size[0] // 2
        return self.node(
            "Conv",
            name,
            [x, self.constant(f"{name}.weight", conv.weight), self.constant(f"{name}.bias", conv.bias)],
            kernel_shape=[size, size],
            strides=[stride, stride],
            group=conv.groups,
            pads=[pad] * 4 if stride == 1 else [0, 0, 1, 1],  # top, left, bottom, right
        )


    def linear(self, layer: nn.Linear, name: str, x: str, scale: float = 1.0, output: str | None = None) -> str:
        weight = self.constant(f"{name}.weight", layer.weight * scale)
        bias = self.constant(f"{name}.bias", layer.bias * scale)
        return self.node("Gemm", name, [x, weight, bias], output, transB=1)

    def rooted(self, layer: Rooted, x: str) -> str:
        own = self.node("LogSoftmax", "head.own", [self.linear(layer.head, "head", x)], axis=1)
        likely = self.node("MatMul", "among", [self.node("Exp", "head.likely", [own]), self.constant("among.labels", layer.among)])
        floored = self.node("Add", "among.floored", [likely, self.constant("among.least", torch.tensor(roots.LEAST))])
        second = self.linear(layer.roots, "roots", self.node("Sqrt", "root", [x]))
        second = self.node("LogSoftmax", "roots.own", [second], axis=1)
        second = self.node("Add", "roots.likely", [second, self.node("Log", "among.log", [floored])])
        second = self.node("MatMul", "roots.labels", [second, self.constant("roots.place", layer.place)])
        own = self.node("Mul", "head.share", [own, self.constant("head.kept", layer.kept)])
        return self.node("Add", "heads", [own, second])

    def advised(self, layer: Advised, x: str, scale: float, output: str) -> str:
        head = self.rooted(layer.head, x) if isinstance(layer.head, Rooted) else self.linear(layer.head, "head", x)
        own = self.node("LogSoftmax", "own", [head], axis=1)
        classes = self.node("Softmax", "classes.softmax", [self.linear(layer.classes, "classes", x)], axis=1)
        labels = self.node("MatMul", "labels", [classes, self.constant("gather", layer.gather)])
        floored = self.node("Add", "floored", [labels, self.constant("least", torch.tensor(advice.LEAST))])
        heard = self.node("Log", "advice", [floored])
        own = self.node("Mul", "own.share", [own, self.constant("own.weight", (1 - layer.share) * scale)])
        heard = self.node("Mul", "advice.share", [heard, self.constant("advice.weight", layer.share * scale)])
        return self.node("Add", output, [own, heard])


def export(network: MobileNetV2, path: Path, size: int, temperature: float, about: str) -> None:
    """Input `pixels`; outputs `embedding` and `logits`, these divided by the temperature."""
    graph = _Graph()
    graph.constant("zero", torch.tensor(0.0))
    graph.constant("six", torch.tensor(6.0))
    x = graph.module(network.features, "features", "pixels")
    x = graph.node("GlobalAveragePool", "pool", [x])
    x = graph.node("Flatten", "flatten", [x], "embedding", axis=1)
    head = network.head
    if isinstance(head, Advised):
        graph.advised(head, x, 1 / temperature, "logits")
        labels = head.head.out_features
    else:
        graph.linear(head, "head", x, 1 / temperature, "logits")
        labels = head.out_features

    def tensor(name: str, *shape: int) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

    model = helper.make_model(
        helper.make_graph(
            graph.nodes,
            "network",
            [tensor("pixels", 1, 3, size, size)],
            [tensor("embedding", 1, EMBEDDING), tensor("logits", 1, labels)],
            graph.constants,
        ),
        producer_name="assisti",
        doc_string=about,
        opset_imports=[helper.make_opsetid("", OPSET)],
    )
    model.ir_version = 7
    onnx.checker.check_model(model, full_check=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(model, str(path))


@torch.no_grad()
def run(path: Path, pixels: Tensor) -> dict[str, Tensor]:
    """The outputs of an exported file, by its own nodes and constants only; any number of pictures at once."""
    graph = onnx.load(str(path)).graph
    values = {c.name: torch.from_numpy(numpy_helper.to_array(c).copy()) for c in graph.initializer}
    values[graph.input[0].name] = pixels
    for node in graph.node:
        x = [values[name] for name in node.input]
        has = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        if node.op_type == "Conv":
            top, left, bottom, right = has["pads"]
            y = F.conv2d(F.pad(x[0], (left, right, top, bottom)), x[1], x[2], has["strides"], groups=has["group"])
        elif node.op_type == "Clip":
            y = x[0].clamp(x[1].item(), x[2].item())
        elif node.op_type == "Add":
            y = x[0] + x[1]
        elif node.op_type == "Mul":
            y = x[0] * x[1]
        elif node.op_type == "MatMul":
            y = x[0] @ x[1]
        elif node.op_type == "Log":
            y = x[0].log()
        elif node.op_type == "Exp":
            y = x[0].exp()
        elif node.op_type == "Sqrt":
            y = x[0].sqrt()
        elif node.op_type == "Softmax":
            y = x[0].softmax(has["axis"])
        elif node.op_type == "LogSoftmax":
            y = x[0].log_softmax(has["axis"])
        elif node.op_type == "GlobalAveragePool":
            y = x[0].mean((2, 3), keepdim=True)
        elif node.op_type == "Flatten":
            y = x[0].flatten(has["axis"])
        elif node.op_type == "Gemm":
            y = x[0] @ x[1].T + x[2]
        else:
            raise ValueError(f"{node.name}: {node.op_type} is none of ours")
        values[node.output[0]] = y
    return {output.name: values[output.name] for output in graph.output}
