"""Sentences about timing, people, forms, coverage and proof: code -> (severity, English, Vietnamese)."""

from typing import Final

PROOF_MESSAGES: Final[dict[str, tuple[str, str, str]]] = {
    # -- timing -----------------------------------------------------------------------------------------------------
    "timing.too-long": (
        "error",
        (
            "The steps take {sum}, {hours} h of working time more than {limit}: {way}. Shorten steps, do some of them "
            "in parallel, or promise more time."
        ),
        (
            "Các bước cần {sum_vi}, nhiều hơn {limit_vi} là {hours_vi} giờ làm việc: {way_vi}. Hãy rút ngắn các bước, "
            "làm song song, hoặc tăng thời hạn."
        ),
    ),
    "timing.may-be-too-long": (
        "warning",
        (
            "The steps take {sum}; depending on weekends that may be more than {limit}: {way}. Shorten steps, or give "
            "both in the same unit."
        ),
        (
            "Các bước cần {sum_vi}; tùy ngày nghỉ cuối tuần có thể nhiều hơn {limit_vi}: {way_vi}. Hãy rút ngắn các "
            "bước hoặc ghi cùng một đơn vị thời gian."
        ),
    ),
    "timing.reserve": (
        "info",
        "The steps take {sum} (limit: {limit}); {hours} h of working time are in reserve. Longest way: {way}.",
        "Các bước cần {sum_vi} (thời hạn: {limit_vi}); còn dự phòng {hours_vi} giờ làm việc. Đường dài nhất: {way_vi}.",
    ),
    "timing.no-time": (
        "warning",
        (
            'The step "{name}" says no time although the procedure has a deadline: nobody can tell whether it fits. '
            "Set its time (motcua:time), such as 4h or 2d."
        ),
        (
            "Bước “{name}” chưa ghi thời gian trong khi thủ tục có thời hạn nên không biết có kịp hay không. Hãy đặt "
            "thời gian (motcua:time), ví dụ 4h hoặc 2d."
        ),
    ),
    "timing.no-times": (
        "warning",
        (
            "None of the {steps} steps says how long it takes although the procedure has a deadline. "
            "Set their times (motcua:time), such as 4h or 2d."
        ),
        (
            "Không bước nào trong {steps} bước ghi thời gian trong khi thủ tục có thời hạn. Hãy đặt thời gian "
            "(motcua:time), ví dụ 4h hoặc 2d."
        ),
    ),
    "timing.pause-open": (
        "error",
        (
            'The clock stopped here for "{reason}" never runs again on this way: {way}. Add resume:{reason} to the '
            "step that ends the pause, or use hold:{reason} on the step that waits."
        ),
        (
            "Thời hạn tạm dừng ở đây vì “{reason}” không được tính tiếp trên đường này: {way_vi}. Hãy đặt "
            "resume:{reason} ở bước kết thúc tạm dừng, hoặc dùng hold:{reason} ở bước chờ."
        ),
    ),
    "timing.resume-unknown": (
        "error",
        (
            'This step lets the clock run again after "{reason}", but no step stops it for that reason. Correct the '
            "reason or add pause:{reason} to the step where the clock stops."
        ),
        (
            "Bước này tính tiếp thời hạn sau “{reason}” nhưng không bước nào tạm dừng vì lý do đó. Hãy sửa lý do hoặc "
            "đặt pause:{reason} ở bước tạm dừng."
        ),
    ),
    "procedure.committed-maybe-longer": (
        "warning",
        (
            "The committed time ({committed}) may be longer than the statutory time ({statutory}), depending on "
            "weekends. Give both in the same unit, or shorten the committed one."
        ),
        (
            "Thời hạn cam kết ({committed}) có thể dài hơn thời hạn theo luật ({statutory}) tùy ngày nghỉ. Hãy ghi "
            "cùng một đơn vị hoặc rút ngắn thời hạn cam kết."
        ),
    ),
    # -- people -----------------------------------------------------------------------------------------------------
    "people.agency-kind": (
        "error",
        (
            '"{element}" is done by an agency of the kind "{kind}", which is not known. Known kinds: {known}. Correct '
            "it, or list it under agency_kinds of procedure.json."
        ),
        (
            "“{element}” do loại cơ quan “{kind}” thực hiện nhưng loại này không có. Các loại: {known}. Hãy sửa lại "
            "hoặc khai báo trong agency_kinds của procedure.json."
        ),
    ),
    "people.environment-undeclared": (
        "error",
        (
            '"{element}" names the agency env:{name}, which procedure.json does not declare. Add "{name}" to '
            "environment.agencies, so that each installation knows it has to bind it."
        ),
        (
            "“{element}” dùng cơ quan env:{name} nhưng procedure.json chưa khai báo. Hãy thêm “{name}” vào "
            "environment.agencies để nơi cài đặt biết cần gắn cơ quan này."
        ),
    ),
    "people.environment-unused": (
        "warning",
        "environment.agencies declares {name}, which nothing in the diagram names. Take it out.",
        "environment.agencies khai báo {name} nhưng sơ đồ không dùng đến. Hãy bỏ đi.",
    ),
    "people.agency-reference": (
        "error",
        (
            '"{element}" names the agency "{agency}", which cannot be found from anywhere. Write ./part for a part of '
            "the agency, ../neighbour for one beside it, kind:…@territory, or a code."
        ),
        (
            "“{element}” ghi cơ quan “{agency}” không thể tìm được. Hãy ghi ./don_vi cho đơn vị trực thuộc, ../don_vi "
            "cho đơn vị cùng cấp, kind:…@địa bàn, hoặc mã cơ quan."
        ),
    ),
    "people.different-from-later": (
        "error",
        (
            '"{element}" must be done by another person than "{other}", but that task never comes before it. Name a '
            "task that is done earlier."
        ),
        (
            "“{element}” phải do người khác với “{other}” thực hiện, nhưng công việc đó không đứng trước. Hãy chọn một "
            "công việc làm trước."
        ),
    ),
    "people.different-from-self": (
        "error",
        '"{element}" must be done by another person than itself. Name the task that is to be checked.',
        "“{element}” không thể do người khác với chính nó thực hiện. Hãy chọn công việc cần kiểm tra.",
    ),
    "people.reception-role": (
        "warning",
        (
            '"{element}" receives the dossier (motcua:clock="start") but is done by the role "{role}". Officers of '
            "the counter would not see it: set the role reception."
        ),
        (
            '“{element}” tiếp nhận hồ sơ (motcua:clock="start") nhưng vai trò là “{role}”. Cán bộ một cửa sẽ không '
            "thấy: hãy đặt vai trò reception."
        ),
    ),
    "people.no-agency": (
        "error",
        "The organisation has no agency of the kind {kind}, which {where} needs. Create it, or correct the kind.",
        "Cơ cấu tổ chức không có cơ quan loại {kind} mà {where} cần. Hãy tạo cơ quan hoặc sửa lại loại.",
    ),
    "people.no-such-agency": (
        "error",
        '"{element}" is done by the agency {agency}, which the organisation does not have. Correct the code.',
        "“{element}” do cơ quan {agency} thực hiện nhưng cơ cấu tổ chức không có. Hãy sửa mã.",
    ),
    "people.no-holder": (
        "error",
        'In {agency} nobody holds the role {role}, so the task "{element}" would wait for ever. Give it to somebody.',
        "Ở {agency} không ai có vai trò {role} nên công việc “{element}” sẽ chờ mãi. Hãy giao vai trò cho cán bộ.",
    ),
    "people.one-holder": (
        "warning",
        (
            "In {agency} one person ({person}) holds both roles, so “{element}” cannot be done by another person than "
            "“{other}”. Give somebody else the role, or expect the logged exception."
        ),
        (
            "Ở {agency} chỉ một người ({person}) có cả hai vai trò nên “{element}” không thể do người khác với "
            "“{other}” thực hiện. Hãy giao vai trò cho người khác hoặc chấp nhận ngoại lệ có ghi nhật ký."
        ),
    ),
    "people.no-competence": (
        "error",
        "No agency of the kind {kind} is competent for the territory {territory}, where {where} needs one. Add it.",
        "Không cơ quan loại {kind} nào có thẩm quyền với địa bàn {territory} mà {where} cần. Hãy bổ sung.",
    ),
    "people.several-competent": (
        "error",
        "{agencies} are all competent as {kind} for the territory {territory}: {where} needs exactly one. Keep one.",
        "{agencies} đều có thẩm quyền loại {kind} với địa bàn {territory}: {where} chỉ cần đúng một. Hãy giữ một.",
    ),
    "organisation.unreadable": (
        "error",
        "The organisation cannot be used: {detail}",
        "Không dùng được dữ liệu cơ cấu tổ chức: {detail}",
    ),
    # -- proof ------------------------------------------------------------------------------------------------------
    "proof.used-missing": (
        "warning",
        "The procedure could not be proven: it calls {used}, which is not at hand. Put the used packages beside it.",
        "Chưa chứng minh được thủ tục: nó gọi {used} không có ở đây. Hãy đặt các gói được dùng bên cạnh.",
    ),
    # -- forms and texts --------------------------------------------------------------------------------------------
    "form.no-ui": (
        "warning",
        (
            'The form "{form}" has no forms/{form}.ui.json: its questions show their keys instead of texts in '
            "Vietnamese and English. Add it."
        ),
        (
            "Biểu mẫu “{form}” chưa có forms/{form}.ui.json nên câu hỏi hiện khóa thay vì tiếng Việt và tiếng Anh. "
            "Hãy bổ sung."
        ),
    ),
    "form.unknown-name": (
        "error",
        "The form reads something that is not on it, at {element}: {detail}. Correct the name.",
        "Biểu mẫu đọc tên không có trên nó, tại {element}: {detail}. Hãy sửa tên.",
    ),
    "form.default": (
        "error",
        "The default of {element} is refused by the form itself: {detail}. Choose a default that is a valid answer.",
        "Giá trị mặc định của {element} không hợp lệ với chính biểu mẫu: {detail}. Hãy chọn giá trị hợp lệ.",
    ),
    "form.list-unknown": (
        "warning",
        (
            'The question {element} offers the reference list "{source}", which is not shipped. Shipped: {known}. '
            "Correct it, or install that list."
        ),
        (
            "Câu hỏi {element} dùng danh mục “{source}” không có sẵn. Có sẵn: {known}. Hãy sửa lại hoặc cài đặt danh "
            "mục đó."
        ),
    ),
    # -- scenarios --------------------------------------------------------------------------------------------------
    "scenario.incident": (
        "error",
        "The generated scenario comes to an incident: {detail}.",
        "Kịch bản sinh tự động gặp sự cố: {detail}.",
    ),
    "scenario.unended": (
        "error",
        "The generated scenario does not come to its end; {detail}.",
        "Kịch bản sinh tự động không đi đến kết thúc; {detail}.",
    ),
    "scenario.standing": (
        "error",
        "The generated scenario ends while the legal clock stands for: {detail}.",
        "Kịch bản sinh tự động kết thúc trong khi thời hạn đang tạm dừng vì: {detail}.",
    ),
    "scenario.branches": (
        "info",
        "No scenario takes these ways: {ways}.",
        "Không kịch bản nào đi các đường: {ways_vi}.",
    ),
    "scenario.measure": (
        "info",
        (
            "Scenarios cover {elements} of {all_elements} elements and {branches} of {all_branches} branches by hand, "
            "{elements_all} and {branches_all} with the generated ones."
        ),
        (
            "Kịch bản viết tay đi qua {elements}/{all_elements} phần tử và {branches}/{all_branches} nhánh; cùng kịch "
            "bản sinh tự động là {elements_all} và {branches_all}."
        ),
    ),
}
