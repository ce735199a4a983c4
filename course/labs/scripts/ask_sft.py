"""Ask the tuned model under two frames: python ask_sft.py "Name two colours of the rainbow."."""
import ast, sys, types, tiktoken, torch
from llms_from_scratch.ch04 import GPTModel
from llms_from_scratch.ch05 import generate, text_to_token_ids, token_ids_to_text
from llms_from_scratch.ch07 import format_input

source = open("ch07/06_user_interface/app.py", encoding="utf-8").read()
frame = next(n.value for n in ast.walk(ast.parse(source))
             if isinstance(n, ast.Assign) and getattr(n.targets[0], "id", "") == "prompt")
message = types.SimpleNamespace(content=sys.argv[1])
frames = {"app": eval(compile(ast.Expression(frame), "frame", "eval")),
          "trained": format_input({"instruction": sys.argv[1], "input": ""})}

shape = dict(vocab_size=50257, context_length=1024, emb_dim=1024, n_heads=16,
             n_layers=24, drop_rate=0.0, qkv_bias=True)
tok, model = tiktoken.get_encoding("gpt2"), GPTModel(shape).eval()
file = "ch07/01_main-chapter-code/gpt2-medium355M-sft.pth"
model.load_state_dict(torch.load(file, map_location="cpu", weights_only=True))
for name, text in frames.items():
    ids = generate(model, text_to_token_ids(text, tok), 35, 1024, eos_id=50256)
    # Cut as the app cuts.
    reply = token_ids_to_text(ids, tok)[len(text):].replace("### Response:", "").strip()
    print(name, len(tok.encode(text)), repr(text), repr(reply), sep="\n  ")
