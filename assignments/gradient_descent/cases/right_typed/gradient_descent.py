# Type hints, keyword-only calls, NumPy scalars, a path that stops as soon as values leave the numbers.
# %% descend
def descend(
    x: np.ndarray,
    y: np.ndarray,
    alpha: float,
    tolerance: float = 1e-6,
    max_steps: int = 1000,
    start: tuple[float, float] = (0.0, 0.0),
) -> list[tuple[np.float64, np.float64]]:
    path = [(np.float64(start[0]), np.float64(start[1]))]
    with np.errstate(all="ignore"):
        for _ in range(max_steps):
            here = path[-1]
            there = step(theta_0=here[0], theta_1=here[1], x=x, y=y, alpha=alpha)
            path.append((np.float64(there[0]), np.float64(there[1])))
            if not np.isfinite(path[-1]).all():
                break
            if np.allclose(path[-1], path[-2], rtol=0, atol=0.999 * tolerance):
                break
    return path
