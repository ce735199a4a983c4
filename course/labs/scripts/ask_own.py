"""Ask model.pth with dropout on and off: python ask_own.py "Every effort moves you"."""
import sys, tiktoken, torch
from llms_from_scratch.ch04 import GPTModel
from llms_from_scratch.ch05 import generate, text_to_token_ids, token_ids_to_text

shape = dict(vocab_size=50257, context_length=256, emb_dim=768, n_heads=12,
             n_layers=12, drop_rate=0.1, qkv_bias=False)
tok, model = tiktoken.get_encoding("gpt2"), GPTModel(shape)
file = "ch05/01_main-chapter-code/model.pth"
model.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
for training in (True, False):
    model.train(training)
    for _ in range(3):
        ids = generate(model, text_to_token_ids(sys.argv[1], tok), 50, 256, top_k=1)
        print("dropout", "on " if training else "off", repr(token_ids_to_text(ids, tok)))
