"""Two people write one course: nobody overwrites what they did not see, nothing typed is lost."""

import pytest
from factories import post, sign_in
from studio_world import (
    BASE,
    draft,
    fill_in,
    hidden,
    lesson,
    make_draft,
    make_editor,
    sheet_form,
    text_form,
    write,
)


@pytest.fixture
def editor(app):
    return make_editor()


@pytest.fixture
def client(app, editor):
    return sign_in(app.test_client(), editor)


def test_a_refused_form_does_not_make_unseen_work_seen(client, editor):
    make_draft(editor)
    typed = sheet_form(client)
    post(client, f"{BASE}/sheet", **typed | {"title": "Của người khác"})
    page = post(client, f"{BASE}/sheet", **typed | {"title": ""}).text
    answer = post(client, f"{BASE}/sheet", **typed | {"shown": hidden(page, "shown"), "title": "Của tôi"})
    assert answer.status_code == 409
    assert draft().sheet["title"] == "Của người khác"


def test_the_second_editor_of_a_sheet_sees_what_differs_and_may_save_it(client, editor):
    make_draft(editor)
    mine = sheet_form(client)
    post(client, f"{BASE}/sheet", **mine | {"title": "Tên của đồng nghiệp"})
    answer = post(client, f"{BASE}/sheet", **mine | {"title": "Tên của tôi"})
    assert answer.status_code == 409
    assert "<del>" in answer.text
    assert 'value="Tên của tôi"' in answer.text
    again = mine | {"title": "Tên của cả hai", "shown": hidden(answer.text, "shown")}
    assert post(client, f"{BASE}/sheet", **again).status_code == 302
    assert draft().sheet["title"] == "Tên của cả hai"


@pytest.fixture
def two_texts(client, editor):
    """The page that the later of two editors gets."""
    make_draft(editor, "Mở đầu")
    write("mo-dau", "Chung\n\nCũ", by=editor)
    mine = text_form(client, "mo-dau", markdown="Chung\n\nCủa tôi <b>&")
    write("mo-dau", "Chung\n\nCủa họ", by=make_editor("Trần Văn Hai"))
    return post(client, f"{BASE}/lessons/mo-dau", **mine)


def test_the_later_of_two_editors_gets_both_texts(two_texts):
    assert two_texts.status_code == 409
    assert "Trần Văn Hai" in two_texts.text
    assert "Chung\n\nCủa họ\nCủa tôi &lt;b&gt;&amp;</textarea>" in two_texts.text
    assert "<del>" in two_texts.text
    assert lesson("mo-dau").markdown == "Chung\n\nCủa họ"


def test_they_may_keep_their_own(client, two_texts):
    form = two_texts.text.split("<form")[-1]
    fields = {
        name: hidden(form, name) for name in ("seen", "title", "kind", "minutes", "markdown", "transcript")
    }
    assert post(client, f"{BASE}/lessons/mo-dau", **fields).status_code == 302
    assert lesson("mo-dau").markdown == "Chung\n\nCủa tôi <b>&"


def test_they_may_put_both_together(client, two_texts):
    seen = hidden(two_texts.text, "seen")
    fields = text_form(client, "mo-dau", seen=seen, markdown="Chung\n\nCủa cả hai")
    assert post(client, f"{BASE}/lessons/mo-dau", **fields).status_code == 302
    assert lesson("mo-dau").markdown == "Chung\n\nCủa cả hai"


def test_changes_at_different_places_are_put_together(client, editor):
    make_draft(editor, "Mở đầu")
    write("mo-dau", "Một\n\nHai\n\nBa", by=editor)
    page = client.get(f"{BASE}/lessons/mo-dau").text
    mine = text_form(client, "mo-dau", base=hidden(page, "base"), markdown="Một\n\nHai\n\nBa của tôi")
    write("mo-dau", "Một của họ\n\nHai\n\nBa", by=make_editor("Trần Văn Hai"))
    answer = post(client, f"{BASE}/lessons/mo-dau", **mine)
    assert answer.status_code == 409
    assert "\nMột của họ\n\nHai\n\nBa của tôi</textarea>" in answer.text


def test_they_may_be_too_late_a_second_time(client, two_texts):
    write("mo-dau", "Lần nữa", by=make_editor("Phạm Ba"))
    seen = hidden(two_texts.text, "seen")
    answer = post(
        client, f"{BASE}/lessons/mo-dau", **text_form(client, "mo-dau", seen=seen, markdown="Của tôi")
    )
    assert answer.status_code == 409
    assert "Phạm Ba" in answer.text


def test_saving_by_itself_answers_with_time_and_revision(client, editor):
    make_draft(editor, "Mở đầu")
    fields = text_form(client, "mo-dau", markdown="Một")
    answer = post(client, f"{BASE}/lessons/mo-dau/autosave", **fields)
    assert answer.status_code == 200
    assert hidden(answer.text, "seen") == "2"
    again = post(client, f"{BASE}/lessons/mo-dau/autosave", **fields)
    assert (again.status_code, hidden(again.text, "seen")) == (200, "2")
    behind = post(client, f"{BASE}/lessons/mo-dau/autosave", **fields | {"markdown": "Hai"})
    assert (behind.status_code, hidden(behind.text, "seen")) == (409, "1")
    empty = post(client, f"{BASE}/lessons/mo-dau/autosave", **fields | {"title": "", "seen": "2"})
    assert empty.status_code == 422
    assert "<html" not in empty.text


def test_words_for_a_lesson_that_is_gone_are_given_back(client, editor):
    make_draft(editor, "Mở đầu")
    fields = text_form(client, "mo-dau", markdown="Công sức <của> tôi")
    assert post(client, f"{BASE}/lessons/mo-dau/deletion", seen="1").status_code == 302
    answer = post(client, f"{BASE}/lessons/mo-dau", **fields)
    assert answer.status_code == 409
    assert "Công sức &lt;của&gt; tôi</textarea>" in answer.text


def test_words_for_a_version_that_was_handed_in_stay_on_the_page(client, editor):
    make_draft(editor, "Mở đầu")
    write("mo-dau", "Nội dung", by=editor)
    fill_in(editor)
    fields = text_form(client, "mo-dau", markdown="Công sức của tôi")
    post(client, f"{BASE}/submission")
    answer = post(client, f"{BASE}/lessons/mo-dau", **fields)
    assert answer.status_code == 409
    assert "Công sức của tôi</textarea>" in answer.text


def test_a_lesson_changed_since_is_not_deleted_unseen(client, editor):
    make_draft(editor, "Mở đầu")
    write("mo-dau", "Mới viết", by=editor)
    answer = post(client, f"{BASE}/lessons/mo-dau/deletion", seen="1")
    assert answer.headers["Location"] == f"{BASE}/lessons/mo-dau/title"
    assert lesson("mo-dau").markdown == "Mới viết"
