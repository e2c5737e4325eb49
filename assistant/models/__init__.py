"""Models: verified weights, the embedder, the chat model, and what a model has earned."""
