"""Readable drawings of diagrams: lane-aware, orthogonal, no edge through a shape; the same model, the same drawing."""

from process_models.layout.graph import Drawing, Edge, Graph, Lane, Node, Pool
from process_models.layout.place import draw

__all__ = ["Drawing", "Edge", "Graph", "Lane", "Node", "Pool", "draw"]
