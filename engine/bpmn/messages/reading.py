"""Sentences about files that cannot be read."""

from typing import Final

READING: Final[dict[str, tuple[str, str, str]]] = {
    "bpmn.xml.too-large": (
        "error",
        "The file is larger than {limit}. Split the model into several files.",
        "Tệp lớn hơn {limit}. Hãy tách mô hình thành nhiều tệp.",
    ),
    "bpmn.xml.empty": (
        "error",
        "The file is empty. Choose a BPMN 2.0 file.",
        "Tệp trống. Hãy chọn một tệp BPMN 2.0.",
    ),
    "bpmn.xml.doctype": (
        "error",
        "The file contains a DOCTYPE or entity declaration, which is not allowed. Save the model again without it.",
        "Tệp chứa khai báo DOCTYPE hoặc thực thể (entity), điều này không được phép. Hãy lưu lại mô hình không có nó.",
    ),
    "bpmn.xml.encoding": (
        "error",
        "The character encoding “{encoding}” is not accepted. Save the file as UTF-8.",
        "Bảng mã “{encoding}” không được chấp nhận. Hãy lưu tệp ở dạng UTF-8.",
    ),
    "bpmn.xml.syntax": (
        "error",
        "The file is not well-formed XML: {reason}. Export it again from the modelling tool.",
        "Tệp không phải XML đúng cú pháp: {reason}. Hãy xuất lại tệp từ công cụ vẽ mô hình.",
    ),
    "bpmn.xml.too-deep": (
        "error",
        "Elements are nested more than {limit} levels deep. Simplify the model.",
        "Các phần tử lồng nhau quá {limit} cấp. Hãy đơn giản hóa mô hình.",
    ),
    "bpmn.xml.too-many": (
        "error",
        "The file has more than {limit} elements. Split the model into several files.",
        "Tệp có hơn {limit} phần tử. Hãy tách mô hình thành nhiều tệp.",
    ),
    "bpmn.xml.not-bpmn": (
        "error",
        "This is not a BPMN 2.0 file: its outermost element is “{found}” instead of BPMN “definitions”. "
        "Choose a BPMN 2.0 file.",
        "Đây không phải tệp BPMN 2.0: phần tử ngoài cùng là “{found}” thay vì “definitions” của BPMN. "
        "Hãy chọn một tệp BPMN 2.0.",
    ),
}
