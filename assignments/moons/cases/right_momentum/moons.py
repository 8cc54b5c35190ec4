# SGD with momentum and a cosine schedule.
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X, y = X.to(device), y.to(device).float()
    optimizer = torch.optim.SGD(model.parameters(), lr=0.3, momentum=0.9, nesterov=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 250)
    losses = []
    for _ in range(250):
        optimizer.zero_grad()
        loss = nn.BCEWithLogitsLoss()(model(X).flatten(), y)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        losses.append(loss.item())
    return losses
