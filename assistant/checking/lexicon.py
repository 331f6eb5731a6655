"""Words that carry a fact, by what they say: phrases (folded, in any tone placement) → the concept they stand for.

Two phrases of one concept may stand for one another; two concepts of one sort may not. Longer phrases are read first.
"""

# Where a duty goes to, who acts, who is spoken of. Names of ministries and the like are read by their form (`atoms`).
BODIES = {
    "bo chinh tri": ("bộ chính trị", "bct"),
    "ban bi thu": ("ban bí thư", "bbt"),
    "thuong truc ban bi thu": ("thường trực ban bí thư",),
    "tong bi thu": ("tổng bí thư",),
    "ban chap hanh trung uong": ("ban chấp hành trung ương đảng", "ban chấp hành trung ương", "trung ương đảng"),
    "bo": ("các bộ, ngành", "bộ, ngành", "bộ ngành", "các bộ", "ban, bộ, ngành", "bộ và ngành"),
    "nganh": ("các ngành",),
    "dia phuong": ("các địa phương", "địa phương"),
    "chinh phu": ("chính phủ",),
    "quoc hoi": ("quốc hội",),
    "uy ban thuong vu quoc hoi": ("ủy ban thường vụ quốc hội",),
    "thu tuong": ("thủ tướng chính phủ", "thủ tướng"),
    "chu tich nuoc": ("chủ tịch nước",),
    "chu tich quoc hoi": ("chủ tịch quốc hội",),
    "uy ban nhan dan": ("ủy ban nhân dân", "ubnd"),
    "hoi dong nhan dan": ("hội đồng nhân dân", "hđnd"),
    "mat tran": ("mặt trận tổ quốc việt nam", "mặt trận tổ quốc", "mttq việt nam", "mttq", "ủy ban mttq", "mặt trận"),
    "cap uy tinh": ("tỉnh ủy", "thành ủy"),
    "cap uy huyen": ("huyện ủy", "quận ủy", "thị ủy"),
    "cap uy": ("cấp ủy",),
    "dang uy": ("đảng ủy",),
    "chi uy": ("chi ủy",),
    "chi bo quan su": ("chi bộ quân sự",),
    "chi bo cong an": ("chi bộ công an",),
    "chi bo": ("chi bộ",),
    "dang bo": ("đảng bộ",),
    "dang doan": ("đảng đoàn",),
    "ban can su dang": ("ban cán sự đảng",),
    "ban thuong vu": ("ban thường vụ", "btv"),
    "ban chap hanh": ("ban chấp hành", "bch"),
    "ban chi dao": ("ban chỉ đạo", "bcđ"),
    "ban to chuc": ("ban tổ chức trung ương", "ban tổ chức tw", "btctw"),
    "to chuc dang": ("tổ chức đảng", "tổ chức cơ sở đảng"),
    "ban dang": ("các ban đảng", "ban đảng"),
    "co quan dang": ("cơ quan đảng",),
    "co quan chuyen mon": ("cơ quan chuyên môn",),
    "co quan ngang bo": ("cơ quan ngang bộ",),
    "trung tam phuc vu hanh chinh cong": (
        "trung tâm phục vụ hành chính công", "trung tâm hành chính công", "ttpvhcc",
    ),
    "cong dich vu cong quoc gia": ("cổng dịch vụ công quốc gia",),
    "doanh nghiep": ("doanh nghiệp", "dn", "công ty"),
    "don vi su nghiep": ("đơn vị sự nghiệp",),
    "cong an": ("công an",),
    "quan doi": ("quân đội",),
    "toa an": ("tòa án",),
    "vien kiem sat": ("viện kiểm sát",),
    "cong doan": ("công đoàn",),
    "doan thanh nien": ("đoàn thanh niên",),
    "hoi phu nu": ("hội phụ nữ",),
    "hoi nong dan": ("hội nông dân",),
}  # fmt: skip
OFFICES = {
    "bi thu": ("bí thư",),
    "pho bi thu": ("phó bí thư",),
    "chu tich": ("chủ tịch",),
    "pho chu tich": ("phó chủ tịch",),
    "cap pho": ("cấp phó",),
    "cap truong": ("cấp trưởng",),
    "truong ban": ("trưởng ban",),
    "chanh van phong": ("chánh văn phòng",),
    "bo truong": ("bộ trưởng",),
    "thu truong": ("thứ trưởng",),
}
LEVELS = {
    "xa": ("cấp xã", "xã, phường, đặc khu", "xã, phường", "xã phường", "cấp cơ sở", "cơ sở xã", "xã", "phường", "đặc khu"),
    "huyen": ("cấp huyện", "huyện", "quận"),
    "tinh": ("cấp tỉnh", "tỉnh, thành phố", "tỉnh, thành", "tỉnh thành", "tỉnh", "thành phố"),
    "trung uong": ("trung ương", "tw", "cấp trung ương"),
    "thon": ("thôn, bản", "thôn bản", "thôn", "bản làng", "tổ dân phố"),
    "quoc gia": ("quốc gia", "toàn quốc", "cả nước"),
}  # fmt: skip
# How strongly a thing is laid on someone.
STRENGTHS = {
    "demand": ("yêu cầu", "giao nhiệm vụ", "giao", "chỉ đạo", "phải", "cần", "bắt buộc", "buộc", "có trách nhiệm",
               "chịu trách nhiệm", "quán triệt", "nhiệm vụ", "cần phải", "lưu ý"),
    "ask": ("đề nghị", "kiến nghị", "khuyến nghị", "mong muốn", "vận động", "kêu gọi", "gợi ý"),
    "encourage": ("khuyến khích", "động viên các", "hoan nghênh"),
    "may": ("có thể", "nên", "tùy điều kiện", "tùy tình hình", "tùy khả năng", "nếu có điều kiện", "khi có điều kiện",
            "nếu cần", "tự nguyện", "không bắt buộc", "không nhất thiết", "xem xét", "cân nhắc", "dự kiến",
            "nghiên cứu khả năng", "nếu thấy cần thiết", "nếu thấy cần", "tùy nghi", "tùy theo", "tự quyết định"),
    "permit": ("cho phép", "được phép", "đồng ý chủ trương", "đồng ý", "chấp thuận", "nhất trí", "thống nhất chủ trương"),
    "blame": ("phê bình",),
    "remind": ("nhắc nhở", "góp ý", "rút kinh nghiệm"),
    "punish": ("kỷ luật", "khiển trách", "cảnh cáo", "cách chức", "xử phạt", "đình chỉ", "kiểm điểm"),
    "praise": ("biểu dương", "khen ngợi", "khen thưởng", "ghi nhận", "tuyên dương"),
}  # fmt: skip
EXTENTS = {
    "whole": ("toàn bộ", "hoàn toàn", "tất cả", "triệt để", "tuyệt đối", "trọn vẹn"),
    "mostly": ("cơ bản", "phần lớn", "phần nào", "một phần", "bước đầu"),
}
LIMITS = {
    "at most": ("không quá", "không vượt quá", "không được quá", "không được vượt quá", "tối đa", "nhiều nhất",
                "không nhiều hơn"),
    "at least": ("ít nhất", "tối thiểu", "không ít hơn", "không dưới"),
    "about": ("khoảng", "chừng", "xấp xỉ", "gần"),
    "over": ("trên", "hơn", "vượt", "vượt quá", "quá"),
    "under": ("dưới", "ngắn hơn", "chưa đến", "chưa tới", "ít hơn", "không đến", "không tới", "sớm chưa tới"),
    "before": ("trước", "chậm nhất", "muộn nhất", "hạn chót", "trước khi"),
    "after": ("sau", "sau khi", "kể từ"),
    "exactly": ("đúng", "vừa đúng"),
    "longer": ("dài hơn", "lâu hơn"),
}  # fmt: skip
NEGATIONS = ("không được", "không", "chưa", "chẳng", "đừng", "không còn", "nghiêm cấm", "cấm", "không phải")
# Fixed phrases whose syllables would otherwise be read as facts («chỉ đạo» is none, but «phối hợp giao lưu» …).
COMPOUNDS = (
    "bàn giao", "giao thông", "giao dịch", "giao lưu", "tiếp giao", "phân giao", "cần thiết", "nhu cầu", "không gian", "tổ chức",
    "chỉ tiêu", "trước mắt", "trước hết", "trước đây", "hơn nữa", "trên cơ sở", "trên địa bàn", "trên tinh thần", "gần gũi", "gần dân",
    "quá trình", "phải chăng", "cơ sở dữ liệu", "hạ tầng cơ sở", "cơ sở hạ tầng", "cơ sở chính trị", "thành phố", "chính quyền địa phương",
    "kết luận", "chỉ thị", "quy định", "báo cáo", "kế hoạch", "hướng dẫn", "thông báo", "giao ban", "giao trách nhiệm",
    "sau sắp xếp", "sau sáp nhập", "sau khi sắp xếp", "sau khi sáp nhập", "không ngừng", "đại hội đảng bộ", "quy trình giao",
    "phân bổ", "xem xét lại", "chủ trì", "phối hợp", "trực thuộc", "đại hội đại biểu toàn quốc", "đại hội đại biểu", "năng lực cần",
)

_FIELDS = (
    "quốc phòng", "công an", "ngoại giao", "nội vụ", "tư pháp", "tài chính", "công thương", "nông nghiệp và môi trường",
    "nông nghiệp và phát triển nông thôn", "nông nghiệp", "xây dựng", "văn hóa, thể thao và du lịch", "văn hóa",
    "khoa học và công nghệ", "khoa học công nghệ", "giáo dục và đào tạo", "giáo dục", "y tế", "dân tộc và tôn giáo", "dân tộc",
    "kế hoạch và đầu tư", "thông tin và truyền thông", "lao động - thương binh và xã hội", "lao động", "giao thông vận tải",
    "tài nguyên và môi trường", "nông nghiệp và môi trường", "kh&cn", "gd&đt", "tt&tt", "nn&mt",
)  # fmt: skip
_SHORT_FIELDS = {"kh&cn": "khoa học và công nghệ", "khoa học công nghệ": "khoa học và công nghệ", "gd&đt": "giáo dục và đào tạo"}
_CENTRAL = (
    "ban tuyên giáo và dân vận trung ương", "ban tuyên giáo", "ban nội chính trung ương", "ban nội chính", "ban dân vận",
    "ban chính sách, chiến lược trung ương", "ban chính sách", "ban kinh tế trung ương", "ban đối ngoại", "ủy ban kiểm tra trung ương",
    "ủy ban kiểm tra", "văn phòng trung ương đảng", "văn phòng trung ương", "văn phòng chính phủ", "thanh tra chính phủ",
    "ngân hàng nhà nước", "kiểm toán nhà nước", "bảo hiểm xã hội", "đảng ủy chính phủ", "đảng ủy quốc hội", "quân ủy trung ương",
    "đảng ủy công an trung ương", "đảng ủy các cơ quan đảng trung ương", "đảng ủy mặt trận tổ quốc", "văn phòng quốc hội",
    "hội cựu chiến binh", "kho bạc nhà nước", "tổng liên đoàn lao động",
)  # fmt: skip
BODIES |= {name: (name,) for name in _CENTRAL}
BODIES["đảng ủy chính phủ"] = ("đảng ủy chính phủ", "đucp")
BODIES |= {f"{head} {_SHORT_FIELDS.get(field, field)}": () for head in ("bộ", "sở") for field in _FIELDS}
for _head in ("bộ", "sở"):
    for _field in _FIELDS:
        BODIES[f"{_head} {_SHORT_FIELDS.get(_field, _field)}"] += (f"{_head} {_field}",)
# Words that take back what follows them, where the source has no such word.
REVERSERS = (
    "tạm dừng", "dừng", "ngừng", "thôi", "miễn", "tạm gác", "gác lại", "hoãn", "tạm hoãn", "trì hoãn", "hủy", "hủy bỏ", "bãi bỏ",
    "giải thể", "xóa bỏ", "chấm dứt", "trừ", "ngoại trừ", "không kể", "từ chối", "bác bỏ", "phản đối", "tránh", "hạn chế", "bỏ",
    "loại bỏ", "loại trừ", "rút", "thu hồi", "đình chỉ", "chấp nhận", "cản trở", "gây khó",
)
# Words that make a thing less firm, where the source has no such word.
WEAKENERS = (
    "phấn đấu", "cố gắng", "nỗ lực", "thỉnh thoảng", "đôi khi", "tương đối", "tham khảo", "gợi mở", "tùy nơi", "tùy lúc", "vừa phải",
    "nếu được", "khi thuận lợi", "khi thuận tiện", "ở mức độ", "chừng mực", "một phần", "một chút", "ưu tiên xem xét", "lúc rảnh",
    "không bắt buộc", "không nhất thiết", "khi cần", "khi có yêu cầu", "từng bước", "dần dần", "thí điểm", "thử nghiệm", "đúng", "hỗ trợ",
)
# Poles: a word of one side standing where the text has one of the other turns the meaning round.
POLES = (
    (("tăng cường", "nâng cao", "đẩy mạnh", "bổ sung", "mở rộng", "phát triển", "khơi dậy", "củng cố", "thúc đẩy", "tăng", "tăng thêm"),
     ("giảm", "giảm bớt", "cắt giảm", "hạ thấp", "thu hẹp", "hạn chế", "lược bớt", "rút bớt", "bớt", "suy giảm", "nới lỏng", "cắt bớt",
      "tinh giản", "làm giảm", "kìm hãm", "dập tắt")),
    (("đầy đủ", "đủ", "toàn diện", "bảo đảm đủ"), ("thiếu", "thiếu hụt", "sơ sài", "một phần", "hạn chế", "sơ lược", "dư", "thừa")),
    (("tiếp tục", "duy trì", "thường xuyên", "liên tục"),
     ("dừng", "tạm dừng", "ngừng", "chấm dứt", "thôi", "gián đoạn", "thỉnh thoảng", "đôi khi", "tạm ngừng", "ngắt quãng")),
    (("khẩn trương", "nhanh chóng", "kịp thời", "sớm", "ngay", "sớm nhất", "nhanh"),
     ("chậm", "chậm rãi", "từ từ", "trì hoãn", "tạm hoãn", "kéo dài", "muộn nhất", "thong thả", "chậm trễ", "không vội")),
    (("thành lập", "xây dựng", "ban hành", "lập mới", "thành lập mới", "tạo"),
     ("giải thể", "bãi bỏ", "hủy bỏ", "xóa bỏ", "sáp nhập", "phá vỡ")),
    (("dùng chung", "thống nhất", "đồng bộ", "chung"), ("riêng lẻ", "riêng", "tách rời", "phân tán", "rời rạc", "độc lập", "riêng biệt")),
    (("gắn",), ("tách", "tách rời")),
    (("rõ ràng", "cụ thể", "chi tiết"), ("mơ hồ", "chung chung", "khái quát")),
    (("chặt chẽ", "sát sao", "nghiêm", "nghiêm túc", "quyết liệt", "kiên quyết", "nghiêm minh"),
     ("lỏng lẻo", "nới lỏng", "qua loa", "hình thức", "cầm chừng", "nương nhẹ", "khoan hồng", "bỏ qua", "tương đối")),
    (("ổn định", "liên tục", "thông suốt"), ("gián đoạn", "ách tắc", "bất ổn", "xáo trộn", "trì trệ")),
    (("lâu dài", "căn cơ"), ("tạm thời", "trước mắt", "ngắn hạn", "chắp vá", "nhất thời")),
    (("nhất là", "đặc biệt là", "trước hết là", "kể cả"), ("trừ", "ngoại trừ", "không kể", "không bao gồm")),
    (("thuận lợi",), ("khó khăn", "cản trở", "trở ngại", "rào cản")),
    (("đồng thuận", "ủng hộ"), ("phản đối", "chia rẽ", "bất đồng")),
    (("công khai", "công bố"), ("bí mật", "giữ kín", "nội bộ", "hạn chế")),
    (("hài lòng",), ("bất mãn", "không hài lòng", "bức xúc")),
    (("khắc phục", "tháo gỡ", "giải quyết", "xử lý"), ("tạo ra", "gây ra", "làm tăng", "bỏ qua", "né tránh", "để lại")),
    (("chủ động",), ("bị động", "thụ động", "chờ")),
    (("tập trung", "chú trọng", "quan tâm"), ("xem nhẹ", "lơ là", "bỏ qua", "không đặt nặng", "coi nhẹ")),
    (("khai mạc",), ("bế mạc",)),
    (("yên tâm",), ("lo lắng", "băn khoăn", "hoang mang")),
    (("phân cấp", "phân quyền"), ("tập trung quyền", "thu hồi", "thu quyền")),
    (("phù hợp", "đúng"), ("trái", "trái với", "sai", "lệch")),
    (("có",), ("không có", "thiếu")),
    (("hoàn thành",), ("dở dang", "chưa hoàn thành", "tạm gác")),
)  # fmt: skip
# Plain words that tell a thing in simpler language and assert nothing by themselves.
LIGHT = frozenset(
    "làm có phải cần nhiều hơn nữa xong giúp sớm thấy nơi chỗ đâu sao gì nghĩ mong muốn tìm đưa lo dùng gỡ người anh chị em bà con dân"
    " biết nhận đi xem cả gồm bàn kể mới cách ngay chỉ mình bám hạn diễn đặt căn cứ thực hiện ban hành triển khai giữ vững vượt qua"
    " đang nào mọi mỗi từng ai chính đúng tốt kỹ rõ lại cứ luôn hãy thật hết thêm bớt tự giới lớp phía bên phần điều mục ý lời câu"
    " việc nhắc nói viết cho biết khẳng định quán triệt lưu nhấn mạnh chú trọng quan tâm ưu tiên tập trung đẩy chạy hay lên xuống"
    " giữa qua bằng theo tới hoặc tức nghĩa gọi coi xét dù tuy vẫn nếu thì mà vì nên bởi nhờ do cũng chưa không được đừng chớ"
    " trước sau trong ngoài trên dưới tuần ngày tháng năm hôm nay hiện thời gian lúc khi cuộc buổi bản văn kết luận tại đây kia"
    " một hai ba lượng mức lấy ra vào về đến để với của các những và là nhân dân cán bộ đảng nhà nước địa phương cơ quan đơn vị"
    " tổ chức cấp ngành lãnh đạo chỉ đạo yêu cầu giao hướng dẫn nhiệm vụ trách nhiệm trình gửi báo cáo nêu trích theo đó cụ thể"
    " kịp nhanh chóng khẩn trương gặp vướng khó lớn nhỏ cao thấp đủ thiếu chọn giỏi quy định chuẩn nghiệp"
    " đồng bào quý vị bạn thưa kính đọc nghe tin thông báo giới thiệu bổ sung bố trí hoàn thiện tăng cường nâng cao bảo đảm đảm"
    " liền kèm gắn chung cùng cần thiết quan trọng nội dung vấn đề tình hình công tác hoạt động".split()
)
