"""Sentences about files that are imported: what is wrong in which cell and what to do; English, Vietnamese."""

from collections.abc import Mapping
from typing import Final

IMPORT: Final[Mapping[str, tuple[str, str]]] = {
    "import.kind": ("There is nothing called {kind} to import.", "Không có loại dữ liệu {kind} để nhập."),
    "import.size": (
        "The file is larger than {most} MB. Split it.",
        "Tệp lớn hơn {most} MB. Hãy chia thành nhiều tệp.",
    ),
    "import.rows": (
        "The file has more than {most} rows. Split it.",
        "Tệp có hơn {most} dòng. Hãy chia thành nhiều tệp.",
    ),
    "import.empty": (
        "The file has no rows below its headings.",
        "Tệp không có dòng dữ liệu nào dưới dòng tiêu đề.",
    ),
    "import.encoding": (
        "The text of this CSV file is not UTF-8. Save it as “CSV UTF-8” or as XLSX.",
        "Tệp CSV không dùng bảng mã UTF-8. Hãy lưu lại dạng “CSV UTF-8” hoặc XLSX.",
    ),
    "import.workbook": (
        "This is not a workbook that can be read ({detail}). Save it as XLSX or CSV.",
        "Không đọc được bảng tính này ({detail}). Hãy lưu lại dạng XLSX hoặc CSV.",
    ),
    "import.headings": (
        "The headings were not found. The first row needs {columns}; the template shows all of them.",
        "Không tìm thấy dòng tiêu đề. Dòng đầu cần có {columns}; xem tệp mẫu.",
    ),
    "import.column-missing": (
        "The column {column} is missing. Take the template.",
        "Thiếu cột {column}. Hãy dùng tệp mẫu.",
    ),
    "import.column-unknown": (
        "Nobody knows the column “{heading}”. Remove it or name it as in the template.",
        "Không có cột “{heading}”. Hãy bỏ cột này hoặc đặt tên như tệp mẫu.",
    ),
    "import.column-twice": ("The column “{heading}” is there twice.", "Cột “{heading}” bị lặp."),
    "import.required": ("This cell must not be empty.", "Ô này không được để trống."),
    "import.day": (
        "“{value}” is no day. Write 01/07/2025 or 2025-07-01.",
        "“{value}” không phải là ngày. Hãy ghi dạng 01/07/2025.",
    ),
    "import.day-order": ("The last day lies before the first.", "Ngày kết thúc trước ngày bắt đầu."),
    "import.choice": (
        "“{value}” is not one of {choices}.",
        "“{value}” không thuộc các giá trị cho phép: {choices}.",
    ),
    "import.pattern": (
        "“{value}” cannot be used here. Allowed: {allowed}.",
        "“{value}” không dùng được. Cho phép: {allowed}.",
    ),
    "import.long": ("The text is longer than {most} characters.", "Nội dung dài quá {most} ký tự."),
    "import.twice": ("Row {other} says this already.", "Dòng {other} đã khai nội dung này."),
    "import.agency": ("There is no agency {value}.", "Không có cơ quan {value}."),
    "import.agency-ended": (
        "{value} does not exist on {day}.",
        "{value} không tồn tại vào ngày {day}.",
    ),
    "import.territory": (
        "There is no territory {value}. Import the list “territories” first.",
        "Không có địa bàn {value}. Hãy nhập danh mục “territories” trước.",
    ),
    "import.calendar": ("There is no calendar {value}.", "Không có lịch làm việc {value}."),
    "import.procedure": ("There is no procedure {value}.", "Không có thủ tục {value}."),
    "import.circle": ("{value} would stand below itself.", "{value} sẽ trực thuộc chính nó."),
    "import.not-yours": (
        "You do not administer {value}. Leave the row out or ask its administrator.",
        "Bạn không quản trị {value}. Hãy bỏ dòng này hoặc nhờ quản trị viên của đơn vị đó.",
    ),
    "import.root": (
        "Only an integrator adds an agency without a superior.",
        "Chỉ người tích hợp hệ thống được thêm cơ quan không có cấp trên.",
    ),
    "import.serves-taken": (
        "{agency} serves {territory} in this time already.",
        "{agency} đã phụ trách địa bàn {territory} trong thời gian này.",
    ),
    "import.name-differs": (
        "The account {account} is called “{name}”, and you do not administer all of this person's positions.",
        "Tài khoản {account} có tên “{name}”, và bạn không quản trị mọi vị trí của người này.",
    ),
    "import.agency-and-role": (
        "A position needs both an agency and a role.",
        "Một vị trí công tác cần cả cơ quan và vai trò.",
    ),
    "import.password": (
        "A password has at least {length} characters.",
        "Mật khẩu phải có ít nhất {length} ký tự.",
    ),
    "import.overlap": (
        "In row {other} the same code holds for some of these days.",
        "Mã này ở dòng {other} có thời gian hiệu lực trùng.",
    ),
    "import.overlap-kept": (
        "The code {value} holds for some of these days already (from {day}). Give that entry its last day first.",
        "Mã {value} đã có hiệu lực trong thời gian này (từ {day}). Hãy đặt ngày kết thúc cho mục đó trước.",
    ),
    "import.successor-kind": (
        "{value} is new: give its name and kind.",
        "{value} là cơ quan mới: hãy ghi tên và loại.",
    ),
    "import.ended-before": (
        "{value} ended on {day} already.",
        "{value} đã kết thúc ngày {day}.",
    ),
    "import.starts-late": (
        "{value} is there only from {day} on.",
        "{value} chỉ tồn tại từ ngày {day}.",
    ),
    "import.rename-empty": (
        "Give the new name, or name a successor.",
        "Hãy ghi tên mới hoặc ghi cơ quan kế thừa.",
    ),
    "import.successor-ends": (
        "Row {other} lets {value} end by then. Name who is there on that day.",
        "Dòng {other} cho {value} kết thúc trước đó. Hãy ghi cơ quan còn hoạt động vào ngày này.",
    ),
    "import.other-day": (
        "Row {other} lets {value} end on another day.",
        "Dòng {other} ghi {value} kết thúc vào ngày khác.",
    ),
    "import.children": (
        "{children} still stand below {value} on that day. Say in the same file what becomes of them.",
        "{children} vẫn trực thuộc {value} vào ngày đó. Hãy ghi trong cùng tệp cách sắp xếp các đơn vị này.",
    ),
    "import.split-twice": (
        "Row {other} gives the same part to another successor.",
        "Dòng {other} giao cùng phần việc này cho cơ quan khác.",
    ),
    "import.weekday": (
        "A working day that is exchanged needs the day of the week it follows, 1 (Monday) to 7, or its hours.",
        "Ngày làm bù cần ghi theo thứ mấy (1 là thứ Hai … 7 là Chủ nhật) hoặc ghi giờ làm việc.",
    ),
    "import.hours": (
        "“{value}” are no hours. Write 07:00-11:30, 13:30-17:00.",
        "“{value}” không phải giờ làm việc. Hãy ghi 07:00-11:30, 13:30-17:00.",
    ),
    "import.ical": (
        "This is not a calendar file that can be read: {detail}.",
        "Không đọc được tệp lịch này: {detail}.",
    ),
    "import.ical-repeat": (
        "“{summary}” repeats. Days off are announced one by one: save the file without repetitions.",
        "“{summary}” là sự kiện lặp lại. Hãy xuất tệp với từng ngày cụ thể.",
    ),
    "import.ical-time": (
        "“{summary}” has no whole days (DTSTART with a time of day).",
        "“{summary}” không phải sự kiện cả ngày (DTSTART có giờ).",
    ),
    "import.calendar-new": (
        "There is no calendar {value}. Name the one it is based on.",
        "Không có lịch {value}. Hãy cho biết lịch gốc để kế thừa.",
    ),
}
