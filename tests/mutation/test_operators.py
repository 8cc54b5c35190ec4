"""Every kind of change: what becomes of a line."""

import pytest

from tests.mutation.making import mutants_of


def changes(line, operator):
    return [mutant.becomes for mutant in mutants_of(line) if mutant.operator == operator]


@pytest.mark.parametrize(
    ("operator", "line", "becomes"),
    [
        ("arithmetic", "x = a + b", ["x = a - b"]),
        ("arithmetic", "x = a - b * c", ["x = a + b * c", "x = a - b / c"]),
        ("arithmetic", "x = (a + b) * c", ["x = (a + b) / c", "x = (a - b) * c"]),
        ("arithmetic", "x = a * b * c", ["x = a * b / c", "x = a / b * c"]),
        ("arithmetic", "x = a ** 2", ["x = a * 2"]),
        ("arithmetic", "x = a // b % c", ["x = a // b * c", "x = a / b % c"]),
        ("arithmetic", "x = W @ v", ["x = v @ W"]),
        ("arithmetic", "x = -a", ["x = a"]),
        ("arithmetic", "x += a", ["x -= a"]),
        ("comparison", "x = a < b", ["x = a <= b", "x = a >= b"]),
        ("comparison", "x = a == b", ["x = a != b"]),
        (
            "comparison",
            "x = 0 <= a < b",
            ["x = 0 < a < b", "x = 0 > a < b", "x = 0 <= a <= b", "x = 0 <= a >= b"],
        ),
        ("comparison", "x = a is None", ["x = a is not None"]),
        ("comparison", "x = a not in b", ["x = a in b"]),
        ("boolean", "x = a and b", ["x = a or b", "x = b", "x = a"]),
        ("boolean", "x = not a", ["x = a"]),
        ("boolean", "x = (a or b) * c", ["x = (a and b) * c", "x = (b) * c", "x = (a) * c"]),
        ("condition", "x = a if b else c", ["x = a if not b else c"]),
        ("condition", "x = [a for a in b if c(a)]", ["x = [a for a in b if not c(a)]"]),
        ("condition", "x = a if b < c else d", []),  # turned round as a comparison
        ("constant", "x = 3", ["x = 4", "x = 2", "x = 0", "x = -3"]),
        ("constant", "x = 1", ["x = 2", "x = 0", "x = -1"]),
        ("constant", "x = 0.1", ["x = 1.1", "x = -0.9", "x = 0.0", "x = -0.1"]),
        ("constant", "x = a[-1]", ["x = a[0]", "x = a[-2]", "x = a[1]"]),
        ("constant", "x = f(a, keepdim=True)", ["x = f(a, keepdim=False)"]),
        ("constant", 'x = "good"', ["x = ''"]),
        ("constant", "x = ''", ["x = 'mutated'"]),
        ("constant", "x = None", []),
        ("swapped", "x = f(a, b, c)", ["x = f(b, a, c)", "x = f(a, c, b)"]),
        ("swapped", "x = a, b", ["x = (b, a)"]),
        ("swapped", "x = f(a, a)", []),
        ("swapped", "x = f(*a, b)", []),
        ("argument left out", "x = f(a, dim=1)", ["x = f(a)"]),
        ("argument left out", "x = Sequential(a, ReLU(), b)", ["x = Sequential(a, b)"]),
        ("call left out", "x = float(a)", ["x = a"]),
        ("call left out", "x = a.squeeze(1)", ["x = a"]),
        ("call left out", "x = np.mean(a)", ["x = a"]),
        ("look-alike", "x = a.mean()", ["x = a.sum()"]),
        ("look-alike", "x = np.argmax(a)", ["x = np.argmin(a)"]),
        ("look-alike", "x = max(a)", ["x = min(a)"]),
        ("statement left out", "optimiser.zero_grad()", ["pass"]),
        ("statement left out", "x = a", ["pass"]),
        (
            "context left out",
            "with torch.no_grad(): x()",
            ["with __import__('contextlib').nullcontext(): x()"],
        ),
    ],
)
def test_an_operator_changes_a_line(operator, line, becomes):
    assert changes(line, operator) == becomes


def test_a_return_is_left_out_and_a_loop_left_late():
    source = "def f(a):\n    for b in a:\n        if b:\n            break\n    return b"
    found = {(m.line, m.operator, m.becomes) for m in mutants_of(source)}
    assert (5, "statement left out", "pass") in found
    assert (4, "statement left out", "pass") in found
    assert (4, "loop exit", "continue") in found
    assert (3, "condition", "if not b:") in found
