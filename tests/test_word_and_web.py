def test_waivers_in_a_page_and_for_a_calendar(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text(
        "<p>#ad Look</p>\n<!-- brieflint: ignore claims/disease-claim until 2099-01-01 reason: approved, LAB-1 -->\n"
        "<p>This lamp cures acne</p>\n<p>This lamp cures eczema</p>\n"
    )
    (tmp_path / "b.csv").write_text("Country,Caption\nus,#ad This lamp cures acne\n")
    (tmp_path / "waivers.yaml").write_text(
        "schema: brieflint/waivers@1\nwaivers:\n- rule: claims/disease-claim\n  files: '*.csv'\n"
        "  reason: approved\n  approver: A. Counsel\n  until: 2099-01-01\n"
    )
    data = report(tmp_path, "--select", "claims,waiver")
    assert [(f["path"].split("/")[-1], f["excerpt"]) for f in data["findings"]] == [("a.html", "cures eczema")]
    assert data["summary"]["suppressed"] == 2
