"""An assignment arrives on a worker's machine as it left, and writes nowhere else."""

import io

import pytest

from autograder.cluster import frames, records
from autograder.cluster.packing import pack, unpack
from autograder.cluster.records import Packed
from autograder.course import load_assignment
from autograder.errors import InstructorError, OperatorError
from tests.cli.small import write_assignment


def test_an_assignment_is_the_same_after_the_journey(tmp_path):
    folder = write_assignment(tmp_path / "here" / "sums")
    (folder / "helper.py").write_text("A = 1")
    (folder / "hidden").mkdir()
    (folder / "hidden" / "test_it.py").write_text("def test_it(): pass")
    (folder / "cases" / "full").mkdir(parents=True)
    (folder / "cases" / "full" / "sums.ipynb").write_text("{}")
    before = load_assignment(folder)
    packed = pack(before)
    after = unpack(packed, tmp_path / "there")
    assert "cases/full/sums.ipynb" not in packed.files
    assert (after.name, after.files, after.config) == (before.name, before.files, before.config)
    assert [n.cells for n in after.notebooks] == [n.cells for n in before.notebooks]
    assert [f.name for f in after.hidden.files] == ["test_it.py"]


@pytest.mark.parametrize(
    "packed",
    [Packed("sums", {"../out": b""}), Packed("../sums", {"a": b""}), Packed("sums", {"/etc/x": b""})],
)
def test_no_name_leads_out_of_the_folder(tmp_path, packed):
    with pytest.raises(OperatorError, match="not a file of an assignment"):
        unpack(packed, tmp_path / "there")
    assert not (tmp_path / "out").exists()


def test_frames_come_back_whole_and_a_cut_one_is_the_end():
    stream = io.BytesIO()
    frames.write_frame(stream, b"one")
    frames.write_frame(stream, b"two")
    whole = stream.getvalue()
    stream = io.BytesIO(whole[:-1])
    assert [frames.read_frame(stream) for _ in range(3)] == [b"one", b"", b""]
    with pytest.raises(OperatorError, match="a message of"):
        frames.read_frame(io.BytesIO(b"\xff" * 8))


def test_a_problem_is_the_error_it_was():
    assert isinstance(records.Answer(problem="no", whose="instructor").error(), InstructorError)
    assert isinstance(records.Answer(problem="no", whose="operator").error(), OperatorError)
