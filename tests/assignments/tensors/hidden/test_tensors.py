"""Hidden tests of ``tensors``."""

import pytest
import torch

CANARY = "CANARY-labels-9e42"


@pytest.mark.grade("test-predict")
def test_new_points(student, ladder):
    points = torch.randn(500, 2, generator=torch.Generator().manual_seed(8))
    labels = (points[:, 1] > points[:, 0]).long()
    model = student.build_model()
    student.train(model, points[:200], labels[:200].float())
    found = student.predict(model, points.clone())
    assert torch.is_tensor(found)
    assert found.shape == labels.shape
    ladder("accuracy", (found == labels).float().mean())
