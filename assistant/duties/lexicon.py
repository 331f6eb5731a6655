"""The words by which documents lay tasks on bodies, as data; every table is folded (`ingest.text.fold`) on use."""

from ingest.text import fold


def any_of(words: str) -> str:
    """Return the regular expression of one of the words between bars, folded, the longest first; whole words only."""
    found = sorted({" ".join(fold(word).split()) for word in words.replace("\n", "|").split("|") if word.strip()})
    return rf"(?:{'|'.join(sorted(found, key=len, reverse=True))})\b"


# Verbs that lay a task on the body behind them («giao Bộ Tài chính …») → the word shown as the strength.
CHARGES = {
    "giao": "giao", "giao nhiệm vụ": "giao", "phân công": "giao", "yêu cầu": "yêu cầu", "đề nghị": "đề nghị",
    "kiến nghị": "đề nghị", "chỉ đạo": "chỉ đạo", "lãnh đạo, chỉ đạo": "chỉ đạo", "lãnh đạo và chỉ đạo": "chỉ đạo",
    "phê bình": "phê bình", "nghiêm khắc phê bình": "phê bình", "cho phép": "cho phép", "lưu ý": "lưu ý",
    "đồng ý chủ trương": "đồng ý chủ trương", "đồng ý": "đồng ý chủ trương",
    "thống nhất chủ trương": "thống nhất chủ trương",
}  # fmt: skip
# What stands between who is charged and the task («Bộ Tài chính có trách nhiệm …») → the word shown.
MODALS = {
    "cần": "cần", "cần phải": "phải", "phải": "phải", "được giao": "giao", "được giao nhiệm vụ": "giao",
    "được giao trách nhiệm": "giao", "được phân công": "giao", "được yêu cầu": "yêu cầu", "được đề nghị": "đề nghị",
    "được cho phép": "cho phép", "được phép": "cho phép", "có trách nhiệm": "có trách nhiệm",
    "có nhiệm vụ": "có nhiệm vụ", "không được": "không được",
}  # fmt: skip
# Words of order at the head of a clause; they are no part of the task.
OPENINGS = """
    đồng thời|trong đó|cùng với đó|theo đó|ngoài ra|bên cạnh đó|đáng chú ý|theo yêu cầu|sau đó|cụ thể|cụ thể là
    |cụ thể như sau|trước mắt|mặt khác|đặc biệt|trước hết|theo kết luận|tiếp đó|cuối cùng|hơn nữa
    |song song với đó|thứ nhất|thứ hai|thứ ba|một là|hai là|ba là|bốn là|năm là|sáu là|bảy là|tám là
    |về phía mình|ngược lại|nhân dịp này|và|trong đó có
"""
# Who a press report lets speak: «Kết luận nêu rõ, …», «Chỉ thị cũng yêu cầu …».
SPEAKERS = """
    kết luận|chỉ thị|nghị quyết|quyết định|quy định|thông báo|công văn|công điện|văn bản|hướng dẫn|kế hoạch
    |chương trình|bộ chính trị|ban bí thư|ban chấp hành trung ương đảng|ban chấp hành trung ương|trung ương
    |thường trực ban bí thư|tổng bí thư|thủ tướng chính phủ|thủ tướng|phó thủ tướng|ban chỉ đạo|tỉnh ủy|thành ủy
"""
SAYS = "nêu rõ|nhấn mạnh|chỉ rõ|khẳng định|lưu ý|nêu|cho biết|ghi rõ|quy định"
# A clause that begins so tells when, why or under which condition before it says what is to be done.
ADVERBIALS = """
    để|nhằm|về|đối với|trên cơ sở|căn cứ|trong|tại|sau|sau khi|trước|trước khi|khi|từ|với|cùng với|bên cạnh|qua
    |thông qua|theo|trường hợp|riêng|quá trình|đến|ngay sau|vào|hằng năm|hàng năm|định kỳ|nếu|do|ngay|tuy nhiên|năm
"""
# How a task is to be done: these stand before its verb and belong to it.
MANNER = """
    khẩn trương|tiếp tục|chủ động|tích cực|kịp thời|nghiêm túc|nhanh chóng|thường xuyên|tập trung|kiên quyết
    |quyết liệt|trực tiếp|sớm|từng bước|thực sự|thật sự|đồng bộ|định kỳ|hằng năm|hàng năm|hằng quý|hàng quý
    |hằng tháng|hàng tháng|hằng tuần|ưu tiên|chú trọng|quan tâm|phấn đấu|sẵn sàng|nghiêm chỉnh|quyết tâm
    |kiên trì|chủ trương|thống nhất|tuyệt đối|không ngừng|đồng thời|ngay|trước mắt|cương quyết|triệt để|chặt chẽ
    |kỹ lưỡng|đặc biệt|cơ bản|xung kích|gương mẫu|nêu cao|luôn|cùng|nỗ lực|cố gắng|sâu sát|quyết đoán|thận trọng
    |thực hiện tốt|làm tốt|phối hợp chặt chẽ|phối hợp|tự|căn cứ|chính thức|bước đầu
"""
# Of these one alone tells an order from a thing counted up: «…, đồng bộ, thống nhất, công khai» is none.
URGING = """
    khẩn trương|tiếp tục|tập trung|chủ động|kịp thời|nghiêm túc|tích cực|thường xuyên|quyết liệt|sớm|nhanh chóng
    |kiên quyết|phấn đấu|ưu tiên|chú trọng|quan tâm|trực tiếp|định kỳ|từng bước|luôn
"""
# What a task begins with.
VERBS = """
    áp dụng|ban hành|bám sát|bãi bỏ|bảo đảm|bảo tồn|bảo vệ|biểu dương|bổ nhiệm|bổ sung|bồi dưỡng|bố trí|báo cáo
    |bàn giao|chăm lo|chấm dứt|chấn chỉnh|chấp hành|chỉ đạo|chỉ định|chia sẻ|cho phép|chú ý|chuẩn bị|chuyển giao
    |chuyển đổi|chuyển|chống|chỉnh lý|chịu trách nhiệm|coi trọng|công bố|công khai|củng cố|cung cấp|cải cách
    |cải thiện|cắt giảm|cập nhật|cụ thể hóa|dự báo|dự thảo|duy trì|đa dạng hóa|đánh giá|đào tạo
    |đảm bảo|đáp ứng|đăng tải|đấu tranh|đẩy lùi|đẩy mạnh|đẩy nhanh|đề cao|đề xuất|điều chỉnh|điều động
    |định hướng|đổi mới|đôn đốc|đóng góp|đột phá|động viên|đơn giản|đưa|đầu tư|gắn|gắn kết|giải quyết|giám sát
    |giáo dục|giữ|giữ gìn|giữ vững|giảm|gửi|góp phần|hạn chế|hỗ trợ|hoàn thành|hoàn thiện|hoàn tất|hình thành
    |hợp nhất|hợp tác|huy động|hướng dẫn|hướng|học tập|kết hợp|kết nối|kết thúc|khai thác|khắc phục|khen thưởng
    |khuyến khích|khơi dậy|khơi thông|kiểm điểm|kiểm soát|kiểm tra|kiên định|kiện toàn|kiến nghị|lãnh đạo|làm
    |làm rõ|lập|lấy|lồng ghép|lựa chọn|loại bỏ|mở rộng|mở|nắm|nắm chắc|nâng cao|nâng cấp|ngăn chặn|ngăn ngừa
    |nghiên cứu|nghiêm cấm|nhận diện|nhận thức|nhân rộng|nêu|ổn định|phản bác|phân bổ|phân cấp|phân công
    |phân định|phân loại|phân tích|phát động|phát hiện|phát huy|phát triển|phê duyệt|phòng ngừa|phòng, chống
    |phòng chống|phổ biến|phục vụ|quản lý|quán triệt|quy hoạch|quy định|quyết định|rà soát|rút gọn|sáp nhập
    |sắp xếp|sơ kết|sử dụng|sửa đổi|siết chặt|tăng cường|tăng|tạm dừng|tạm đình chỉ|tạo|tạo điều kiện|tạo lập
    |tham gia|tham mưu|tháo gỡ|thanh tra|thành lập|thay thế|theo dõi|thẩm định|thể chế hóa|thi hành
    |thí điểm|thiết lập|thông báo|thông tin|thông qua|thu hồi|thu hút|thúc đẩy|thực hành|thực hiện|tích hợp
    |tiến hành|tiếp nhận|tiếp thu|tìm|tinh giản|tinh gọn|tổ chức|tổng hợp|tổng kết|tổng rà soát|trang bị
    |tranh thủ|triển khai|triệu tập|trình|truyền thông|trao đổi|tuân thủ|tuyên truyền|tuyển dụng|từ chối
    |tự kiểm tra|ủy quyền|ứng dụng|vận dụng|vận động|vận hành|xác định|xác minh|xây dựng|xem xét|xét|xóa bỏ
    |xóa bỏ|xóa|xử lý|xử phạt|yêu cầu|hướng về|chăm sóc|cấp|chi trả|cho ý kiến|có biện pháp|có cơ chế
    |có chính sách|có kế hoạch|có phương án|có giải pháp|có hướng dẫn|có hình thức|có ý kiến|có văn bản
    |có lộ trình|có chế độ|có chế tài|không để|không tổ chức|không làm|không thực hiện|không ban hành
    |không lợi dụng|tránh|bỏ|bảo quản|lưu trữ|lấy ý kiến|tổng rà|đề ra|đăng ký|đào sâu|giao|dành|chi|trả
    |mời|khảo sát|thống kê|số hóa|tôn trọng|tạo ra|lan tỏa|thực thi|đưa ra|tiết kiệm|tổ chức lại|chủ trì
    |sẵn sàng|phối hợp|nhắc nhở|phê bình|nghiêm trị|điều hành|giải thích|liên hệ|cử|chọn|cam kết
    |truy thu|kê khai|bầu|biên soạn|in ấn|phát hành|sao lưu|chậm|đơn giản hóa|rút ngắn|minh bạch
    |khôi phục|tái cơ cấu|cơ cấu lại|đặt|chỉ rõ|thảo luận|tham luận|giúp|nâng|giải thể|tiếp cận|tập huấn|hạn chế
    |tăng tốc|kích hoạt|giới thiệu|tri ân|hưởng ứng|kế thừa|chú trọng|quan tâm|ưu tiên|tập trung|phấn đấu|làm tốt
    |gương mẫu|cử tuyển|giữ nguyên|tuyệt đối không|kiên quyết không
"""
# A verb of the table is none where these stand behind it: «tổ chức đảng», «quy định của Đảng», «báo cáo của …».
NOT_VERBS = {
    "tổ chức": "đảng|bộ máy|cơ sở|chính trị|xã hội|công đoàn|quốc tế|hành chính|của|này|tín dụng|trực thuộc|có",
    "yêu cầu": "của|này|về|đề ra", "quy định": "của|này|pháp luật|tại|về|số|chung|hiện hành|nêu|trên",
    "báo cáo": "của|này|số|kết quả của", "quyết định": "số|của|này|quy định", "hướng dẫn": "số|của|này",
    "thông báo": "số|của|này", "thông tin": "của|này|truyền thông|về", "quy hoạch": "của|này|tổng thể",
    "đầu tư": "công|xây dựng|của|nước ngoài", "quản lý": "nhà nước", "kiểm tra": "trung ương",
    "giáo dục": "và|đại học|phổ thông|công lập|mầm non|nghề nghiệp|bảo đảm|phải|quốc dân|, đào tạo|là",
    "thanh tra": "chính phủ|bộ|viên", "nghiên cứu": "của|này|sinh",
    "cấp": "ủy|xã|tỉnh|huyện|trung ương|cơ sở|trên|dưới|trưởng|phó|bộ|có", "chi": "bộ|ủy|phí|nhánh|ngân|tiết|cục",
    "phát triển": "của|này", "chỉ đạo": "của|này", "giao": "dịch|thông|lưu|ban|đất", "đào tạo": "đại học",
    "lãnh đạo": "của|này|các cấp|bộ|đảng|cơ quan|đơn vị|địa phương|tỉnh", "xét": "xử", "mở": "đầu",
    "tham mưu": ", giúp việc", "trả": "lời",
}  # fmt: skip
# Behind these a clause may name who is to do something without a word of strength.
CONDITIONS = """
    căn cứ|trên cơ sở|trong quá trình|quá trình|hằng năm|hàng năm|hằng tháng|hằng quý|định kỳ|khi|trường hợp|nếu
    |trong năm|trong tháng|đến|trước|đối với|sau khi|ngoài|năm
"""
# Verbs after which «là» says what something is to be taken for; after others the clause only says what is.
TAKING = "xác định|coi|coi trọng|nhận thức|lấy|khẳng định|quán triệt|làm rõ"
# Titles of parts that state aims, views or what was, and lay nothing on anyone, unless they speak of tasks too.
NO_DUTY_TITLES = """
    mục tiêu|quan điểm|tầm nhìn|tình hình|thực trạng|kết quả|hạn chế|nguyên nhân|bối cảnh|ưu điểm|khuyết điểm
    |mục đích|ý nghĩa|phạm vi điều chỉnh|đối tượng áp dụng|giải thích từ ngữ|sự cần thiết|đánh giá chung
    |bài học kinh nghiệm|căn cứ
"""
DUTY_TITLES = """
    nhiệm vụ|yêu cầu|giải pháp|tổ chức thực hiện|tổ chức triển khai|trách nhiệm|báo cáo kết quả|phân công
"""
# Not laid on anyone: what was done, is thought, is said of the text itself.
NO_DUTIES = (
    r"\b(?:vừa|đã) (?:ký|họp|nghe|ban hành|có|được)\b",
    r"^\W*(?:(?:cơ bản|hoàn toàn) )?(?:nhất trí|thống nhất|tán thành|đồng ý) (?:với|về|thông qua)\b",
    r"\b(?:cơ bản|hoàn toàn) (?:nhất trí|thống nhất|tán thành|đồng ý) (?:với|về|thông qua)\b",
    r"^\W*(?:ghi nhận|đánh giá cao|hoan nghênh|cảm ơn)\b|\bxin thông báo\b",
    r"^(?!.*\bkhi\b)[^,;]{0,80}\b(?:này|trên) (?:được )?(?:phổ biến|có hiệu lực|thay thế)\b",
    r"^\W*quý khách\b|^\W*(?:đây|đó) là\b|^\W*(?:ngày \d|thay mặt)",
    r"^\W*(?:kết luận|chỉ thị|nghị quyết|quyết định|thông báo|hướng dẫn|quy định) (?:này|số)",
)
# What an announced list is called: «thực hiện 11 nội dung», «các nhiệm vụ sau đây».
LISTS = """
    nội dung|nhiệm vụ|công việc|giải pháp|yêu cầu|việc|vấn đề|nhiệm vụ, giải pháp|nội dung, nhiệm vụ|mục tiêu
    |biện pháp
"""
# An announcement says no more than these before it names the list.
ANNOUNCING = r"""
    triển khai|thực hiện|làm|tốt|có hiệu quả|nghiêm túc|hiệu quả|quán triệt|và|tiếp tục|quyết liệt|đồng bộ
    |khẩn trương|bảo đảm|tập trung|kịp thời|tổ chức|chủ động|lãnh đạo|chỉ đạo|,|một số|các|những|nhiều|\d+
    |tốt các|cụ thể|trọng tâm|quan trọng|chủ yếu|trước mắt|sau|sau đây|như|như sau|gồm|là|bao gồm|cơ bản|tiến độ
    |chính|dưới đây|nghiêm|ngay|quán
"""

# What a head may count up behind its colon and still be one task: «ưu tiên các lĩnh vực: A; B; C».
THINGS = """
    lĩnh vực|ngành|ngành, lĩnh vực|nhóm|đối tượng|nhóm đối tượng|địa bàn|khâu|mặt|dự án|công trình|chỉ tiêu|loại
    |chuyên đề|trường hợp|văn bản|luật|mô hình|khu vực|dự án luật|chương trình|đề án
"""
# A task done by these, which follow, is a task for all that it announces them.
MEASURES = "nguyên tắc|phương châm|tiêu chí|quy trình|lộ trình|phương án|quan điểm|định hướng"

# What a body is called by; the second table only with a capital («Sở Nội vụ», not «cơ sở»).
HEADS = """
    bộ chính trị|ban bí thư|ban chấp hành trung ương đảng|ban chấp hành trung ương|thường trực ban bí thư
    |chính phủ|quốc hội|thủ tướng chính phủ|thủ tướng|các bộ trưởng|bộ trưởng|thủ trưởng|phó thủ tướng
    |chủ tịch nước|cấp ủy|cấp ủy đảng|tổ chức đảng|tổ chức cơ sở đảng|tỉnh ủy|thành ủy|đảng ủy|huyện ủy|quận ủy
    |chi ủy|quân ủy|ban thường vụ|ban chấp hành|ban cán sự đảng|ban cán sự|đảng đoàn|chi bộ|đảng bộ|thường trực
    |bộ|ngành|ban|ban đảng|cơ quan|đơn vị|địa phương|chính quyền|chính quyền địa phương|đoàn thể
    |mặt trận tổ quốc|mặt trận|tổ chức chính trị - xã hội|tổ chức|cá nhân|doanh nghiệp|tập đoàn|tổng công ty
    |hợp tác xã|ngân hàng|tổ chức tín dụng|người đứng đầu|đồng chí|bí thư|phó bí thư|chủ tịch|lãnh đạo
    |tập thể lãnh đạo|cán bộ|đảng viên|công chức|viên chức|ủy ban nhân dân|ubnd|hội đồng nhân dân|hđnd
    |ủy ban kiểm tra|ủy ban|hội đồng|văn phòng|tòa án nhân dân|tòa án|viện kiểm sát nhân dân|viện kiểm sát
    |thanh tra|kiểm toán nhà nước|bảo hiểm xã hội|ban chỉ đạo|ban tổ chức|đoàn kiểm tra|đoàn giám sát
    |tổ công tác|công an|quân đội|bộ đội biên phòng|tỉnh|thành phố|xã|phường|đặc khu|huyện|các cấp|trung ương|sở
    |học viện|nhà trường|trường|hiệp hội|hội|liên đoàn|tổng liên đoàn|đoàn thanh niên|mttq|mttq việt nam
    |mặt trận tổ quốc, các đoàn thể trung ương|mặt trận tổ quốc việt nam, các đoàn thể trung ương|ban quản lý
    |trung tâm|các bên|chủ đầu tư|đại biểu quốc hội|hội quần chúng|kho bạc nhà nước|ban ngành|tiểu ban
"""
CAPITALISED_HEADS = """
    viện|vụ|cục|tổng cục|đài|báo|tạp chí|thông tấn xã|đại học|hội|đoàn|sở|ban|bộ|trung tâm|tỉnh|xã|kho bạc|phòng
    |chi cục|trường
"""
# These begin other words or other things: «bộ máy», «cơ quan ngôn luận», «tổ chức thực hiện».
NOT_HEADS = {
    "bộ": "máy|phận|đội|môn|luật|chỉ số|hồ sơ|dữ liệu|thủ tục|tiêu chí|quy tắc|công cụ|câu hỏi|mặt",
    "ban": "hành|đầu|đêm|ngày|công", "ngành": "nghề|học|hàng", "đơn vị": "hành chính|tính|đo|bầu cử",
    "tổ chức": (
        "thực hiện|lại|bộ máy|hành chính|triển khai|tốt|các|đại hội|hội nghị|tập huấn|kiểm tra|sản xuất|và hoạt động"
        "|đảng viên|hoạt động|xây dựng|chính quyền địa phương|sắp xếp|quán triệt|rà soát|thi hành|lấy|bồi dưỡng|đào tạo"
        "|giám sát|quản lý|nghiên cứu|tuyên truyền|theo dõi|sơ kết|tổng kết|một|đối thoại|tiếp|cho|thi|học tập|công bố"
        "|công khai|thành công"
    ),
    "xã": "hội", "hội": "nghị|nhập|họp|thảo|tụ", "đoàn": "kết", "sở": "hữu|dĩ|thích",
    "trường": "hợp|kỳ|tồn", "báo": "cáo|động|chí|hiệu", "vụ": "việc|án|mùa", "viện": "trợ|dẫn|phí", "đài": "thọ",
    "cán bộ": "hóa", "trung tâm": "của|kinh tế|tài chính quốc tế", "phường": "hội", "chủ tịch": "đoàn",
    "thường trực": "tiếp", "chính quyền": "số|điện tử", "ngân hàng": "dữ liệu|câu hỏi", "hội đồng": "nghĩa",
    "phòng": "chống|, chống|ngừa|cháy",
}  # fmt: skip
# Of words that are verbs as well, only these may follow a body: «lãnh đạo các cấp», not «lãnh đạo xây dựng».
HEADS_BEFORE = {
    "lãnh đạo": (
        "chủ chốt|bộ|các bộ|tỉnh|các tỉnh|cơ quan|các cơ quan|đơn vị|các đơn vị|địa phương|các địa phương|các cấp|ban"
        "|các ban|ủy ban|cấp ủy|hội đồng|tập đoàn"
    ),
    "thanh tra": "chính phủ|bộ|tỉnh|thành phố|sở|ngân hàng|nhà nước|quốc phòng|công an",
}
# Of persons a text often only tells; they are charged by a word of strength alone.
PERSONS = "cán bộ|đảng viên|công chức|viên chức|cá nhân|người|đồng chí|tỉnh|thành phố|đảng bộ|tổ chức"
# Names that a comma or «và» does not end.
LONG_NAMES = """
    ủy viên bộ chính trị, ủy viên ban bí thư|ủy viên bộ chính trị, ban bí thư|bộ chính trị, ban bí thư
    |chính sách, chiến lược trung ương|tuyên giáo và dân vận trung ương|khoa học và công nghệ
    |khoa học, công nghệ và môi trường|nông nghiệp và môi trường|nông nghiệp và phát triển nông thôn
    |dân tộc và tôn giáo|văn hóa, thể thao và du lịch|văn hóa và thể thao|giáo dục và đào tạo
    |tài nguyên và môi trường|thông tin và truyền thông|lao động, thương binh và xã hội
    |lao động - thương binh và xã hội|kế hoạch và đầu tư|giao thông vận tải|các cơ quan đảng trung ương
    |các cơ quan đảng|pháp luật và tư pháp|kinh tế và tài chính|văn hóa và xã hội|công tác đại biểu
    |dân nguyện và giám sát|quốc phòng, an ninh và đối ngoại|công an trung ương|y tế|tài chính|nội vụ|tư pháp
    |công an|quốc phòng|xây dựng|ngoại giao|công thương|lao động việt nam|nhà nước việt nam
    |khoa học xã hội việt nam|chính trị quốc gia hồ chí minh|phát triển kinh tế|tổ chức trung ương
    |nội chính trung ương|kiểm tra trung ương|đối ngoại trung ương|bí thư trung ương|chỉ đạo trung ương
"""
# What may follow a body and still be its name.
QUALIFIERS = """
    trung ương đảng|trung ương|đảng|đảng trung ương|nhà nước|việt nam|chính phủ|quốc hội|địa phương|các cấp
    |liên quan|có liên quan|hữu quan|chức năng|chuyên môn|chuyên trách|tham mưu, giúp việc|tham mưu|giúp việc
    |nêu trên|trên|khác|có thẩm quyền|quản lý nhà nước|quản lý|hành chính|báo chí|thông tấn|truyền thông
    |đoàn thể|chính trị - xã hội|xã hội - nghề nghiệp|xã hội|quần chúng|nghề nghiệp|nhân dân|tối cao|quân sự
    |ngang bộ|thuộc chính phủ|sự nghiệp công lập|sự nghiệp|thành viên|đứng đầu|kinh tế|trực thuộc trung ương
    |trực thuộc|ở trung ương|ở địa phương|ở cơ sở|cơ sở|cấp tỉnh|cấp xã|cấp huyện|cấp trung ương|cấp trên
    |cấp dưới|cấp cơ sở|cấp bộ|cấp dưới trực tiếp|cấp trên trực tiếp|có thẩm quyền quản lý|tỉnh|thành phố|xã
    |phường|đặc khu|huyện|xã, phường|xã, phường, đặc khu|cấp mình|mình|này|đó|trong cả nước|cả nước
    |trong hệ thống chính trị|trong toàn quốc|được giao|được giao nhiệm vụ|có người|tập thể|chủ trì|chủ quản
    |đơn vị|thi hành án|nhà nước về|ủy|ủy viên|tín dụng|tư vấn|hai cấp|2 cấp|địa phương 2 cấp|địa phương hai cấp
    |bộ|đồng cấp|cùng cấp|kiểm tra|đoàn|chủ chốt|đảng viên|nhà nước có thẩm quyền|và cấp tương đương
    |phường, đặc khu|các cấp ở địa phương|thường trực|kiểm toán|điều tra|tố tụng|lực lượng vũ trang|vũ trang
    |đại diện|ngoại giao
"""
# The same, though it begins like a task.
FIRM_QUALIFIERS = """
    được giao nhiệm vụ tiến hành một số hoạt động điều tra|được giao tiến hành một số hoạt động điều tra
    |triệu tập đại hội|tham mưu, giúp việc|tham mưu giúp việc|tham mưu giúp việc cấp ủy
    |quản lý nhà nước|kiểm tra đảng|điều tra hình sự|chủ trì soạn thảo
"""
# A body of a body: «ban thường vụ các tỉnh ủy».
BODY_OF = """
    ban thường vụ|ban chấp hành|thường trực|lãnh đạo|người đứng đầu|bí thư|phó bí thư|chủ tịch|thủ trưởng
    |đảng ủy|đồng chí|văn phòng|ủy ban nhân dân|hội đồng nhân dân|ubnd|hđnd|tập thể lãnh đạo|bộ trưởng|chi bộ
    |đảng bộ|ủy ban kiểm tra|cấp ủy|cơ quan|đơn vị|ban tổ chức|công an|tòa án nhân dân|viện kiểm sát nhân dân
    |mặt trận tổ quốc|người đứng đầu cấp ủy
"""
# What opens a longer remark on a body: «đồng chí được Bộ Chính trị phân công …», «cơ quan của …».
REMARKS = """
    của|thuộc|trong diện|thuộc diện|do|đang|tại|trên địa bàn|nơi|phụ trách|trong|ở|có|vùng|khu vực|quản lý
    |trực thuộc|liên quan đến|quy định tại|không
"""
LIMITS = "nhất là|đặc biệt là|trước hết là|trong đó có|mà trước hết là|trực tiếp là|đứng đầu là"
# Of who is named before one of these nothing is asked: a text speaks through them.
ISSUERS = """
    bộ chính trị|ban bí thư|thường trực ban bí thư|ban chấp hành trung ương đảng|ban chấp hành trung ương
    |thủ tướng chính phủ|thủ tướng|trung ương
"""
