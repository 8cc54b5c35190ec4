# Plain loops wherever there is something to count or multiply.
# %% accuracy
def accuracy(predicted, y):
    right = 0
    for i in range(len(y)):
        if predicted[i] == y[i]:
            right += 1
    return right / len(y)
# %% merge
def merge(W1, b1, W2, b2):
    k, h, d = W2.shape[0], W2.shape[1], W1.shape[1]
    W, b = torch.zeros(k, d), b2.clone()
    for i in range(k):
        for j in range(h):
            b[i] += W2[i, j] * b1[j]
            for m in range(d):
                W[i, m] += W2[i, j] * W1[j, m]
    return W, b
# %% train
def train(model, X, y, device="cpu"):
    model.to(device)
    X = X.to(device)
    y = y.to(device).float().unsqueeze(1)
    optimizer = torch.optim.Adam(model.parameters(), lr=0.03)
    losses = []
    step = 0
    while step < 150:
        optimizer.zero_grad()
        loss = nn.functional.binary_cross_entropy_with_logits(model(X), y)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        step += 1
    return losses
