"""The sentences of everything a package can have wrong: code -> (severity, English, Vietnamese).

Each says what is wrong and what to do, in the words of a business analyst.
"""

from typing import Final

from process_models.messages_proof import PROOF_MESSAGES

MESSAGES: Final[dict[str, tuple[str, str, str]]] = {
    **PROOF_MESSAGES,
    # -- files and archive --------------------------------------------------------------------------------------
    "package.not-a-folder": (
        "error",
        "{path} is not a folder. Give the folder of a package (with procedure.json in it), or a zip of it.",
        "{path} không phải là thư mục. Hãy chỉ ra thư mục của gói thủ tục (có procedure.json) hoặc tệp zip của nó.",
    ),
    "package.not-found": (
        "error",
        "There is no file or folder {path}. Check the spelling.",
        "Không có tệp hay thư mục {path}. Hãy kiểm tra lại tên.",
    ),
    "package.unknown-kind": (
        "error",
        "{path} is neither a .bpmn or .dmn file, nor a package folder, nor a zip. Choose one of these.",
        "{path} không phải tệp .bpmn, .dmn, thư mục gói hay tệp zip. Hãy chọn một trong các loại này.",
    ),
    "package.cannot-read": (
        "error",
        "{path} cannot be read: {reason}. Check the file and who may read it.",
        "Không đọc được {path}: {reason}. Hãy kiểm tra tệp và quyền đọc.",
    ),
    "package.empty-folder": (
        "error",
        "There is no package in the folder {path}: no procedure.json was found in it or directly below it.",
        "Không có gói thủ tục nào trong thư mục {path}: không thấy procedure.json ở đó hay ngay bên dưới.",
    ),
    "package.link": (
        "error",
        "{path} is a link. A package holds plain files only: put the file itself in its place.",
        "{path} là một liên kết. Gói chỉ chứa tệp thường: hãy thay bằng chính tệp đó.",
    ),
    "package.path": (
        "error",
        "The archive holds the path {path}, which leads out of the package or is not plain. Pack it again.",
        "Tệp nén chứa đường dẫn {path} dẫn ra ngoài gói hoặc không hợp lệ. Hãy nén lại.",
    ),
    "package.bad-zip": (
        "error",
        "The zip file cannot be read ({detail}). Pack it again with an ordinary zip program.",
        "Không đọc được tệp zip ({detail}). Hãy nén lại bằng chương trình zip thông thường.",
    ),
    "package.encrypted": (
        "error",
        "{path} is encrypted. Pack the package without a password.",
        "{path} bị mã hóa. Hãy nén gói không đặt mật khẩu.",
    ),
    "package.twice": (
        "error",
        "The archive holds {path} twice. Keep one of them.",
        "Tệp nén chứa {path} hai lần. Hãy giữ lại một.",
    ),
    "package.file-too-big": (
        "error",
        "{path} has {size} bytes; a file of a package may have {limit}. Make it smaller.",
        "{path} dài {size} byte; một tệp trong gói chỉ được tối đa {limit}. Hãy giảm dung lượng.",
    ),
    "package.too-big": (
        "error",
        "The package has {size} bytes or more; at most {limit} are allowed. Take out what does not belong in it.",
        "Gói dài từ {size} byte; chỉ được tối đa {limit}. Hãy bỏ những gì không thuộc về gói.",
    ),
    "package.too-many": (
        "error",
        "The package has more than {limit} files. Take out what does not belong in it.",
        "Gói có hơn {limit} tệp. Hãy bỏ những gì không thuộc về gói.",
    ),
    "package.missing-file": (
        "error",
        "The file {file} is missing. Every package has one.",
        "Thiếu tệp {file}. Gói nào cũng phải có tệp này.",
    ),
    "package.unknown-file": (
        "error",
        "{path} is not a file that a package can hold. Remove it, or put it where the format wants it.",
        "{path} không phải là tệp của gói thủ tục. Hãy bỏ đi hoặc đặt đúng chỗ theo định dạng.",
    ),
    "uses.range": (
        "error",
        "{range} is no range of versions of {used}. Write 1.2.3, ^1.2.0, ~1.2.0, >=1.0.0 <2.0.0 or *.",
        "{range} không phải khoảng phiên bản hợp lệ của {used}. Hãy ghi 1.2.3, ^1.2.0, ~1.2.0, >=1.0.0 <2.0.0 hoặc *.",
    ),
    "uses.none": (
        "error",
        "No published version of {used} fits {range}; published are: {versions}. Publish one first or widen the range.",
        (
            "Không có phiên bản đã công bố nào của {used} phù hợp {range}; hiện có: {versions}. Hãy công bố trước hoặc "
            "nới khoảng phiên bản."
        ),
    ),
    "uses.ambiguous": (
        "error",
        "Version {version} of {used} is published twice ({hashes}). Withdraw one of them.",
        "Phiên bản {version} của {used} được công bố hai lần ({hashes}). Hãy thu hồi một bản.",
    ),
    "uses.circle": (
        "error",
        "{package} uses {used}, which leads back to {package}. Take one of the calls out.",
        "{package} dùng {used}, mà {used} lại dẫn về {package}. Hãy bỏ một trong các lời gọi.",
    ),
    "uses.conflict": (
        "error",
        (
            "Two ways lead to different versions of {used} ({first}, {second}). Publish the packages between anew, so "
            "that they agree."
        ),
        (
            "Hai đường dẫn tới hai phiên bản khác nhau của {used} ({first}, {second}). Hãy công bố lại các gói ở giữa "
            "để thống nhất."
        ),
    ),
    "uses.deep": (
        "error",
        "{count} packages are used one through another; at most {limit} are allowed.",
        "Có {count} gói được dùng nối tiếp nhau; tối đa là {limit}.",
    ),
    # -- JSON and schema ------------------------------------------------------------------------------------------
    "json.syntax": (
        "error",
        "{path} is not valid JSON at line {line}, column {column}: {detail}.",
        "{path} không phải JSON hợp lệ tại dòng {line}, cột {column}: {detail}.",
    ),
    "json.not-an-object": (
        "error",
        "{path} must hold one JSON object, in braces.",
        "{path} phải chứa một đối tượng JSON đặt trong ngoặc nhọn.",
    ),
    "schema.unknown-key": (
        "error",
        '"{key}" at {pointer} is not a key of this format. Remove it or correct its spelling.',
        "“{key}” tại {pointer} không phải là khóa của định dạng này. Hãy bỏ đi hoặc sửa chính tả.",
    ),
    "schema.missing-key": (
        "error",
        'The key "{key}" is missing at {pointer}. Add it.',
        "Thiếu khóa “{key}” tại {pointer}. Hãy bổ sung.",
    ),
    "schema.type": (
        "error",
        "The value at {pointer} has the wrong type: {expected} is wanted.",
        "Giá trị tại {pointer} sai kiểu: cần {expected}.",
    ),
    "schema.choice": (
        "error",
        "{value} at {pointer} is not possible. Choose one of: {expected}.",
        "{value} tại {pointer} không hợp lệ. Hãy chọn một trong: {expected}.",
    ),
    "schema.pattern": (
        "error",
        "{value} at {pointer} is not written as it should be (pattern {expected}).",
        "{value} tại {pointer} viết không đúng dạng (mẫu {expected}).",
    ),
    "schema.value": (
        "error",
        "The value at {pointer} does not fit the format ({keyword}: {expected}).",
        "Giá trị tại {pointer} không đúng định dạng ({keyword}: {expected}).",
    ),
    # -- procedure ------------------------------------------------------------------------------------------------
    "procedure.duplicate": (
        "error",
        'The key "{key}" is used twice in {where}. Give each its own key.',
        "Khóa “{key}” dùng hai lần trong {where}. Mỗi mục cần một khóa riêng.",
    ),
    "procedure.dates": (
        "error",
        "The version is in force from {start} to {end}: the end lies before the beginning.",
        "Phiên bản có hiệu lực từ {start} đến {end}: ngày kết thúc trước ngày bắt đầu.",
    ),
    "procedure.date": (
        "error",
        "{value} at {pointer} is not a date of the calendar.",
        "{value} tại {pointer} không phải là một ngày có thật.",
    ),
    "procedure.term": (
        "error",
        "The settlement time at {pointer} is not possible: {detail}.",
        "Thời hạn giải quyết tại {pointer} không hợp lệ: {detail}.",
    ),
    "procedure.committed-longer": (
        "error",
        "The committed time ({committed}) is longer than the statutory time ({statutory}). Shorten it.",
        "Thời hạn cam kết ({committed}) dài hơn thời hạn theo luật ({statutory}). Hãy rút ngắn.",
    ),
    "procedure.feel": (
        "error",
        "The expression at {element} cannot be read: {detail}.",
        "Không đọc được biểu thức tại {element}: {detail}.",
    ),
    "procedure.lead": (
        "error",
        'The lead process "{lead}" does not exist in process.bpmn or cannot be executed. There are: {known}.',
        "Quy trình chủ trì “{lead}” không có trong process.bpmn hoặc không chạy được. Hiện có: {known}.",
    ),
    "procedure.application-form": (
        "error",
        'The application form "{form}" does not exist: add forms/{form}.schema.json.',
        "Không có biểu mẫu nộp hồ sơ “{form}”: hãy thêm forms/{form}.schema.json.",
    ),
    "procedure.decision": (
        "error",
        'The fee "{fee}" asks the decision "{decision}", which no file in decisions/ defines.',
        "Khoản thu “{fee}” dùng quyết định “{decision}” nhưng không có trong decisions/.",
    ),
    "procedure.translation": (
        "error",
        "The text at {pointer} has no English. Add the key en beside vi.",
        "Nội dung tại {pointer} chưa có tiếng Anh. Hãy thêm khóa en bên cạnh vi.",
    ),
    # -- references between diagram and package -------------------------------------------------------------------
    "reference.form": (
        "error",
        'The task "{element}" uses the form "{form}", which does not exist: add forms/{form}.schema.json.',
        "Công việc “{element}” dùng biểu mẫu “{form}” chưa có: hãy thêm forms/{form}.schema.json.",
    ),
    "reference.form-unused": (
        "warning",
        'The form "{form}" is not used by the application or any task. Use it or remove it.',
        "Biểu mẫu “{form}” không được dùng khi nộp hồ sơ hay ở công việc nào. Hãy dùng hoặc bỏ đi.",
    ),
    "reference.ui-without-schema": (
        "error",
        "forms/{form}.ui.json has no forms/{form}.schema.json beside it.",
        "forms/{form}.ui.json không có forms/{form}.schema.json đi kèm.",
    ),
    "reference.decision-twice": (
        "error",
        'The decision "{decision}" is defined in {first} and again in {second}. Rename one.',
        "Quyết định “{decision}” được định nghĩa ở {first} và cả ở {second}. Hãy đổi tên một cái.",
    ),
    "reference.letter": (
        "error",
        '"{element}" issues the letter "{letter}", which procedure.json does not list under letters.',
        "“{element}” phát hành văn bản “{letter}” chưa khai báo trong mục letters của procedure.json.",
    ),
    "reference.letter-template": (
        "error",
        "letters/{letter}.html.j2 belongs to no letter that procedure.json lists.",
        "letters/{letter}.html.j2 không thuộc văn bản nào khai báo trong procedure.json.",
    ),
    "reference.letter-syntax": (
        "error",
        "The template of the letter {letter} cannot be read: {detail}.",
        "Không đọc được mẫu văn bản {letter}: {detail}.",
    ),
    "reference.letter-title": (
        "error",
        'The letter "{letter}" has no title. Give it names in procedure.json, or use the key of a usual letter.',
        "Văn bản “{letter}” chưa có tên. Hãy đặt names trong procedure.json hoặc dùng khóa của văn bản thông dụng.",
    ),
    "reference.register": (
        "error",
        '"{element}" takes a number of the register "{register}", which procedure.json does not list.',
        "“{element}” lấy số của sổ “{register}” chưa khai báo trong procedure.json.",
    ),
    "reference.register-unused": (
        "warning",
        'No task takes a number of the register "{register}".',
        "Không có công việc nào lấy số của sổ “{register}”.",
    ),
    "reference.capability": (
        "error",
        '"{element}" calls the service "{service}", which procedure.json does not list under capabilities.',
        "“{element}” gọi dịch vụ “{service}” chưa khai báo trong mục capabilities của procedure.json.",
    ),
    "reference.capability-unused": (
        "warning",
        'The capability "{service}" is declared but no task calls it.',
        "Dịch vụ “{service}” đã khai báo nhưng không có công việc nào gọi.",
    ),
    "reference.branch": (
        "error",
        'The pool "{element}" is the sub-dossier "{branch}", which procedure.json does not list under branches.',
        "Nhóm “{element}” là hồ sơ con “{branch}” chưa khai báo trong mục branches của procedure.json.",
    ),
    "reference.branch-unused": (
        "error",
        'procedure.json declares the sub-dossier "{branch}", but no pool of the diagram is it (motcua:branch).',
        "procedure.json khai báo hồ sơ con “{branch}” nhưng không có nhóm nào trong sơ đồ là nó (motcua:branch).",
    ),
    "reference.called": (
        "error",
        '"{element}" calls the process "{called}", which is neither in this file nor in a package under uses.',
        "“{element}” gọi quy trình “{called}” không có trong tệp này và cũng không thuộc gói nào ở mục uses.",
    ),
    "reference.role": (
        "error",
        'The task "{element}" asks for the role "{role}", which does not exist. The roles are: {known}.',
        "Công việc “{element}” yêu cầu vai trò “{role}” không tồn tại. Các vai trò: {known}.",
    ),
    "reference.role-missing": (
        "error",
        'The task "{element}" has no role: nobody would see it. Set the role of the task or of its lane.',
        "Công việc “{element}” chưa có vai trò nên sẽ không ai thấy. Hãy đặt vai trò cho công việc hoặc làn.",
    ),
    "reference.clock-reason": (
        "warning",
        (
            '"{element}" pauses the clock for the reason "{reason}", which procedure.json does not list under '
            "clock.reasons."
        ),
        "“{element}” tạm dừng đồng hồ vì lý do “{reason}” chưa khai báo trong clock.reasons của procedure.json.",
    ),
    "reference.no-start": (
        "warning",
        'No task of the lead process starts the legal clock (motcua:clock="start"): a dossier is never received.',
        'Không có công việc nào của quy trình chủ trì bắt đầu tính thời hạn (motcua:clock="start").',
    ),
    "reference.no-settle": (
        "warning",
        'No task of {where} settles (motcua:clock="settle"): the dossier never counts as settled.',
        'Không có công việc nào của {where} kết thúc giải quyết (motcua:clock="settle").',
    ),
    # -- forms, decisions, translations ---------------------------------------------------------------------------
    "form.invalid": (
        "error",
        "The form is wrong at {element}: {detail}",
        "Biểu mẫu có lỗi tại {element}: {detail}",
    ),
    "form.suspect": (
        "warning",
        "The form needs a look at {element}: {detail}",
        "Biểu mẫu cần xem lại tại {element}: {detail}",
    ),
    "decision.unreadable": (
        "error",
        "The decision file cannot be read: {detail}.",
        "Không đọc được tệp quyết định: {detail}.",
    ),
    "decision.invalid": (
        "error",
        "{detail}",
        "Quyết định có lỗi: {detail}",
    ),
    "decision.suspect": (
        "warning",
        "{detail}",
        "Quyết định cần xem lại: {detail}",
    ),
    "translation.missing": (
        "error",
        '"{element}" ({text}) has no English name. Add it to translations/en.json.',
        "“{element}” ({text}) chưa có tên tiếng Anh. Hãy thêm vào translations/en.json.",
    ),
    "translation.unknown": (
        "warning",
        'translations/{lang}.json names "{key}", which is nothing in the diagram.',
        "translations/{lang}.json có “{key}” nhưng không có trong sơ đồ.",
    ),
    "translation.value": (
        "error",
        'The translation of "{key}" must be a text.',
        "Bản dịch của “{key}” phải là chuỗi ký tự.",
    ),
    "translation.outcome": (
        "error",
        (
            'The outcome "{outcome}" of "{element}" has no name in {lang}. Add outcome.{outcome} to '
            "translations/{lang}.json."
        ),
        (
            "Lựa chọn “{outcome}” của “{element}” chưa có tên ({lang}). Hãy thêm outcome.{outcome} vào "
            "translations/{lang}.json."
        ),
    ),
    "translation.name": (
        "warning",
        '"{element}" has no name. Give it one: officers and applicants read it.',
        "“{element}” chưa có tên. Hãy đặt tên vì cán bộ và người dân sẽ đọc.",
    ),
    # -- scenarios ------------------------------------------------------------------------------------------------
    "scenario.none": (
        "warning",
        "The package has no scenario. Add at least the good way to scenarios/.",
        "Gói chưa có kịch bản nào. Hãy thêm ít nhất trường hợp thuận lợi vào scenarios/.",
    ),
    "scenario.calendar": (
        "error",
        'The scenario uses the working calendar "{calendar}", which is not known. There are: {known}.',
        "Kịch bản dùng lịch làm việc “{calendar}” không có. Hiện có: {known}.",
    ),
    "scenario.difference": (
        "error",
        "{what}: expected {expected}, but it is {actual}.",
        "{what_vi}: mong đợi {expected}, nhưng thực tế là {actual}.",
    ),
    "scenario.step": (
        "error",
        "Step {step} is not possible: {detail}.",
        "Không thực hiện được bước {step}: {detail_vi}.",
    ),
    "scenario.coverage": (
        "info",
        "No scenario visits {elements}.",
        "Không kịch bản nào đi qua {elements}.",
    ),
}
