# The PyTorch cell split in two, helpers in cells of their own, settings in globals.
# %%
LEARNING_RATE = 0.1
STEPS = 150
# %% step
def slopes(x, y, a, b):
    error = predict(x, a, b) - y
    return 2 * (error * x).mean(), 2 * error.mean()
# %%
def step(x, y, a, b, learning_rate):
    slope_a, slope_b = slopes(x, y, a, b)
    return a - learning_rate * slope_a, b - learning_rate * slope_b
# %% fit
def fit(x, y):
    a = b = 0
    losses = []
    for _ in range(STEPS):
        losses.append(mean_squared_error(predict(x, a, b), y))
        a, b = step(x, y, a, b, LEARNING_RATE)
    return a, b, losses
# %% build_model
def build_model():
    return nn.Linear(1, 1)
# %%
def line_of(model):
    weight, bias = model.parameters()
    return weight.item(), bias.item()
# %% train
def one_step(model, x, y, optimiser):
    optimiser.zero_grad()
    loss = nn.MSELoss()(model(x).squeeze(), y)
    loss.backward()
    optimiser.step()
    return loss.item()
# %%
def train(model, x, y, device="cpu"):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimiser = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE)
    return [one_step(model, x, y, optimiser) for _ in range(STEPS)]
