# Keeps points back, stops when they are classified no better, and brings back the best weights.
# %% train
import copy


def train(model, X, y, device="cpu", patience=40):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    order = torch.randperm(len(X))
    held, used = order[: len(X) // 5], order[len(X) // 5 :]
    criterion = nn.BCEWithLogitsLoss()
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    best, best_state, waited, losses = float("inf"), copy.deepcopy(model.state_dict()), 0, []
    while waited < patience and len(losses) < 300:
        model.train()
        optimizer.zero_grad()
        loss = criterion(model(X[used]).squeeze(1), y[used])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        with torch.no_grad():
            check = criterion(model(X[held]).squeeze(1), y[held]).item()
        waited = 0 if check < best - 1e-4 else waited + 1
        if check < best:
            best, best_state = check, copy.deepcopy(model.state_dict())
    model.load_state_dict(best_state)
    return losses
