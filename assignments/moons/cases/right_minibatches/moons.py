# DataLoader, AdamW and a one-cycle schedule; one mean loss for each pass.
# %% train
from torch.utils.data import DataLoader, TensorDataset


def train(model, X, y, device="cpu", epochs=12):
    model.to(device)
    loader = DataLoader(TensorDataset(X, y.float()), batch_size=50, shuffle=True)
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.03, total_steps=epochs * len(loader))
    criterion = nn.BCEWithLogitsLoss()
    losses = []
    for _ in range(epochs):
        total = 0.0
        for points, labels in loader:
            optimizer.zero_grad()
            loss = criterion(model(points.to(device)).squeeze(1), labels.to(device))
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item() * len(points)
        losses.append(total / len(X))
    return losses
