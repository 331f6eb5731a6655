"""The check of the language model, and the values of [llm] it starts from."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pytest
from assistant_model_helpers import hosts

from assistant.writing.check import report
from eval.writing.faults import FAULTS, served
from eval.writing.server import ChatRequest, Reply, Server, Text
from ingest.errors import SettingsError, UserError
from ingest.settings import LanguageModelSettings, Settings, load_settings

__all__ = ["hosts"]


def _settings(url: str) -> Settings:
    return replace(Settings(), llm=LanguageModelSettings(url, "thu", timeout=1.0))


def _copied(request: ChatRequest) -> str:
    """Give the clauses back, and one that is not among them."""
    (given,) = json.loads(request.messages[-1][1])["paragraphs"]
    said = [*given["text"].rstrip(".").split("; "), "Kết quả được trả trong vòng 7 ngày làm việc."]
    return json.dumps({"sentences": [{"paragraph": given["id"], "text": text} for text in said]}, ensure_ascii=False)


def test_a_server_that_works_is_told_with_its_speed() -> None:
    with Server(_copied) as server:
        text = report(_settings(server.base_url))
    assert text.startswith(f"Mô hình ngôn ngữ «thu» tại «{server.base_url}» hoạt động: những chữ đầu tiên có sau 0,")
    assert text.endswith(" ký tự mỗi giây. Máy chủ nhận khuôn JSON cho câu trả lời. Giữ được 3 trong 4 câu viết thử.")


def test_a_server_that_writes_what_it_likes_is_told() -> None:
    with (
        Server(lambda request: "Trời hôm nay nắng nhẹ.") as server,
        pytest.raises(UserError, match="chọn mô hình khác"),
    ):
        report(_settings(server.base_url))


def test_a_server_that_cuts_the_reply_is_told() -> None:
    with (
        Server(lambda request: Text(_copied(request), finish="length")) as server,
        pytest.raises(UserError, match="cắt câu trả lời vì hết số token; hãy tăng «context_tokens»"),
    ):
        report(_settings(server.base_url))


def test_a_server_that_refuses_the_schema_is_told() -> None:
    def reply(request: ChatRequest) -> Reply:
        return _copied(request) if request.schema is None else lambda line: line.whole(400, b"{}")

    with Server(reply) as server:
        assert "không nhận khuôn JSON" in report(_settings(server.base_url))


@pytest.mark.parametrize("name", ["refused", "dns", "401", "429", "500", "hang", "HTML page", "100 MB reply"])
def test_a_fault_is_told_with_place_and_remedy(name: str) -> None:
    with served(FAULTS[name]) as url, pytest.raises(UserError) as told:
        report(_settings(url))
    assert re.fullmatch(
        f"Mô hình ngôn ngữ «thu» tại «{url}» không dùng được: .*máy chủ mô hình.*; hãy .*[.]", str(told.value)
    )


def test_without_a_model_the_check_says_what_to_set() -> None:
    with pytest.raises(SettingsError, match="«base_url»"):
        report(Settings())


@pytest.mark.parametrize(
    "key",
    ["sk-khoa-that", "sk_khoa_that", "khoathat", "KhoaThat", "hf_AbCdEf", "AKIA5EXAMPLE7KEY", "KHOA_2F9A1B", "K" * 41,
     "KHOA\n", "_KHOA", "KHÓA"],
)  # fmt: skip
def test_a_key_in_place_of_its_variable_is_not_repeated(key: str) -> None:
    llm = LanguageModelSettings("http://127.0.0.1:1/v1", "thu", api_key_env=key)
    with pytest.raises(SettingsError, match=r"Giá trị của «api_key_env».* không phải tên biến môi trường") as told:
        report(replace(Settings(), llm=llm))
    assert key.strip() not in str(told.value)


@pytest.mark.parametrize("name", ["LLM_API_KEY", "KHOA", "KEY2", "S3_KEY"])
def test_a_variable_that_is_not_set_is_named(name: str) -> None:
    llm = LanguageModelSettings("http://127.0.0.1:1/v1", "thu", api_key_env=name)
    with pytest.raises(SettingsError, match=f"Biến môi trường «{name}» nêu trong tệp cấu hình chưa được đặt"):
        report(replace(Settings(), llm=llm))


def test_a_variable_of_any_name_may_hold_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("khoa_rieng", "abc")
    with Server(_copied) as server:
        assert "hoạt động" in report(
            replace(_settings(server.base_url), llm=replace(_settings(server.base_url).llm, api_key_env="khoa_rieng"))
        )
        assert server.requests[0].headers["Authorization"] == "Bearer abc"


def _load(folder: Path, lines: str) -> LanguageModelSettings:
    path = folder / "cau-hinh.toml"
    path.write_text(f"[llm]\n{lines}\n", encoding="utf-8")
    return load_settings(path).llm


def test_the_values_of_llm_are_read(tmp_path: Path) -> None:
    llm = _load(tmp_path, 'base_url = "http://[::1]:8080/v1"\nmodel = "a/b:7b"\ntimeout = 30\nrewrite = true')
    assert llm == LanguageModelSettings("http://[::1]:8080/v1", "a/b:7b", timeout=30.0, rewrite=True)
    assert isinstance(llm.timeout, float)


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("timeout = 0", "«timeout» phải từ 1 đến 600 giây"),
        ("timeout = nan", "«timeout» phải từ 1 đến 600 giây"),
        ("timeout = inf", "«timeout» phải từ 1 đến 600 giây"),
        ("connect_timeout = 0.0", "«connect_timeout» phải từ 0,1 đến 60 giây"),
        ("context_tokens = 10", "«context_tokens» phải từ 1.024 đến 1.000.000 token"),
        ("parallel = 0", "«parallel» phải từ 1 đến 64"),
        ('timeout = "12"', "«llm.timeout» phải là số"),
        ("timeout = true", "«llm.timeout» phải là số"),
        ("parallel = 1.5", "«llm.parallel» phải là số nguyên"),
        ("rewrite = 1", "«llm.rewrite» phải là true hoặc false"),
        ('base_url = "http://may/v1"', "thiếu «model»"),
        ('base_url = "may:8080/v1"\nmodel = "a"', "«base_url» phải là địa chỉ"),
        ('base_url = "http:///v1"\nmodel = "a"', "«base_url» phải là địa chỉ"),
        ('base_url = "http://[::1/v1"\nmodel = "a"', "«base_url» phải là địa chỉ"),
        ('base_url = "http://may:cong/v1"\nmodel = "a"', "«base_url» phải là địa chỉ"),
        ('base_url = "http://may\\n/v1"\nmodel = "a"', "«base_url» phải là địa chỉ"),
        ('base_url = "http://ten:mat-khau@may/v1"\nmodel = "a"', "không kèm tên đăng nhập"),
    ],
)
def test_an_impossible_value_is_told(line: str, told: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as refused:
        _load(tmp_path, line)
    assert told in str(refused.value)
    assert "cau-hinh.toml" in str(refused.value)
    assert "mat-khau" not in str(refused.value)
