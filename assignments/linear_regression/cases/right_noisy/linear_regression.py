# Prints, plots, warnings and progress everywhere; a cell of tries that fails on purpose is commented out.
# %%
import warnings

print("안녕하세요", "hello" * 3)
warnings.warn("only a warning of my own")
plt.hist(np.random.default_rng(0).normal(size=50))
plt.show()
# %% predict
def predict(x, a, b):
    print("predict", np.shape(x), a, b)
    return a * x + b
# %%
predict(np.arange(3), 1, 2)
# %% mean_squared_error
def mean_squared_error(predicted, y):
    warnings.warn("mean_squared_error was called")
    return np.mean((predicted - y) ** 2)
# %% train
def train(model, x, y, device="cpu"):
    model.to(device)
    x, y = x.to(device), y.to(device)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    losses = []
    for number in range(100):
        optimiser.zero_grad()
        loss = nn.MSELoss()(model(x).squeeze(1), y)
        loss.backward()
        optimiser.step()
        losses.append(loss.item())
        print(f"\rstep {number} loss {loss.item():.4f}", end="")
        if number % 50 == 0:
            plt.plot(losses)
            plt.show()
    warnings.warn("training is over")
    return losses
# %%
plt.semilogy(train(build_model(), *as_tensors(x_data, y_data)))
plt.show()
%timeit -n 1 -r 1 sum(range(10))
!echo done
