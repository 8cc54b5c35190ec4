"""One realistic result, in either language: a bit of everything a student may meet."""

import msgspec

from autograder.result import (
    Boundary,
    CellResult,
    Curve,
    Environment,
    Fit,
    Metric,
    Note,
    Path,
    Result,
    Step,
    Verdict,
)
from autograder.texts import message_text


def sample(language: str = "en") -> Result:
    """A half-solved ``moons``: passed, failed with a hint, a ladder, an answer for a person, a GPU test."""
    ko = language == "ko"

    def say(korean: str, english: str) -> str:
        return korean if ko else english

    def words(code: str, **params: str) -> str:
        return message_text(code, params, language)

    accuracy = Metric(
        say("정확도", "accuracy"),
        0.8934,
        (Step(0.85, 0.5, True), Step(0.92, 0.75, False), Step(0.97, 1.0, False)),
    )
    loss = Metric(
        say("검증 손실", "validation loss"),
        0.41,
        (Step(0.6, 0.5, True), Step(0.3, 1.0, False)),
        higher_is_better=False,
    )
    cells = (
        CellResult(
            "data", "moons", say("데이터 살펴보기", "Look at the data"), 5, 5, Verdict.PASSED, words("passed")
        ),
        CellResult(
            "collapse",
            "moons",
            say("선형층을 쌓으면", "Stacked linear layers"),
            0,
            10,
            Verdict.FAILED,
            words("failed-hidden"),
            say(
                "두 행렬을 곱하는 순서를 확인해 보세요. nn.Linear는 x @ W.T + b를 계산합니다.",
                "Check the order in which you multiply the matrices: nn.Linear computes x @ W.T + b.",
            ),
        ),
        CellResult(
            "train",
            "moons",
            say("두 개의 달 학습하기", "Train on two moons"),
            10,
            20,
            Verdict.PARTIAL,
            words("partial", earned="10", total="20"),
            metrics=(accuracy, loss),
            plots=plots(ko=ko),
        ),
        CellResult(
            "predict",
            "moons",
            say("예측 함수", "The predict function"),
            0,
            5,
            Verdict.ERROR,
            words(
                "error-student",
                where="predict",
                error="RuntimeError: mat1 and mat2 shapes cannot be multiplied",
            ),
        ),
        CellResult(
            "circles",
            "moons",
            say("처음 보는 모양", "A shape you have not met"),
            0,
            10,
            Verdict.MISSING,
            words("missing"),
        ),
        CellResult(
            "gpu",
            "moons",
            say("GPU에서 학습하기", "Train on a GPU"),
            None,
            10,
            Verdict.PENDING,
            words("pending-device", device="cuda"),
            device="cuda",
        ),
        CellResult(
            "why",
            "moons",
            say("왜 활성화 함수가 필요한가요?", "Why is an activation needed?"),
            None,
            10,
            Verdict.PENDING,
            words("pending-person"),
            kind="manual",
        ),
    )
    notes = (
        Note("test-cell-changed", words("test-cell-changed"), "test_collapse"),
        Note("pip-ignored", words("pip-ignored", package="torchmetrics"), "moons"),
        Note("colab-stand-in", words("colab-stand-in"), "moons"),
    )
    return Result(
        assignment="moons",
        student="minji-kim",
        title=say("두 개의 달: 비선형 분류", "Two moons: a non-linear classifier"),
        language="ko" if ko else "en",
        score=15,
        max_score=70,
        pending_score=20,
        verdict=Verdict.PARTIAL,
        cells=cells,
        notes=notes,
        seconds=3.42,
        submission_hash="0" * 64,
        graded_at="2026-03-16T05:12:09Z",
        environment=Environment("0.1.0", "3.11.9", "2.13.0", "2.3.1", "Linux", sandbox=True, seed=7),
    )


def plots(*, ko: bool) -> tuple[Curve | Boundary | Fit | Path, ...]:
    """One of each kind."""
    curve = Curve(
        title="학습하는 동안의 손실" if ko else "The loss while training",
        x_label="걸음" if ko else "step",
        y_label="손실" if ko else "loss",
        values=tuple(0.7 * 0.95**i for i in range(100)),
        steps=200,
    )
    boundary = Boundary(
        title="모델이 평면을 나누는 모습" if ko else "How your model divides the plane",
        x_label="x1",
        y_label="x2",
        low=(-1.5, -1.0),
        high=(2.5, 1.5),
        rows=tuple("0" * (30 - i // 2) + "1" * (9 + i // 2) + "?" for i in range(40)),
        x=(-1.0, 0.0, 2.0, 2.2),
        y=(0.5, 0.2, -0.5, 0.4),
        labels="0101",
    )
    fit = Fit(
        title="찾아낸 직선" if ko else "The line you found",
        x=(-1.0, 0.0, 1.0),
        y=(-1.1, 0.2, 0.9),
        line_x=(-1.2, 1.2),
        line_y=(-1.2, 1.2),
    )
    path = Path(
        title="매개변수가 지나온 길" if ko else "The path of the parameters",
        x=(0.0, 0.5, 0.8, 0.95),
        y=(0.0, 1.2, 1.8, 1.95),
        steps=3,
        goal=(1.0, 2.0),
    )
    return curve, boundary, fit, path


def changed(result: Result, **changes: object) -> Result:
    """A copy of ``result`` with some fields different."""
    return msgspec.structs.replace(result, **changes)
