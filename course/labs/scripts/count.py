"""Count ids and lines in a window, before and after: python count.py"""
import tiktoken
base = tiktoken.get_encoding("gpt2")
new = {"MyNewToken_1": base.n_vocab, "MyNewToken_2": base.n_vocab + 1}
ext = tiktoken.Encoding(name="gpt2_plus2", pat_str=base._pat_str, mergeable_ranks=base._mergeable_ranks,
                        special_tokens={**base._special_tokens, **new})
cut = {"base": base, "extended": ext}
line = "MyNewToken_1 restarted after MyNewToken_2.\n"
for name, t in cut.items():
    fit = 0
    while len(t.encode(line * (fit + 1), allowed_special="all")) <= 256:
        fit += 1
    one = len(t.encode("Sample text with MyNewToken_1 and MyNewToken_2.", allowed_special="all"))
    print(name, "vocabulary", t.n_vocab, "| sample", one, "| lines in 256 ids:", fit)
