# Korean identifiers, comments and prints.
# %% predict
def predict(x, a, b):
    기울기, 절편 = a, b
    return 기울기 * x + 절편  # 직선의 식 그대로
# %% mean_squared_error
def mean_squared_error(predicted, y):
    오차 = predicted - y
    return sum(오차**2) / len(오차)
# %% step
def step(x, y, a, b, learning_rate):
    오차 = predict(x, a, b) - y
    개수 = len(x)
    기울기_a = 2 / 개수 * np.sum(오차 * x)
    기울기_b = 2 / 개수 * np.sum(오차)
    return (a - learning_rate * 기울기_a, b - learning_rate * 기울기_b)
# %% fit
def fit(x, y):
    a, b, 손실들 = 0.0, 0.0, []
    for 걸음 in range(200):
        a, b = step(x, y, a, b, 0.1)
        손실들.append(mean_squared_error(predict(x, a, b), y))
        if 걸음 % 50 == 0:
            print(f"{걸음}걸음째 손실: {손실들[-1]:.4f}")
    return a, b, 손실들
