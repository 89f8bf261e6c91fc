# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks in the shape of well-known ones, with random weights: enough to measure how quickly they run."""
import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper


class Graph:
    """An ONNX graph that grows node by node; `channels` are those of the value made last."""

    def __init__(self, name, side):
        self.name, self.side = name, side
        self.nodes, self.constants = [], []
        self.random = np.random.default_rng(1)

    def constant(self, *shape, scale=1.0):
        name = f"c{len(self.constants)}"
        numbers = (self.random.standard_normal(shape) * scale).astype(np.float32)
        self.constants.append(numpy_helper.from_array(numbers, name))
        return name

    def add(self, op, inputs, **attributes):
        output = f"v{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, inputs, [output], f"{op}_{len(self.nodes)}", **attributes))
        return output

    def conv(self, x, channels, kernel=1, stride=1, groups=1):
        """`channels`: of the input and of the output."""
        inputs, outputs = channels
        weights = self.constant(outputs, inputs // groups, kernel, kernel,
                                scale=(2 / (kernel * kernel * inputs / groups)) ** 0.5)
        return self.add("Conv", [x, weights, self.constant(outputs, scale=0.1)], kernel_shape=[kernel] * 2,
                        strides=[stride] * 2, pads=[kernel // 2] * 4, group=groups)

    def conv_transpose(self, x, channels, kernel):
        """Makes both sides twice as long; the kernel is even."""
        inputs, outputs = channels
        weights = self.constant(inputs, outputs, kernel, kernel, scale=(4 / (kernel * kernel * inputs)) ** 0.5)
        return self.add("ConvTranspose", [x, weights, self.constant(outputs, scale=0.1)], kernel_shape=[kernel] * 2,
                        strides=[2, 2], pads=[kernel // 2 - 1] * 4)

    def bound(self, name, value):
        if all(c.name != name for c in self.constants):
            self.constants.append(numpy_helper.from_array(np.array(value, np.float32), name))
        return name

    def relu6(self, x):
        return self.add("Clip", [x, self.bound("zero", 0), self.bound("six", 6)])

    def classify(self, x, inputs, classes=1000):
        x = self.add("Flatten", [self.add("GlobalAveragePool", [x])])
        return self.add("Gemm", [x, self.constant(classes, inputs, scale=inputs ** -0.5), self.constant(classes)], transB=1)

    def save(self, path, output, shape=(1, 1000)):
        graph = helper.make_graph(
            self.nodes, self.name, [helper.make_tensor_value_info("x", TensorProto.FLOAT, [1, 3, self.side, self.side])],
            [helper.make_tensor_value_info(output, TensorProto.FLOAT, shape)], self.constants)
        onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8), path)


def mobilenet_v2(path, side=224):
    """Sandler et al., MobileNetV2, table 2."""
    g = Graph("mobilenet_v2", side)
    x, channels = g.relu6(g.conv("x", (3, 32), kernel=3, stride=2)), 32
    for expand, outputs, repeats, first_stride in [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2),
                                                   (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]:
        for number in range(repeats):
            stride = first_stride if number == 0 else 1
            middle, y = channels * expand, x
            if expand > 1:
                y = g.relu6(g.conv(y, (channels, middle)))
            y = g.relu6(g.conv(y, (middle, middle), kernel=3, stride=stride, groups=middle))
            y = g.conv(y, (middle, outputs))
            x = g.add("Add", [x, y]) if stride == 1 and channels == outputs else y
            channels = outputs
    g.save(path, g.classify(g.relu6(g.conv(x, (channels, 1280))), 1280))


def resnet18(path, side=224):
    """He et al., Deep Residual Learning, table 1."""
    g = Graph("resnet18", side)
    x = g.add("Relu", [g.conv("x", (3, 64), kernel=7, stride=2)])
    x, channels = g.add("MaxPool", [x], kernel_shape=[3, 3], strides=[2, 2], pads=[1, 1, 1, 1]), 64
    for outputs in (64, 128, 256, 512):
        for number in range(2):
            stride = 2 if number == 0 and outputs > 64 else 1
            side_way = g.conv(x, (channels, outputs), stride=stride) if channels != outputs else x
            y = g.add("Relu", [g.conv(x, (channels, outputs), kernel=3, stride=stride)])
            x = g.add("Relu", [g.add("Add", [g.conv(y, (outputs, outputs), kernel=3), side_way])])
            channels = outputs
    g.save(path, g.classify(x, channels))


def detector(path, side=640, kernel=2):
    """A map of what belongs to text, as large as the picture (Liao et al., Differentiable Binarization): its end."""
    g = Graph("detector", side)
    x = g.add("Relu", [g.conv("x", (3, 32), kernel=3, stride=2)])
    x = g.add("Relu", [g.conv(x, (32, 64), kernel=3, stride=2)])
    x = g.add("Relu", [g.conv(x, (64, 64), kernel=3)])
    x = g.add("Relu", [g.conv_transpose(x, (64, 64), kernel)])
    g.save(path, g.add("Sigmoid", [g.conv_transpose(x, (64, 1), kernel)]), (1, 1, side, side))
