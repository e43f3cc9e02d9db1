"""Matrices kept in eight bits a number.

To read a short text is to multiply a few rows by large matrices: what takes the time is fetching these from memory. In
eight bits they are a quarter as large, and the processor multiplies whole numbers faster than fractions.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

from bot.nlu.likeness import Floats

# Seven bits and a sign would be 127. With half of that no sum of two products overflows 16 bits, in which processors
# without AVX-512 VNNI add them up: so the same text is read the same on every machine.
_MATRIX_LEVELS = 63
_ROW_LEVELS = 127
_ZERO = 128  # what stands for 0 in a row, whose numbers are kept without a sign


class EightBits:
    """A matrix that rows of numbers are multiplied by, as in `rows @ matrix`. Each column has a scale of its own.

    Each row is rounded by itself, so that what comes of it does not depend on the rows beside it.
    """

    __array_ufunc__ = None  # NumPy leaves the multiplication to us

    def __init__(self, matrix: Floats) -> None:
        """Round the matrix to one in 63 of the largest number of each column."""
        scales = np.abs(matrix).max(axis=0) / np.float32(_MATRIX_LEVELS)
        scales[scales == 0] = 1
        self._multiplying = _session(np.rint(matrix / scales).astype(np.int8), scales.astype(np.float32))

    def __rmatmul__(self, rows: Floats) -> Floats:
        """Return `rows @ matrix`, off by about one in a hundred."""
        scales = np.abs(rows).max(axis=1, keepdims=True)
        scales /= np.float32(_ROW_LEVELS)
        scales[scales == 0] = 1
        rounded = np.rint(rows / scales)
        rounded += _ZERO
        product: Floats = self._multiplying.run(None, {"rows": rounded.astype(np.uint8)})[0]
        product *= scales
        return product


def _session(matrix: Any, scales: Floats) -> onnxruntime.InferenceSession:
    """Return ONNX Runtime's multiplication of whole-numbered rows by this matrix, in fractions again by `scales`."""
    across, down = matrix.shape
    graph = helper.make_graph(
        [
            helper.make_node("MatMulInteger", ["rows", "matrix", "zero"], ["whole"]),
            helper.make_node("Cast", ["whole"], ["fractions"], to=TensorProto.FLOAT),
            helper.make_node("Mul", ["fractions", "scales"], ["product"]),
        ],
        "rows_by_matrix",
        [helper.make_tensor_value_info("rows", TensorProto.UINT8, ["count", across])],
        [helper.make_tensor_value_info("product", TensorProto.FLOAT, ["count", down])],
        [
            numpy_helper.from_array(matrix, "matrix"),
            numpy_helper.from_array(scales, "scales"),
            numpy_helper.from_array(np.array(_ZERO, dtype=np.uint8), "zero"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1  # too short to share out; workers share the machine
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
