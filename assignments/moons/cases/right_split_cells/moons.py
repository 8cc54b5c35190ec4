# build_model and predict in cells of their own, settings in globals, Korean names.
# %% build_model
너비 = 32


def build_model():
    층들 = [nn.Linear(2, 너비), nn.ReLU(), nn.Linear(너비, 너비), nn.ReLU(), nn.Linear(너비, 1)]
    return nn.Sequential(*층들)
# %%
def 장치(model):
    return next(model.parameters()).device
# %%
def predict(model, X):
    로짓 = model(X.to(장치(model))).detach()
    return 로짓.gt(0).reshape(-1).long().cpu()
# %% train
걸음수, 학습률 = 120, 0.02
# %%
def 한_걸음(model, 최적화, X, y):
    최적화.zero_grad()
    손실 = nn.BCEWithLogitsLoss()(model(X).squeeze(1), y)
    손실.backward()
    최적화.step()
    return 손실.item()
# %%
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    최적화 = torch.optim.Adam(model.parameters(), lr=학습률)
    return [한_걸음(model, 최적화, X, y) for _ in range(걸음수)]
