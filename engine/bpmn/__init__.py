"""BPMN 2.0 XML to an immutable model and back, with problems that name line and element."""
