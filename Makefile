PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
INSTALLED := $(VENV)/.installed
TESTABLE := $(VENV)/.installed-for-tests
PIP := $(RUN) -m pip install --quiet --disable-pip-version-check

.DEFAULT_GOAL := help
.PHONY: help chat test check benchmark format clean

help:
	@echo "make chat       lập môi trường, chỉ mục rồi mở trợ lý trong trình duyệt"
	@echo "make test       kiểm tra toàn bộ (gồm make check)"
	@echo "make check      định dạng, quy tắc viết mã, kiểu dữ liệu, hướng phụ thuộc"
	@echo "make benchmark  bảng chất lượng và tốc độ"

$(INSTALLED): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' || \
		{ echo "Cần Python 3.11 hoặc 3.12; hãy cài rồi chạy: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(PIP) "torch==2.13.0"
	$(PIP) --editable .
	@touch $@

$(TESTABLE): $(INSTALLED)
	$(PIP) --editable ".[dev]"
	@touch $@

chat: $(INSTALLED)
	$(RUN) -m index build
	$(RUN) ui.py

check: $(TESTABLE)
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/lint-imports

# A browser and a server want both cores for themselves.
BROWSER := tests/test_ui_browser.py tests/test_ui_tabs.py tests/test_ui_upload.py tests/test_ui_writing.py

test: check
	$(RUN) -m pytest --numprocesses 2 --dist loadfile $(foreach file,$(BROWSER),--ignore $(file))
	$(RUN) -m pytest $(BROWSER)

# Retrieval sets and party documents that are no part of the project; without them their tables are left out.
DATA ?= ../shared/data
SETS := phapdien_corpus:phapdien_questions_dev drill_corpus:drill_questions xquad_vi_corpus:xquad_vi_questions

benchmark: $(INSTALLED)
	$(RUN) -m eval run
	$(RUN) -m eval speed
	@if [ -d $(DATA)/retrieval ]; then for set in $(SETS); do \
		echo "== $$set"; \
		$(RUN) -m eval retrieval --corpus $(DATA)/retrieval/$${set%%:*}.jsonl.gz \
			--queries $(DATA)/retrieval/$${set##*:}.jsonl.gz || exit 1; \
	done; else echo "Không có bộ tìm kiếm ở $(DATA)/retrieval: bỏ qua (make benchmark DATA=thư-mục)."; fi
	@if [ -d $(DATA)/party ]; then $(RUN) -m eval left-out --data $(DATA) && $(RUN) -m eval mixed --data $(DATA) --split test; fi
	$(RUN) -m eval reading

format: $(TESTABLE)
	$(VENV)/bin/ruff format .
	$(VENV)/bin/ruff check --fix .

clean:
	rm -rf $(VENV) thu-vien runs
