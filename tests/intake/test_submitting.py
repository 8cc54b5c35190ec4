"""One student's files become one ``Submission``; what cannot be read is said, and spoils nothing else."""

from autograder.intake import Found, discover, read_submission
from autograder.intake.submitting import MAX_DEPTH, MAX_FILE_BYTES, MAX_FILES

from .notebooks import as_bytes, code

NAMES = ["problem1", "problem2"]


def submit(tmp_path, **files):
    folder = tmp_path / "kim" / "ps1"
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / f"{name}.ipynb").write_bytes(data)
    return folder


def read(tmp_path):
    (found,) = discover([tmp_path / "kim"], assignments={"ps1": NAMES})
    return read_submission(found, NAMES)


def codes(submission):
    return [(finding.code, finding.where) for finding in submission.findings]


def test_readable_notebooks_and_findings_about_the_rest(tmp_path):
    submit(tmp_path, problem1=as_bytes(code("1")), problem2=b"{")
    submission = read(tmp_path)
    assert (submission.student, submission.assignment) == ("kim", "ps1")
    assert list(submission.notebooks) == ["problem1"]
    assert codes(submission) == [("truncated-json", "problem2")]


def test_a_missing_notebook_is_reported(tmp_path):
    submit(tmp_path, problem1=as_bytes(code("1")))
    assert codes(read(tmp_path)) == [("missing-notebook", "problem2")]


def test_findings_of_readable_notebooks_are_in_all_findings(tmp_path):
    submit(tmp_path, problem1=as_bytes(code("1", "q"), code("2", "q")))
    assert [f.code for f in read(tmp_path).all_findings] == ["missing-notebook", "duplicate-id"]


def test_small_files_beside_the_notebooks_come_along(tmp_path):
    folder = submit(tmp_path, problem1=as_bytes(code("1")))
    (folder / "data").mkdir()
    (folder / "helper.py").write_bytes(b"x = 1")
    (folder / "data" / "a.csv").write_bytes(b"1,2")
    assert read(tmp_path).files == {"helper.py": b"x = 1", "data/a.csv": b"1,2"}


def test_links_hidden_files_large_files_and_deep_folders_do_not(tmp_path):
    folder = submit(tmp_path, problem1=as_bytes(code("1")))
    (folder / "link").symlink_to("/etc/passwd")
    (folder / "away").symlink_to("/etc")
    (folder / ".env").write_bytes(b"x")
    (folder / "timestamp.txt").write_bytes(b"2020-01-01")
    (folder / "large.bin").write_bytes(bytes(MAX_FILE_BYTES + 1))
    deep = folder.joinpath(*["d"] * MAX_DEPTH)
    deep.mkdir(parents=True)
    (deep / "x").write_bytes(b"x")
    assert read(tmp_path).files == {}


def test_the_number_of_files_is_limited(tmp_path):
    folder = submit(tmp_path, problem1=as_bytes(code("1")))
    for number in range(MAX_FILES + 20):
        (folder / f"{number:04}.txt").write_bytes(b"")
    assert len(read(tmp_path).files) == MAX_FILES


def test_files_beside_a_lone_notebook_are_not_that_students(tmp_path):
    (tmp_path / "moons_kim.ipynb").write_bytes(as_bytes(code("1")))
    (tmp_path / "roster.csv").write_bytes(b"secret")
    (found,) = discover([tmp_path / "moons_kim.ipynb"], assignments={"moons": ["moons"]})
    assert read_submission(found, ["moons"]).files == {}


def test_the_digest_changes_with_any_byte_handed_in_and_only_then(tmp_path):
    folder = submit(tmp_path, problem1=as_bytes(code("1")), problem2=b"{")
    digests = [read(tmp_path).digest]
    assert read(tmp_path).digest == digests[0]
    for name, data in (("problem1.ipynb", as_bytes(code("2"))), ("problem2.ipynb", b"["), ("h.py", b"")):
        (folder / name).write_bytes(data)
        digests.append(read(tmp_path).digest)
    assert len(set(digests)) == 4


def test_nothing_handed_in():
    submission = read_submission(Found("kim", "ps1"), NAMES)
    assert codes(submission) == [("missing-notebook", "problem1"), ("missing-notebook", "problem2")]
