# Korean names, a dictionary of Korean labels that is translated at the end.
# %% loss
def loss(theta_0, theta_1, x, y):
    오차 = theta_0 + theta_1 * x - y
    return (오차**2).sum() / 2 / 오차.size
# %% step
def step(theta_0, theta_1, x, y, alpha):
    기울기0, 기울기1 = gradient(theta_0, theta_1, x, y)
    새_값 = theta_0 - alpha * 기울기0, theta_1 - alpha * 기울기1
    return 새_값
# %% classify
def classify(losses, lowest):
    이름 = {"발산": "divergent", "알맞음": "good", "작음": "too small"}
    처음, 마지막 = losses[0], losses[-1]
    if not all(np.isfinite(손실) for 손실 in losses) or 마지막 > 처음:
        return 이름["발산"]
    내려온_비율 = (처음 - 마지막) / (처음 - lowest)
    return 이름["알맞음" if 내려온_비율 >= 0.99 else "작음"]
