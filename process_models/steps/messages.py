"""The sentences of everything a step table can have wrong: code -> (severity, English, Vietnamese).

``error``: the procedure (or file) cannot be made; ``review``: made, and flagged; ``note``: worth knowing.
"""
# ruff: noqa: E501 - lists of words, patterns and sentences stay on one line

from typing import Final

from process_models.steps.messages_making import MAKING
from process_models.steps.table import Place, TableProblem

MESSAGES: Final[dict[str, tuple[str, str, str]]] = {
    # -- the file ------------------------------------------------------------------------------------------------
    "file.too-big": ("error", "The file has {size} bytes; {limit} are allowed. Split it into several files.", "Tệp có {size} byte, vượt mức cho phép {limit}. Hãy tách thành nhiều tệp."),
    "file.empty": ("error", "The file is empty. Choose the file that holds the step tables.", "Tệp rỗng. Hãy chọn tệp có bảng quy trình."),
    "file.bomb": ("error", "Unpacked, the file would have {size} bytes; {limit} are allowed. Save it anew with your office program.", "Khi giải nén, tệp có {size} byte, vượt mức {limit}. Hãy lưu lại bằng chương trình văn phòng."),
    "file.broken": ("error", "The file cannot be opened as {kind}; it is damaged or is something else by another name. Open it in your office program and save it again.", "Không mở được tệp dạng {kind}; tệp bị hỏng hoặc sai phần mở rộng. Hãy mở bằng chương trình văn phòng rồi lưu lại."),
    "file.encrypted": ("error", "The file is protected by a password or is an old format under a new name. Save it as .xlsx or .docx without a password.", "Tệp có mật khẩu hoặc là định dạng cũ mang tên mới. Hãy lưu lại dạng .xlsx hay .docx không có mật khẩu."),
    "file.old-word": ("error", "This is an old Word file (.doc). Open it in Word and save it as .docx.", "Đây là tệp Word cũ (.doc). Hãy mở bằng Word và lưu thành .docx."),
    "file.kind": ("error", "Step tables are read from XLSX, CSV and DOCX; this is {kind}. Convert it, or copy the tables into a workbook.", "Bảng quy trình được đọc từ XLSX, CSV và DOCX; đây là {kind}. Hãy chuyển đổi hoặc chép bảng vào bảng tính."),
    "file.rows": ("error", "A table has more than {limit} rows. Split the file.", "Một bảng có hơn {limit} dòng. Hãy tách tệp."),
    "file.csv": ("error", "The CSV cannot be read from row {row} on: a quotation mark is not closed. Correct that row.", "Không đọc được CSV từ dòng {row}: dấu ngoặc kép chưa đóng. Hãy sửa dòng đó."),
    "file.encoding": ("error", "Row {row} is not UTF-8 or UTF-16 text. In Excel choose “CSV UTF-8” when saving.", "Dòng {row} không phải văn bản UTF-8 hay UTF-16. Trong Excel hãy chọn “CSV UTF-8” khi lưu."),
    "file.legacy": ("error", "The text is written in the old {encoding} fonts, not in Unicode. Convert the whole file to Unicode (for instance with UniKey: clipboard from {encoding} to Unicode) and read it again.", "Văn bản dùng bảng mã cũ {encoding}, không phải Unicode. Hãy chuyển toàn bộ tệp sang Unicode (ví dụ UniKey: chuyển mã {encoding} → Unicode) rồi đọc lại."),
    "file.no-tables": ("error", "No step table was found: no row has headings such as “Bước”, “Nội dung công việc”, “Trách nhiệm”, “Thời gian”. Add a heading row (docs/analysts/step-tables.md).", "Không thấy bảng quy trình nào: không có dòng tiêu đề như “Bước”, “Nội dung công việc”, “Trách nhiệm”, “Thời gian”. Hãy thêm dòng tiêu đề."),
    # -- sheets, rows, cells -------------------------------------------------------------------------------------
    "sheet.hidden": ("review", "The sheet {sheet} is hidden; it was read. Delete it if it is out of date.", "Trang tính {sheet} bị ẩn; vẫn được đọc. Nếu đã cũ hãy xóa đi."),
    "sheet.no-steps": ("note", "The sheet {sheet} holds no step table; its text was looked through for titles only.", "Trang {sheet} không có bảng quy trình; chỉ đọc tiêu đề."),
    "row.hidden": ("review", "Rows {rows} are hidden; they were read. Delete them if they are out of date.", "Các dòng {rows} bị ẩn; vẫn được đọc. Nếu đã cũ hãy xóa đi."),
    "row.wide": ("review", "Only the first {limit} columns were read.", "Chỉ {limit} cột đầu được đọc."),
    "row.text": ("note", "This row is a remark and no step: “{text}”.", "Dòng này là ghi chú, không phải bước: “{text}”."),
    "row.repeated": ("review", "Rows {rows} repeat earlier rows of this procedure word for word; they were left out. Delete them, or number the steps anew.", "Các dòng {rows} lặp lại nguyên văn dòng trước của cùng thủ tục nên bị bỏ qua. Hãy xóa hoặc đánh số lại các bước."),
    "cell.long": ("review", "The cell was cut after {limit} characters.", "Nội dung ô bị cắt sau {limit} ký tự."),
    "cell.error": ("review", "The cell shows the error {text}; it was read as empty. Correct the formula.", "Ô báo lỗi {text}; được coi là trống. Hãy sửa công thức."),
    "cell.formula": ("review", "The cell holds a formula without its value. Open the file in Excel, let it calculate, and save it.", "Ô có công thức nhưng không có giá trị. Hãy mở bằng Excel để tính rồi lưu lại."),
    "column.unknown": ("note", "The column “{heading}” is not known (or occurs twice); its content is not used.", "Không rõ cột “{heading}” (hoặc cột bị lặp); nội dung cột không được dùng."),
    # -- the procedure -------------------------------------------------------------------------------------------
    "code.missing": ("error", "The procedure “{name}” ({steps} steps) has no code. Write its code in the column “Mã TTHC” or in the title (– Mã 1.001193).", "Thủ tục “{name}” ({steps} bước) không có mã. Hãy ghi mã vào cột “Mã TTHC” hoặc ở tiêu đề (– Mã 1.001193)."),
    "code.number": ("review", "Excel kept the code as the number {text}, so zeros at its end were lost; read as {code}. Format the column as text and check.", "Excel lưu mã dưới dạng số {text} nên mất số 0 ở cuối; đọc là {code}. Hãy định dạng cột là văn bản và kiểm tra."),
    "code.bad": ("error", "“{code}” cannot be a procedure code: letters, digits, points and hyphens only.", "“{code}” không thể là mã thủ tục: chỉ dùng chữ, số, dấu chấm và gạch nối."),
    "code.format": ("review", "“{code}” has not the form of a national (1.001193) or local (1.012766.H19) code. Check it.", "“{code}” không đúng dạng mã quốc gia (1.001193) hay mã địa phương (1.012766.H19). Hãy kiểm tra."),
    "code.several": ("note", "One table stands for several procedures ({codes}); a package is made for each.", "Một bảng dùng cho nhiều thủ tục ({codes}); mỗi thủ tục có một gói riêng."),
    "code.twice": ("review", "The code {code} has two tables; the second became case {case}. Join them, or name the cases.", "Mã {code} có hai bảng; bảng thứ hai thành trường hợp {case}. Hãy gộp lại hoặc đặt tên trường hợp."),
    "code.names": ("review", "One code, two names: “{first}” and “{second}”. Correct the code or the name.", "Một mã có hai tên: “{first}” và “{second}”. Hãy sửa mã hoặc tên."),
    "procedure.differs": ("review", "“{heading}” says “{second}” here and “{first}” before; the first was taken. Make them the same.", "“{heading}” ở đây là “{second}”, ở trên là “{first}”; đã lấy giá trị đầu. Hãy ghi thống nhất."),
    "name.missing": ("review", "The procedure {code} has no name; its code was taken. Write the name.", "Thủ tục {code} không có tên; tạm lấy mã. Hãy ghi tên."),
    "steps.missing": ("error", "“{name}” has no steps. Add its rows.", "“{name}” không có bước nào. Hãy thêm các dòng."),
    "settlement.unreadable": ("review", "“{text}” is no settlement time that can be read (34 ngày làm việc, 8 giờ, trong ngày). The procedure has no deadline until it is corrected.", "Không đọc được thời hạn giải quyết “{text}” (ví dụ 34 ngày làm việc, 8 giờ, trong ngày). Thủ tục chưa có thời hạn cho đến khi sửa."),
    "committed.unreadable": ("review", "“{text}” is no time that can be read. The settlement time is used until it is corrected.", "Không đọc được thời gian “{text}”. Tạm dùng thời hạn giải quyết cho đến khi sửa."),
    "settlement.doubt": ("review", "The time “{text}” can be read in more than one way or says more than a time. Check what was taken.", "Thời gian “{text}” có thể hiểu nhiều cách hoặc có thêm điều kiện. Hãy kiểm tra giá trị đã lấy."),
    "settlement.day": ("review", "“{text}”: working days or calendar days? Write “ngày làm việc” or “ngày lịch”, or give --settlement-day.", "“{text}”: ngày làm việc hay ngày lịch? Hãy ghi rõ “ngày làm việc” hoặc “ngày lịch”, hay dùng --settlement-day."),
    "committed.day": ("review", "“{text}”: working days or calendar days? Write it out.", "“{text}”: ngày làm việc hay ngày lịch? Hãy ghi rõ."),
    "committed.longer": ("review", "The committed time {committed} is longer than the settlement time {settlement}. Were the columns swapped?", "Thời gian sau cắt giảm {committed} dài hơn thời hạn {settlement}. Có nhầm cột không?"),
    # -- steps ---------------------------------------------------------------------------------------------------
    "step.unnumbered": ("review", "The row “{work}” has no step number; it follows the row above.", "Dòng “{work}” không có số bước; được xếp sau dòng trên."),
    "step.twice": ("review", "Step {step} occurs twice; this one is called {taken}. Number the steps anew.", "Bước {step} bị lặp; bước này thành {taken}. Hãy đánh số lại."),
    "step.date": ("review", "The step number became a date in Excel ({text}). Format the column as text.", "Số bước bị Excel đổi thành ngày ({text}). Hãy định dạng cột là văn bản."),
    "step.group": ("note", "Row {step} “{work}” is the heading of the steps below it, no step of its own.", "Dòng {step} “{work}” là tiêu đề của các bước bên dưới, không phải một bước."),
    "work.missing": ("review", "Step {step} does not say what is done. Write it in “Nội dung công việc”.", "Bước {step} không ghi nội dung công việc. Hãy bổ sung."),
    "role.missing": ("review", "Step {step} “{work}” does not say who does it. Write it in “Trách nhiệm”.", "Bước {step} “{work}” không ghi người thực hiện. Hãy bổ sung cột “Trách nhiệm”."),
    "role.none": ("review", "None of the {steps} steps says who does it; roles were taken from the work. Fill in “Trách nhiệm”.", "Không bước nào trong {steps} bước ghi người thực hiện; vai trò được suy từ nội dung công việc. Hãy điền cột “Trách nhiệm”."),
    "clock.unknown": ("review", "Step {step}: “{text}” is none of tạm dừng, tiếp tục, kết thúc giải quyết (pause, resume, settle). It has no effect.", "Bước {step}: “{text}” không phải tạm dừng, tiếp tục hay kết thúc giải quyết. Không có tác dụng."),
    "next.unknown": ("review", "Step {step} goes on to “{text}”, which is no step. Steps are: {known}.", "Bước {step} chuyển đến “{text}” nhưng không có bước đó. Các bước: {known}."),
    "next.twice": ("review", "Step {step} has the way “{condition}” twice. Name the condition of each (Đạt: 4; Không đạt: 2), or join parallel ones with +.", "Bước {step} có hai lối “{condition}”. Hãy ghi điều kiện của từng lối (Đạt: 4; Không đạt: 2) hoặc nối bước song song bằng dấu +."),
    "like.unknown": ("review", "Step {step}: “{text}” names a step that does not exist.", "Bước {step}: “{text}” nhắc đến bước không tồn tại."),
    # -- times ---------------------------------------------------------------------------------------------------
    "time.unreadable": ("review", "Step {step}: “{text}” is no time that can be read. Write for instance 4 giờ or 0,5 ngày làm việc.", "Bước {step}: không đọc được thời gian “{text}”. Hãy ghi ví dụ 4 giờ hoặc 0,5 ngày làm việc."),
    "time.range": ("review", "Step {step}: “{text}” is a range; the longer end was taken. Write one time.", "Bước {step}: “{text}” là một khoảng; đã lấy số lớn hơn. Hãy ghi một thời gian."),
    "time.rest": ("review", "Step {step}: beside the time, “{text}” says something that was not used. Check it.", "Bước {step}: ngoài thời gian, “{text}” còn nội dung chưa dùng đến. Hãy kiểm tra."),
    "time.differs": ("review", "“{text}” gives two times that are not equal (1 working day is 8 hours). The first was taken.", "“{text}” có hai thời gian không khớp nhau (1 ngày làm việc là 8 giờ). Đã lấy số đầu."),
    "time.at-once": ("note", "Step {step}: “{text}” was read as no time of its own (0 hours).", "Bước {step}: “{text}” được hiểu là không tính thời gian riêng (0 giờ)."),
    "time.columns": ("review", "Step {step}: the columns say {first} and {second}, which differ. The first was taken.", "Bước {step}: hai cột ghi {first} và {second}, không khớp. Đã lấy cột đầu."),
    "time.date": ("review", "Step {step}: Excel keeps the time as {text}, a date or an hour of the day. Format the column as text and write the time anew.", "Bước {step}: Excel lưu thời gian thành {text} (ngày hoặc giờ trong ngày). Hãy định dạng cột là văn bản và ghi lại."),
    "time.day": ("review", "Steps {steps} count in “ngày” ({text}): working days or calendar days? They are read as working days. Write “ngày làm việc”, or give --day.", "Các bước {steps} tính theo “ngày” ({text}): ngày làm việc hay ngày lịch? Đang hiểu là ngày làm việc. Hãy ghi rõ hoặc dùng --day."),
    "time.no-unit": ("review", "The times are numbers without a unit. They add up to {sum}, the time of the whole is {limit}: they are read as {unit}. Write the unit.", "Thời gian các bước chỉ ghi số, không có đơn vị. Cộng lại được {sum}, thời hạn là {limit}: hiểu là {unit}. Hãy ghi đơn vị."),
    "time.unit-missing": ("review", "The times of {steps} steps are numbers without a unit ({text}); they are not used. Write giờ or ngày làm việc, in the heading or in each cell.", "Thời gian của {steps} bước chỉ ghi số, không có đơn vị ({text}); tạm không dùng. Hãy ghi giờ hay ngày làm việc ở tiêu đề cột hoặc từng ô."),
    "time.none": ("review", "No step says how long it takes. Fill in the column “Thời gian”.", "Không bước nào ghi thời gian. Hãy điền cột “Thời gian”."),
    "time.over": ("review", "The steps take {sum} together, more than {limit}. Until that is mended the steps have no deadlines of their own. Shorten steps, or mark pauses in the column “Đồng hồ”.", "Tổng thời gian các bước là {sum}, vượt {limit}. Tạm thời các bước không có hạn riêng. Hãy rút ngắn hoặc đánh dấu tạm dừng ở cột “Đồng hồ”."),
    "total.differs": ("review", "The total row says {total}; the steps sum up to {sum}. Correct one of them.", "Dòng tổng ghi {total}; cộng các bước được {sum}. Hãy sửa một trong hai."),
    **MAKING,
}  # fmt: skip


def severity_of(code: str) -> str:
    """``error``, ``review`` or ``note``."""
    return MESSAGES[code][0]


def sentence(problem: TableProblem, lang: str = "en") -> str:
    """The sentence for people, in ``vi`` or ``en``."""
    template = MESSAGES[problem.code][2 if lang == "vi" else 1]
    values = {"sheet": problem.place.sheet, "heading": problem.place.heading, "row": str(problem.place.row)}
    return template.format_map(_Filled(values | problem.values))


class _Filled(dict[str, str]):
    def __missing__(self, key: str) -> str:
        return "–"


_PLACES: Final = {"en": ("row", "column"), "vi": ("dòng", "cột")}


def place_text(place: Place, lang: str = "en") -> str:
    """``file, sheet, row 7, column F (Thời gian)``."""
    row, column = _PLACES["vi" if lang == "vi" else "en"]
    pieces = [place.file, place.sheet.replace("table ", "bảng ") if lang == "vi" else place.sheet]
    if place.row:
        pieces.append(f"{row} {place.row}")
    if place.column:
        heading = f" ({place.heading})" if place.heading else ""
        pieces.append(f"{column} {column_letters(place.column)}{heading}")
    return ", ".join(piece for piece in pieces if piece)


def column_letters(column: int) -> str:
    """1 is A, 27 is AA, as spreadsheets call columns."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
