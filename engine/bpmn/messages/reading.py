"""Sentences about files that cannot be read."""

from typing import Final

from engine.bpmn.messages.catalogue import Sentences, catalogue

READING: Final[Sentences] = catalogue(
    """
bpmn.xml.too-large error
en The file is larger than {limit}. Split the model into several files.
vi Tệp lớn hơn {limit}. Hãy tách mô hình thành nhiều tệp.

bpmn.xml.empty error
en The file is empty. Choose a BPMN 2.0 file.
vi Tệp trống. Hãy chọn một tệp BPMN 2.0.

bpmn.xml.doctype error
en The file contains a DOCTYPE or entity declaration, which is not allowed. Save the model again without it.
vi Tệp chứa khai báo DOCTYPE hoặc thực thể (entity), điều này không được phép. Hãy lưu lại mô hình không có nó.

bpmn.xml.encoding error
en The character encoding “{encoding}” is not accepted. Save the file as UTF-8.
vi Bảng mã “{encoding}” không được chấp nhận. Hãy lưu tệp ở dạng UTF-8.

bpmn.xml.syntax error
en The file is not well-formed XML: {reason}. Export it again from the modelling tool.
vi Tệp không phải XML đúng cú pháp: {reason}. Hãy xuất lại tệp từ công cụ vẽ mô hình.

bpmn.xml.too-deep error
en Elements are nested more than {limit} levels deep. Simplify the model.
vi Các phần tử lồng nhau quá {limit} cấp. Hãy đơn giản hóa mô hình.

bpmn.xml.too-many error
en The file has more than {limit} elements. Split the model into several files.
vi Tệp có hơn {limit} phần tử. Hãy tách mô hình thành nhiều tệp.

bpmn.xml.too-many-attributes error
en An element has more than {limit} attributes. Remove those that nobody needs.
vi Một phần tử có hơn {limit} thuộc tính. Hãy bỏ những thuộc tính không cần.

bpmn.xml.not-bpmn error
en This is not a BPMN 2.0 file: its outermost element is “{found}” instead of BPMN “definitions”. Choose a BPMN 2.0
   file.
vi Đây không phải tệp BPMN 2.0: phần tử ngoài cùng là “{found}” thay vì “definitions” của BPMN. Hãy chọn một tệp BPMN
   2.0.
"""
)
