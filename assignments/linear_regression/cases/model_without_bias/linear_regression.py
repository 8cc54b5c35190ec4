# A line through the origin.
# %% build_model
def build_model():
    return nn.Linear(1, 1, bias=False)


def line_of(model):
    return model.weight.item(), 0.0
