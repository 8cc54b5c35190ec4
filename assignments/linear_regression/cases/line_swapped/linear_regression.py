# line_of gives the intercept first.
# %% build_model
def build_model():
    return nn.Linear(1, 1)


def line_of(model):
    return model.bias.item(), model.weight.item()
