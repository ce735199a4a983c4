"""Ask the public weights; run in ch05/06_user_interface: python ../../ask_orig.py"""
import tiktoken
from llms_from_scratch.ch04 import GPTModel
from llms_from_scratch.ch05 import (download_and_load_gpt2, generate,
    load_weights_into_gpt, text_to_token_ids, token_ids_to_text)

shape = dict(vocab_size=50257, context_length=1024, emb_dim=768, n_heads=12,
             n_layers=12, drop_rate=0.0, qkv_bias=True)
tok, model = tiktoken.get_encoding("gpt2"), GPTModel(shape).eval()
load_weights_into_gpt(model, download_and_load_gpt2("124M", "gpt2")[1])
ids = generate(model, text_to_token_ids("Every effort moves you", tok), 50, 1024, top_k=1)
print(token_ids_to_text(ids, tok))
