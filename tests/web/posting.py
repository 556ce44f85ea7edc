"""How answers are filled in: the controls of a form, by name."""

from typing import Any


def controls(form: Any, data: dict[str, Any], path: str = "") -> dict[str, Any]:
    """The controls a person fills in to give these answers."""
    posted: dict[str, Any] = {}
    for field in form.fields:
        value = data.get(field.key)
        if value is None or field.computed is not None:
            continue
        name = f"{path}{field.key}"
        match field.widget.value:
            case "group":
                posted |= controls(field, value, f"{name}.")
            case "list":
                for index, row in enumerate(value):
                    posted[f"{name}.{index}._"] = "1"
                    posted |= controls(field, row, f"{name}.{index}.")
            case "date" | "pdate":
                pieces = [*value.split("-"), "", ""]
                posted |= {f"{name}.year": pieces[0], f"{name}.month": pieces[1], f"{name}.day": pieces[2]}
            case "coded":
                posted[name] = value.get("code") or value["label"]
            case "bool" | "check":
                if value or field.widget.value == "bool":
                    posted[name] = "true" if value else "false"
            case _:
                posted[name] = str(value)
    return posted
