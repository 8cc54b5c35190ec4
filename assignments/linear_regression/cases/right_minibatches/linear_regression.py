# DataLoader, a learning rate that decays, one mean loss for every pass over the data.
# %% train
def train(model, x, y, device="cpu"):
    from torch.utils.data import DataLoader, TensorDataset

    model.to(device)
    loader = DataLoader(TensorDataset(x, y), batch_size=20, shuffle=True)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.9)
    losses = []
    for epoch in range(40):
        model.train()
        total = 0.0
        for x_batch, y_batch in loader:
            x_batch, y_batch = x_batch.to(device), y_batch.to(device)
            optimizer.zero_grad()
            loss = nn.MSELoss()(model(x_batch).squeeze(1), y_batch)
            loss.backward()
            optimizer.step()
            total += loss.item() * len(x_batch)
        scheduler.step()
        losses.append(total / len(x))
    return losses
